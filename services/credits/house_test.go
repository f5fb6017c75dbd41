package credits_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits"
)

// house is the whole service, on a real NATS and a real database, seen from
// outside.
type house struct {
	*testkit.World
	t *testing.T
}

func newHouse(t *testing.T, dsn string, env map[string]string) house {
	t.Helper()
	w := testkit.NewWorld(t)
	w.Start(credits.Service, settings(dsn, env))
	return house{World: w, t: t}
}

// settings are those that the service needs, and env.
func settings(dsn string, env map[string]string) map[string]string {
	all := map[string]string{"CREDITS_DSN": dsn, "CREDITS_CHECKPOINT_KEY": strings.Repeat("5e", 32), "SARTOR_DATA_KEY": strings.Repeat("da", 32)}
	maps.Copy(all, env)
	return all
}

func call[Q, R any](h house, ctx context.Context, c contract.Call[Q, R], q Q) R {
	h.t.Helper()
	r, err := bus.Call(ctx, h.Bus(), c, q)
	if err != nil {
		h.t.Fatalf("%s: %v", c.Subject(), err)
	}
	return r
}

func refused[Q, R any](h house, ctx context.Context, c contract.Call[Q, R], q Q) *fault.Error {
	h.t.Helper()
	r, err := bus.Call(ctx, h.Bus(), c, q)
	if err == nil {
		h.t.Fatalf("%s: got %+v; want a fault", c.Subject(), r)
	}
	return fault.From(err)
}

func (h house) publish(m contract.Message, err error) {
	h.t.Helper()
	if err = errors.Join(err, bus.Publish(h.t.Context(), h.Bus(), m)); err != nil {
		h.t.Fatal(err)
	}
}

// user is somebody new, with credits an admin gave.
func (h house) user(amount int64) (id string, ctx context.Context) {
	h.t.Helper()
	id = uuid.NewString()
	if amount > 0 {
		call(h, h.AsAdmin(h.t.Context(), "admin"), creditsv1.Add, creditsv1.AddRequest{
			UserID: id, Amount: amount, IdempotencyKey: "first for " + id, Reason: "a gift",
		})
	}
	return id, h.As(h.t.Context(), id)
}

func (h house) balance(ctx context.Context) creditsv1.BalanceReply {
	h.t.Helper()
	return call(h, ctx, creditsv1.Balance, creditsv1.BalanceRequest{})
}
