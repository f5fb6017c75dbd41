package llm

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"
)

// BreakerPolicy says when a model is left alone for a while.
type BreakerPolicy struct {
	Failures int           // in a row
	Pause    time.Duration // until one request may try whether it is back
}

// breaker keeps requests from a model that doesn't answer anyway: after some
// failures in a row nobody asks it for a while, then one request does.
type breaker struct {
	circuit *gobreaker.CircuitBreaker[struct{}]
	pause   time.Duration
	opened  atomic.Int64 // when, in nanoseconds
}

func newBreaker(p BreakerPolicy) *breaker {
	b := &breaker{pause: p.Pause}
	b.circuit = gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		MaxRequests: 1, Timeout: p.Pause,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return int(c.ConsecutiveFailures) >= p.Failures },
		IsSuccessful: func(err error) bool { return !down(err) },
		IsExcluded:   undecided,
		OnStateChange: func(_ string, _, to gobreaker.State) {
			if to == gobreaker.StateOpen {
				b.opened.Store(time.Now().UnixNano())
			}
		},
	})
	return b
}

// probing is how long the others wait while one request tries.
const probing = time.Second

// do makes an attempt, or returns an *Error of kind Open at once.
func (b *breaker) do(attempt func() error) error {
	_, err := b.circuit.Execute(func() (struct{}, error) { return struct{}{}, attempt() })
	switch {
	case errors.Is(err, gobreaker.ErrOpenState):
		left := time.Until(time.Unix(0, b.opened.Load()).Add(b.pause))
		return &Error{Kind: Open, Detail: "it failed too often and is left alone for a while", RetryAfter: max(left, time.Millisecond)}
	case errors.Is(err, gobreaker.ErrTooManyRequests):
		return &Error{Kind: Open, Detail: "one request finds out whether it is back", RetryAfter: min(b.pause, probing)}
	default:
		return err
	}
}

// down reports whether err says that the server doesn't do its work. What it
// says about one request only, says nothing about the next.
func down(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	switch e.Kind {
	case Away, Truncated, Stalled, Garbled, Denied:
		return true
	default:
		return false
	}
}

// undecided reports whether err says nothing about the server: our own errors,
// and that it has too much to do, for which it says itself when to come again.
func undecided(err error) bool {
	if err == nil {
		return false
	}
	e, ok := errors.AsType[*Error](err)
	return !ok || e.Kind == Busy || errors.Is(err, context.Canceled)
}
