package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
)

const (
	ackWait       = 30 * time.Second // after it, a message that nobody keeps alive is given to another
	heartbeat     = ackWait / 3
	maxFailures   = 10  // of one message in one process, then it is parked
	maxDeliveries = 500 // of one message at all: it may be killing those who take it
	retryPause    = time.Second
	pulse         = 2 * time.Second // two are missed before a queue that lost its server is asked again
	longestPause  = time.Minute
)

type queue struct {
	stream, durable, subject string
	workers                  int
}

// later is an error that asks for the message again and is no failure.
type later struct {
	error
	delay time.Duration
}

// Unwrap implements errors.Unwrap.
func (l later) Unwrap() error { return l.error }

// Later returns an error by which a listener or worker asks to be given the
// message again after delay. It does not count as a failure.
func Later(err error, delay time.Duration) error { return later{error: err, delay: delay} }

// consume starts the queue's workers. Each asks for one message at a time, so
// that none waits, aging, behind another one's work.
func consume[T any](ctx context.Context, b *Bus, q queue, fn func(context.Context, T) error) error {
	c := &consumer[T]{bus: b, queue: q, fn: fn, failures: map[uint64]int{}}
	for range max(1, q.workers) {
		b.loops.Go(func() { c.loop(ctx) })
	}
	return nil
}

type consumer[T any] struct {
	bus *Bus
	queue
	fn func(context.Context, T) error

	mu       sync.Mutex
	failures map[uint64]int // by stream sequence
}

func (c *consumer[T]) loop(ctx context.Context) {
	var source jetstream.Consumer
	for ctx.Err() == nil {
		var err error
		if source == nil {
			source, err = c.bus.js.Consumer(ctx, c.stream, c.durable)
		}
		var msg jetstream.Msg
		if err == nil {
			msg, err = source.Next(jetstream.FetchContext(ctx), jetstream.FetchHeartbeat(pulse))
		}
		switch {
		case err == nil:
			c.handle(ctx, msg)
		case ctx.Err() != nil || errors.Is(err, nats.ErrTimeout):
		default:
			c.bus.log.WarnContext(ctx, "waiting for the queue", "queue", c.durable, "err", err)
			source = nil
			pause(ctx, retryPause)
		}
	}
}

func (c *consumer[T]) handle(ctx context.Context, msg jetstream.Msg) {
	began := time.Now()
	meta, err := msg.Metadata()
	if err != nil {
		c.bus.log.ErrorContext(ctx, "message without metadata", "queue", c.durable, "err", err)
		return
	}
	// A message that was begun is finished, also while the service is stopping.
	work, span := c.bus.span(extract(context.WithoutCancel(ctx), msg.Headers()), "work", c.subject, trace.SpanKindConsumer)
	stop := keepAlive(msg)
	err = c.try(ctx, work, msg, meta)
	stop()
	end(span, err)
	c.bus.measure(work, c.durable, began, err)
	c.conclude(work, msg, meta, err)
}

// errPoisoned parks a message that has been given out too often to be harmless.
var errPoisoned = errors.New("delivered too often")

func (c *consumer[T]) try(ctx, work context.Context, msg jetstream.Msg, meta *jetstream.MsgMetadata) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	if meta.NumDelivered > maxDeliveries {
		return errPoisoned
	}
	var body T
	if err := decode(msg.Data(), &body); err != nil {
		return errMalformed
	}
	work, cancel := context.WithCancel(work)
	defer cancel()
	defer context.AfterFunc(ctx, func() { // stopping: a while to finish, then it is somebody else's
		pause(work, leaveTimeout/2)
		cancel()
	})()
	return c.fn(work, body)
}

func (c *consumer[T]) conclude(ctx context.Context, msg jetstream.Msg, meta *jetstream.MsgMetadata, err error) {
	seq := meta.Sequence.Stream
	if err == nil {
		c.forget(seq)
		if err := msg.DoubleAck(ctx); err != nil {
			c.bus.log.WarnContext(ctx, "message will come again", "queue", c.durable, "err", err)
		}
		return
	}
	if l, ok := errors.AsType[later](err); ok {
		_ = msg.NakWithDelay(l.delay)
		return
	}
	n := c.failed(seq, err)
	if n >= maxFailures || errors.Is(err, errPoisoned) || errors.Is(err, errMalformed) {
		c.park(ctx, msg, meta, err)
		return
	}
	c.bus.log.WarnContext(ctx, "message will come again", "queue", c.durable, "failures", n, "err", err)
	_ = msg.NakWithDelay(min(retryPause<<n, longestPause))
}

// failed counts what is the message's own fault. While something that it needs
// is away it waits, however long.
func (c *consumer[T]) failed(seq uint64, err error) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if fault.From(err).Code != fault.Unavailable && !errors.Is(err, context.Canceled) {
		c.failures[seq]++
	}
	return c.failures[seq]
}

func (c *consumer[T]) forget(seq uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.failures, seq)
}

// park moves a message to where an operator sees it. It is copied before it is
// removed; a crash in between leaves it in both places, never in none.
func (c *consumer[T]) park(ctx context.Context, msg jetstream.Msg, meta *jetstream.MsgMetadata, why error) {
	c.bus.log.ErrorContext(ctx, "message parked", "queue", c.durable, "stream_seq", meta.Sequence.Stream, "err", why)
	err := Publish(ctx, c.bus, contract.Message{
		ID:      fmt.Sprintf("%s-%d", c.durable, meta.Sequence.Stream),
		Subject: "parked." + c.bus.service + "." + c.subject,
		Body:    msg.Data(),
	})
	if err != nil {
		c.bus.log.ErrorContext(ctx, "message not parked", "queue", c.durable, "err", err)
		_ = msg.NakWithDelay(longestPause)
		return
	}
	c.forget(meta.Sequence.Stream)
	_ = msg.TermWithReason("parked")
}

// keepAlive tells JetStream that the message is being worked on, until stopped.
func keepAlive(msg jetstream.Msg) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(heartbeat)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				_ = msg.InProgress()
			}
		}
	})
	return func() { close(done); wg.Wait() }
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
