// Package bus carries contracts over NATS: typed calls, events, jobs, live
// streams, boards and buckets. A handler sees a context, a Go value and an
// error; subjects, JSON, headers, deadlines, identity and tracing stay in here.
//
// Its promise: a handler never works for a caller that has gone, a panic is an
// error of that one message alone, and no queue grows without a limit.
package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nats.go/micro"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/sartor-cv/sartor/libs/identity"
)

const (
	defaultWorkers = 64
	queuePerWorker = 4 // calls that may wait for each worker before the answer is "unavailable"
	leaveTimeout   = 10 * time.Second

	controlSubjects = 9 // that micro subscribes to: three verbs by all, by name and by id
)

// Verify checks an access token and says whose it is.
type Verify func(ctx context.Context, token string) (identity.Caller, error)

// Config is what a service joins with.
type Config struct {
	Service string
	Log     *slog.Logger
	Tracer  trace.Tracer // nil for none
	Meter   metric.Meter // nil for none
	Workers int          // calls answered at once; 0 for a good number
}

// Bus is one service's connection to all the others.
type Bus struct {
	service string
	conn    *nats.Conn
	js      jetstream.JetStream
	srv     micro.Service
	log     *slog.Logger
	tracer  trace.Tracer
	seconds metric.Float64Histogram

	verify  atomic.Pointer[Verify]
	tasks   chan func()
	quit    chan struct{}
	workers sync.WaitGroup // those who answer calls
	loops   sync.WaitGroup // those who fetch events and jobs
}

// Join connects the named service over conn, which should have been made with
// Options. Leave must be called when the service stops.
func Join(conn *nats.Conn, cfg Config) (*Bus, error) {
	js, err := jetstream.New(conn, jetstream.WithDefaultTimeout(callTimeout))
	if err != nil {
		return nil, fmt.Errorf("jetstream: %w", err)
	}
	srv, err := micro.AddService(conn, micro.Config{Name: cfg.Service, Version: "1.0.0"})
	if err != nil {
		return nil, fmt.Errorf("announce %s: %w", cfg.Service, err)
	}
	b := &Bus{service: cfg.Service, conn: conn, js: js, srv: srv, log: cfg.Log, tracer: cfg.Tracer, quit: make(chan struct{})}
	if b.tracer == nil {
		b.tracer = tracenoop.NewTracerProvider().Tracer("")
	}
	if cfg.Meter == nil {
		cfg.Meter = noop.NewMeterProvider().Meter("")
	}
	b.seconds, err = cfg.Meter.Float64Histogram("sartor.bus.handled",
		metric.WithUnit("s"), metric.WithDescription("time from the arrival of a message to its end"),
		metric.WithExplicitBucketBoundaries(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300))
	if err != nil {
		return nil, fmt.Errorf("histogram: %w", err)
	}
	b.hire(cfg.Workers)
	return b, nil
}

// Trust sets how access tokens are verified. Until then every call that needs
// one is refused.
func (b *Bus) Trust(verify Verify) { b.verify.Store(&verify) }

// Connected reports whether the bus is connected now.
func (b *Bus) Connected() bool { return b.conn.IsConnected() }

// hire starts the workers that answer calls: NATS hands over one message of a
// subject at a time, so answering on its goroutine would serve one caller only.
func (b *Bus) hire(n int) {
	if n <= 0 {
		n = defaultWorkers
	}
	b.tasks = make(chan func(), n*queuePerWorker)
	for range n {
		b.workers.Go(b.answerCalls)
	}
}

func (b *Bus) answerCalls() {
	for {
		select {
		case task := <-b.tasks:
			task()
		case <-b.quit:
			select {
			case task := <-b.tasks:
				task()
			default:
				return
			}
		}
	}
}

// Leave stops answering: first those who fetch events and jobs end, which the
// context they were started with has told them; then the subscriptions, then
// the calls in progress, then the replies are flushed. The caller closes the
// connection.
func (b *Bus) Leave() error {
	b.loops.Wait()
	remaining := b.conn.NumSubscriptions() - len(b.srv.Info().Endpoints) - controlSubjects
	err := b.srv.Stop() // drains: what has arrived is still handed over
	for until := time.Now().Add(leaveTimeout); b.conn.IsConnected() && b.conn.NumSubscriptions() > remaining && time.Now().Before(until); {
		_ = b.conn.FlushTimeout(time.Second) // a round trip to the server is the natural pace of this loop
	}
	close(b.quit)
	b.workers.Wait()
	if b.conn.IsConnected() {
		err = errors.Join(err, b.conn.FlushTimeout(leaveTimeout))
	}
	return err
}
