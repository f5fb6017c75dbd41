package delivery

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	poll     = time.Second // for what another replica left behind, and what is due again
	lease    = 20 * time.Second
	renewal  = lease / 4
	patience = 8 * time.Second // with what is under way when the service stops
	book     = 5 * time.Second // to write down how an attempt ended
)

// Postman takes mails from the queue to the mail server, several at a time.
type Postman struct {
	Queue   Queue
	Sender  Sender
	Sources map[string]Source // by kind of mail
	Workers int               // at most so many at a time
	Limit   time.Duration     // for one attempt
	Log     *slog.Logger
	Now     func() time.Time

	// Observe, where set, is told of each attempt as it begins; what it returns
	// is called with how it ended.
	Observe func(context.Context, Mail) (context.Context, func(Outcome))

	once sync.Once
	bell chan struct{}
}

func (p *Postman) ring() chan struct{} {
	p.once.Do(func() { p.bell = make(chan struct{}, 1) })
	return p.bell
}

// Ring tells the postman that there may be something to do.
func (p *Postman) Ring() {
	select {
	case p.ring() <- struct{}{}:
	default:
	}
}

// Run delivers until ctx ends, and then what is under way.
func (p *Postman) Run(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	slots := make(chan struct{}, max(1, p.Workers))
	tick := time.NewTicker(poll)
	defer tick.Stop()

	for ctx.Err() == nil {
		for _, m := range p.claim(ctx, cap(slots)-len(slots)) {
			slots <- struct{}{} // free: only this loop takes them
			under.Go(func() {
				defer p.Ring()
				defer func() { <-slots }()
				p.deliver(ctx, m)
			})
		}
		select {
		case <-ctx.Done():
		case <-p.ring():
		case <-tick.C:
		}
	}
}

func (p *Postman) claim(ctx context.Context, free int) []Mail {
	if free == 0 {
		return nil
	}
	now := p.Now()
	due, err := p.Queue.Claim(ctx, now, now.Add(lease), free)
	if err != nil && ctx.Err() == nil {
		p.Log.ErrorContext(ctx, "queue not read, will try again", "err", err)
	}
	return due // also those claimed before the error
}

// deliver makes one attempt and writes down how it ended. It is not cut off by
// the end of ctx: whether a mail was sent is worth knowing.
func (p *Postman) deliver(ctx context.Context, m Mail) {
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.Limit)
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		select {
		case <-work.Done():
		case <-time.After(patience):
			cancel()
		}
	})()

	observed, done := p.observe(work, m)
	done(p.attempt(observed, m))
}

func (p *Postman) observe(ctx context.Context, m Mail) (context.Context, func(Outcome)) {
	if p.Observe == nil {
		return ctx, func(Outcome) {}
	}
	return p.Observe(ctx, m)
}

func (p *Postman) attempt(ctx context.Context, m Mail) Outcome {
	release := p.hold(ctx, m)
	end, why := p.try(ctx, m)
	release()

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), book)
	defer cancel()
	log := p.Log.With("mail_id", m.ID, "kind", m.Kind, "attempt", m.Attempts, "outcome", end)
	var err error
	if end == Delayed {
		next := p.next(m)
		log.WarnContext(ctx, "mail not sent, will try again", "in", next.Sub(p.Now()).Round(time.Millisecond), "why", why)
		err = p.Queue.Delay(ctx, m, next, why)
	} else {
		if end != Sent {
			log.ErrorContext(ctx, "mail given up", "why", why)
		}
		err = p.Queue.Conclude(ctx, m, end, p.Now())
	}
	if err != nil { // it is claimed again when its lease is over
		log.ErrorContext(ctx, "outcome not recorded", "err", err)
	}
	return end
}

// next is when to try again: the last time is when the mail is given up.
func (p *Postman) next(m Mail) time.Time {
	next := p.Now().Add(pause(m.Attempts, rand.Float64())) //nolint:gosec // spread, not secrecy
	if next.After(m.ExpiresAt) {
		return m.ExpiresAt
	}
	return next
}

// hold keeps the mail from other replicas until released. One that dies lets
// go of it within a lease.
func (p *Postman) hold(ctx context.Context, m Mail) (release func()) {
	ctx, cancel := context.WithCancel(ctx)
	var holding sync.WaitGroup
	holding.Go(func() {
		tick := time.NewTicker(renewal)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := p.Queue.Hold(ctx, m, p.Now().Add(lease)); err != nil && ctx.Err() == nil {
				p.Log.WarnContext(ctx, "mail not held", "mail_id", m.ID, "err", err)
			}
		}
	})
	return func() { cancel(); holding.Wait() }
}
