// Package host runs services: alone, one per process, or all in one.
//
// A service is a value that says what it is called, what it says and hears,
// what can be set, and how it runs. Everything else it is given: a bus, a
// logger, telemetry, settings. Services may start in any order.
package host

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/identity"
)

// Service is one deployable unit.
type Service struct {
	Name  string
	About string // what it is for, in a sentence

	// Ports is all that it says and hears; NATS refuses the rest.
	Ports bus.Ports

	// Settings is the zero value of its settings struct; see Read.
	Settings any

	// Commands are what can be done with it beside running it.
	Commands []Command

	// Run serves until ctx ends.
	Run func(ctx context.Context, rt Runtime) error
}

// Command is something to do with a service from a shell: `credits audit`.
type Command struct {
	Name  string
	About string
	Run   func(ctx context.Context, in Invocation) error
}

// Invocation is how a command was called.
type Invocation struct {
	Args []string // after the command's name
	Env  func(key string) string
	In   io.Reader
	Out  io.Writer
	Err  io.Writer
}

// Runtime is what the outside world gives a running service.
type Runtime struct {
	Bus      *bus.Bus
	Log      *slog.Logger
	Tracer   trace.Tracer
	Meter    metric.Meter
	Verifier *identity.Verifier

	// Ready reports that the service answers. Wait calls it.
	Ready func()

	env    map[string]string
	jobs   *sync.WaitGroup
	finish func() error
}

// Go runs fn beside the service. The service is not done before fn is.
func (rt Runtime) Go(fn func()) { rt.jobs.Go(fn) }

// Wait reports the service ready and blocks until ctx has ended and everything
// begun is finished: what Go runs, and the calls in progress. Only then may Run
// close what they need. It is the last line of every Run.
func (rt Runtime) Wait(ctx context.Context) error {
	rt.Ready()
	<-ctx.Done()
	return rt.finish()
}

// Every calls fn now and then again each period, until ctx ends. A failure, or a
// panic, is logged and tried again.
func (rt Runtime) Every(ctx context.Context, period time.Duration, fn func(context.Context) error) {
	rt.Go(func() {
		tick := time.NewTicker(period)
		defer tick.Stop()
		for {
			if err := attempt(ctx, fn); err != nil && ctx.Err() == nil {
				rt.Log.ErrorContext(ctx, "will try again", "err", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

// attempt is one call of fn. Of a panic it tells the type: its value may quote
// what somebody wrote.
func attempt(ctx context.Context, fn func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic of type %T: %s", p, debug.Stack())
		}
	}()
	return fn(ctx)
}
