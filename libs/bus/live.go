package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
)

const (
	keptBatch   = 500  // kept steps fetched at a time
	liveBacklog = 1024 // steps that may wait for a slow watcher before it is cut off
)

// Seen is a step and its place in the stream, which a watcher resumes after.
type Seen[Step any] struct {
	Seq  uint64
	Step Step
}

// Report publishes a step about id. It does not wait to be stored: a step that
// is lost while the bus is away is not worth stopping the work for.
func Report[Step any](ctx context.Context, b *Bus, live contract.Live[Step], id string, step Step) error {
	data, err := json.Marshal(step)
	if err != nil {
		return fmt.Errorf("encode step: %w", err)
	}
	msg := nats.NewMsg(live.PublishSubject(id))
	msg.Data = data
	inject(ctx, msg.Header)
	if err := b.conn.PublishMsg(msg); err != nil {
		return fmt.Errorf("report on %s: %w", msg.Subject, err)
	}
	return nil
}

// Watch returns the steps about id: those that are kept, from after the given
// sequence on, and then those that come, without a gap and none twice. The
// channel is closed when ctx ends or the watcher has fallen too far behind.
func Watch[Step any](ctx context.Context, b *Bus, live contract.Live[Step], id string, after uint64) (<-chan Seen[Step], error) {
	w := &watcher[Step]{bus: b, last: after, out: make(chan Seen[Step])}
	in := make(chan *nats.Msg, liveBacklog)
	// Subscribed first, so that nothing falls between what is kept and what comes.
	sub, err := b.conn.ChanSubscribe(live.WatchSubject(id), in)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "bus_away", "the message bus is away; try again shortly").After(2)
	}
	leave := sync.OnceFunc(func() { _ = sub.Unsubscribe() })
	if err := b.conn.FlushWithContext(limited(ctx)); err != nil {
		leave()
		return nil, fault.New(fault.Unavailable, "bus_away", "the message bus is away; try again shortly").After(2)
	}
	kept, err := w.kept(ctx, live.PublishSubject(id))
	if err != nil {
		leave()
		return nil, err
	}
	go func() {
		defer close(w.out)
		defer leave()
		for _, s := range kept {
			if !w.send(ctx, s) {
				return
			}
		}
		w.follow(ctx, sub, in)
	}()
	return w.out, nil
}

type watcher[Step any] struct {
	bus  *Bus
	last uint64
	out  chan Seen[Step]
}

// kept fetches what the stream still holds about a subject after w.last.
func (w *watcher[Step]) kept(ctx context.Context, subject string) (steps []Seen[Step], err error) {
	for next := w.last + 1; ; {
		batch, err := w.batch(ctx, subject, next)
		if err != nil {
			return nil, fmt.Errorf("fetch steps: %w", err)
		}
		steps = append(steps, batch...)
		if len(batch) < keptBatch {
			return steps, nil
		}
		next = batch[len(batch)-1].Seq + 1
	}
}

func (w *watcher[Step]) batch(ctx context.Context, subject string, from uint64) (steps []Seen[Step], err error) {
	batch, err := jetstreamext.GetBatch(limited(ctx), w.bus.js, streamProgress, keptBatch,
		jetstreamext.GetBatchSeq(from), jetstreamext.GetBatchSubject(subject))
	if err != nil {
		return nil, err
	}
	for msg, err := range batch {
		if errors.Is(err, jetstreamext.ErrNoMessages) {
			return steps, nil
		}
		if err != nil {
			return nil, err
		}
		s := Seen[Step]{Seq: msg.Sequence}
		if err := json.Unmarshal(msg.Data, &s.Step); err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// follow passes on what comes, until ctx ends or something was dropped: the
// client then resumes where it was.
func (w *watcher[Step]) follow(ctx context.Context, sub *nats.Subscription, in <-chan *nats.Msg) {
	for {
		select {
		case <-ctx.Done():
			return
		case msg, open := <-in:
			if !open || !sub.IsValid() || !w.pass(ctx, msg) {
				return
			}
			if dropped, err := sub.Dropped(); err != nil || dropped > 0 {
				return
			}
		}
	}
}

// pass sends on a step that was not sent yet; false when nobody watches any more.
func (w *watcher[Step]) pass(ctx context.Context, msg *nats.Msg) bool {
	seq, err := strconv.ParseUint(msg.Header.Get(jetstream.SequenceHeader), 10, 64)
	if err != nil || seq <= w.last || msg.Subject != msg.Sub.Subject {
		return true
	}
	s := Seen[Step]{Seq: seq}
	if err := json.Unmarshal(msg.Data, &s.Step); err != nil {
		w.bus.log.ErrorContext(ctx, "step not understood", "err", err)
		return true
	}
	return w.send(ctx, s)
}

func (w *watcher[Step]) send(ctx context.Context, s Seen[Step]) bool {
	select {
	case <-ctx.Done():
		return false
	case w.out <- s:
		w.last = s.Seq
		return true
	}
}

// limited gives one exchange with the bus its time; it ends by itself.
func limited(ctx context.Context) context.Context {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	context.AfterFunc(ctx, cancel)
	return ctx
}
