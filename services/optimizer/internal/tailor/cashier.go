package tailor

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

// Cashier settles what optimizations owe. Only when the credits service has
// acknowledged it is an end shown.
type Cashier struct {
	Closer   Closer
	Orders   Orders
	Credits  Credits
	Audience Audience
	Now      func() time.Time
	Log      *slog.Logger
}

// Close settles or releases the credits of an optimization whose end is
// decided, and makes it final. It may be called by several at once, and again.
func (c *Cashier) Close(ctx context.Context, id string) error {
	d, open, err := c.Closer.Debt(ctx, id)
	if err != nil || !open {
		return err
	}
	charged, err := c.collect(ctx, d)
	if err != nil && fault.Temporary(err) {
		return fmt.Errorf("settle or release: %w", err)
	}
	if err != nil {
		// The reservation isn't what we think it is: no charge, no result.
		c.Log.ErrorContext(ctx, "reservation not settled", "optimization_id", id, "reason", fault.From(err).Reason)
		d.State = Failed
		d.Failure = &Failure{Code: "settlement_refused", Message: "the credits held for it were gone; nothing was charged"}
	}
	won, err := c.Closer.Close(ctx, d, charged)
	if err != nil || !won {
		return err
	}
	last := Step{Type: "done", Status: string(d.State), Stage: StageDone}
	if d.State == Failed {
		last = Step{Type: "error", Status: string(d.State), Stage: StageDone, Failure: d.Failure}
	}
	c.Audience.Tell(ctx, id, last)
	return nil
}

func (c *Cashier) collect(ctx context.Context, d Debt) (int64, error) {
	if d.State == Succeeded {
		return c.Credits.Settle(ctx, d.ID, d.Charge)
	}
	return 0, c.Credits.Release(ctx, d.ID)
}

// What is taken for left behind: the times are longer than whoever is at work
// could need.
const (
	endingFor    = 5 * time.Second
	reservingFor = time.Minute
	abandonedFor = 2 * reserveTime // the call that reserves has given up by then
	openFor      = 2 * time.Minute
)

// Sweep finishes what crashes left behind.
func (c *Cashier) Sweep(ctx context.Context) error {
	for _, s := range []struct {
		state State
		age   time.Duration
		do    func(ctx context.Context, id string, since time.Time) error
	}{
		{Ending, endingFor, func(ctx context.Context, id string, _ time.Time) error { return c.Close(ctx, id) }},
		{Reserving, reservingFor, func(ctx context.Context, id string, _ time.Time) error { return c.Orders.Abandon(ctx, id) }},
		{Abandoned, abandonedFor, c.forget},
		{Queued, openFor, c.Closer.Requeue},
		{Waiting, openFor, c.Closer.Requeue},
		{Running, openFor, c.Closer.Requeue},
	} {
		since := c.Now().Add(-s.age)
		ids, err := c.Closer.Left(ctx, s.state, since)
		if err != nil {
			return fmt.Errorf("look for what is left %s: %w", s.state, err)
		}
		for _, id := range ids {
			if err := s.do(ctx, id, since); err != nil {
				c.Log.WarnContext(ctx, "left for the next round", "optimization_id", id, "state", string(s.state), "err", err)
				if fault.From(err).Code == fault.Unavailable {
					break // what is away is away for the others too
				}
			}
		}
	}
	return nil
}

// forget releases what an order that never became one may hold, and removes it.
func (c *Cashier) forget(ctx context.Context, id string, _ time.Time) error {
	if err := c.Credits.Release(ctx, id); err != nil {
		return err
	}
	return c.Orders.Discard(ctx, id)
}
