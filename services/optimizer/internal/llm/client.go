package llm

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Client asks the links of a chain, one after the other, until an answer is
// accepted or there is no point in asking on. It is the only place that tries
// again.
type Client struct {
	links  []*Link
	book   Book
	prices Prices
	policy Policy
	log    *slog.Logger
	fell   func(context.Context, Author, Kind)
}

// Config is what a Client is made of.
type Config struct {
	Links  []*Link // at least one
	Book   Book
	Prices Prices
	Policy Policy
	Log    *slog.Logger

	// Fell is told of each that was given up; nil for nobody.
	Fell func(ctx context.Context, from Author, why Kind)
}

// Policy says how patient a Client is.
type Policy struct {
	Attempts int           // at most, for one answer
	Budget   time.Duration // no attempt begins later than this after the first
	Base     time.Duration // the first pause is random up to this, each further one up to twice as much
	Cap      time.Duration // and never longer than this
	Breaker  BreakerPolicy
}

// DefaultPolicy is patient for as long as a person may be who watches.
func DefaultPolicy() Policy {
	return Policy{Attempts: 6, Budget: 3 * time.Minute, Base: time.Second, Cap: 30 * time.Second, Breaker: BreakerPolicy{Failures: 5, Pause: 30 * time.Second}}
}

// Sink takes an answer as it comes.
type Sink interface {
	// Begin says that an attempt begins, and whose: what came so far is void.
	Begin(by Author)

	// Take takes the next piece and Done the end. An *Error of kind
	// Unacceptable asks for a better answer; its detail is told to the model.
	Take(text string) error
	Done() error
}

// NewClient returns a client that asks along a chain and writes every attempt
// down.
func NewClient(c Config) *Client {
	if c.Fell == nil {
		c.Fell = func(context.Context, Author, Kind) {}
	}
	return &Client{links: c.Links, book: c.Book, prices: c.Prices, policy: c.Policy, log: c.Log, fell: c.Fell}
}

// mostAdjustments bounds how often a server's likes and dislikes are learnt
// within one Ask.
const mostAdjustments = 6

// Ask gets an answer for an optimization and says who wrote it. It returns an
// *Error when none of the chain has one, and any other error, such as the
// context's, as it is.
func (c *Client) Ask(ctx context.Context, optimization string, q Request, sink Sink) (Author, error) {
	order := c.order(q.Model)
	var failure *Error
	for place := min(q.From, len(order)-1); place < len(order); place++ {
		t := order[place]
		who := Author{Provider: t.Provider.Name(), Model: t.model, Place: place}
		q.Model = t.model
		err := c.insist(ctx, optimization, t, q, job{sink: sink, last: place == len(order)-1})
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return who, err
		}
		if failure == nil || e.Kind != Open {
			failure = e
		}
		c.fell(ctx, who, e.Kind)
		c.report(ctx, optimization, t, e)
	}
	return Author{}, failure
}

// report logs who was given up. What an operator has to mend is an error.
func (c *Client) report(ctx context.Context, optimization string, t turn, e *Error) {
	level := slog.LevelWarn
	if e.Kind == Denied {
		level = slog.LevelError
	}
	c.log.Log(ctx, level, "model given up", "optimization_id", optimization, "provider", t.Provider.Name(),
		"server", t.Server, "model", t.model, "kind", e.Kind, "status", e.Status)
}

// job is where an answer goes, and whether anybody else could give one.
type job struct {
	sink Sink
	last bool
}

// insist asks one link until it answers or there is no point in asking it on.
func (c *Client) insist(ctx context.Context, optimization string, t turn, q Request, j job) error {
	tries := effort{begun: time.Now()}
	for {
		text, err := c.guarded(ctx, optimization, t, q, j.sink)
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return err // nil, or nothing that another attempt cures
		}
		c.log.WarnContext(ctx, "model did not answer", "optimization_id", optimization, "kind", e.Kind, "status", e.Status, "detail", e.Detail)
		if !tries.another(e, c.policy.Attempts, j.last) {
			return e
		}
		switch {
		case e.Kind == Unacceptable || e.Kind == Cut:
			q.Turns = corrected(text, e)
		case e.Again():
			if err := c.pause(ctx, tries, e); err != nil {
				return err
			}
		}
	}
}

// effort is what one answer of one link has taken so far.
type effort struct {
	begun       time.Time
	failures    int
	adjustments int
	corrected   bool
}

// another counts a failure, and reports whether one more attempt is worth it.
func (f *effort) another(e *Error, attempts int, last bool) bool {
	switch e.Kind {
	case Adjust:
		f.adjustments++
		return f.adjustments <= mostAdjustments
	case Unacceptable, Cut:
		before := f.corrected
		f.corrected = true
		return !before
	case Open: // which was no attempt; and somebody else is quicker than waiting
		return last
	case Away, Busy, Truncated, Stalled, Garbled:
		f.failures++
		return f.failures < attempts
	case Denied, Refused, Declined:
		return false
	}
	return false
}

// guarded makes an attempt when there is a slot, unless the breaker is open.
func (c *Client) guarded(ctx context.Context, optimization string, t turn, q Request, sink Sink) (text string, err error) {
	give, err := t.Slots.take(ctx)
	if err != nil {
		return "", err
	}
	defer give()
	err = t.breaker(t.model, c.policy.Breaker).do(func() error {
		text, err = c.attempt(ctx, optimization, t, q, sink)
		return err
	})
	return text, err
}

// pause waits before the next attempt, or returns e if there is no time for one.
func (c *Client) pause(ctx context.Context, f effort, e *Error) error {
	d := c.policy.pause(max(0, f.failures-1), e.RetryAfter)
	if time.Since(f.begun)+d > c.policy.Budget || over(ctx, d) {
		return e
	}
	return rest(ctx, d)
}

// corrected is how the conversation goes on after an answer that won't do.
func corrected(text string, e *Error) []Turn {
	why := e.Detail
	if e.Kind == Cut {
		why = "it was cut off because it was too long; answer with fewer operations and shorter texts"
	}
	return []Turn{{Model: true, Text: text}, {Text: "That answer can't be used: " + why + ". Answer once more, in full."}}
}

// pause is full jitter, or what the provider asked for and a little.
func (p Policy) pause(failures int, asked time.Duration) time.Duration {
	if asked > 0 {
		return asked + jitter(p.Base)
	}
	most := p.Cap
	if failures < 20 {
		most = min(most, p.Base<<failures)
	}
	return jitter(most)
}

func jitter(most time.Duration) time.Duration {
	return rand.N(max(most, 1)) //nolint:gosec // spreading requests out needs no secret
}

// over reports whether ctx ends before d has passed.
func over(ctx context.Context, d time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < d
}

func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
