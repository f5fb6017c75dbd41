package credits_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestANewUserGetsCreditsOnce(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, map[string]string{"SIGNUP_CREDITS": "25"})
		jane, joe := uuid.NewString(), uuid.NewString()

		for n := range 5 { // the same fact, told under several ids
			h.publish(authv1.UserRegistered.Message(fmt.Sprint(jane, n), authv1.UserRegisteredFact{UserID: jane, RegisteredAt: time.Now()}))
		}
		back := uuid.NewString()
		h.publish(authv1.UserRegistered.Message(back, authv1.UserRegisteredFact{UserID: back, Returning: true}))
		h.publish(authv1.UserRegistered.Message(joe, authv1.UserRegisteredFact{UserID: joe, RegisteredAt: time.Now()}))

		for _, id := range []string{jane, joe} {
			testkit.Eventually(t, "the credits are there", func() bool { return h.balance(h.As(t.Context(), id)).Balance > 0 })
			history := call(h, h.As(t.Context(), id), creditsv1.History, creditsv1.HistoryRequest{Limit: 10})
			if got := h.balance(h.As(t.Context(), id)); got.Available != 25 || len(history.Items) != 1 || history.Items[0].Kind != "grant" {
				t.Errorf("balance %+v after %+v", got, history.Items)
			}
		}
		if got := h.balance(h.As(t.Context(), back)); got.Balance != 0 {
			t.Errorf("who left and came back has %+v", got)
		}
	})
}

func TestReasonsOfWhoWasErasedAreGone(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		id, jane := h.user(100)
		why := func() string {
			return call(h, jane, creditsv1.History, creditsv1.HistoryRequest{Limit: 1}).Items[0].Reason
		}
		if got := why(); got != "a gift" {
			t.Fatalf("got %q; want the reason of the gift", got)
		}

		h.publish(authv1.UserErased.Message("erased-"+id, authv1.UserErasedFact{UserID: id, ErasedAt: time.Now()}))

		testkit.Eventually(t, "the reason is gone", func() bool { return why() == "" })
		if r := h.audit(); !r.Whole || r.Balance != 100 {
			t.Errorf("got %+v; want a book in which nothing has changed", r)
		}
		if f := refused(h, h.AsAdmin(t.Context(), "admin"), creditsv1.Add, creditsv1.AddRequest{
			UserID: id, Amount: 1, IdempotencyKey: "late", Reason: "late",
		}); f.Reason != "user_erased" {
			t.Errorf("a reason that comes late: %v", f)
		}
	})
}

func TestWhatHappenedIsAnnouncedOnce(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		granted, settled := make(chan creditsv1.GrantedFact, 10), make(chan creditsv1.SettledFact, 10)
		h.Start(listener(granted, settled), nil)
		id, jane := h.user(100)
		for _, name := range []string{"a", "b"} {
			call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: name, Amount: 10})
			for range 2 {
				call(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: name, Amount: 4})
			}
		}

		if got := <-granted; got.AccountID != id || got.Amount != 100 || got.EntryID == "" || got.GrantedAt.IsZero() {
			t.Errorf("granted %+v", got)
		}
		seen := map[string]bool{}
		for range 2 {
			got := <-settled
			seen[got.OperationID] = true
			if got.AccountID != id || got.Charged != 4 || got.SettledAt.IsZero() {
				t.Errorf("settled %+v", got)
			}
		}
		if len(seen) != 2 || len(settled) > 0 || len(granted) > 0 {
			t.Errorf("announced %v and more", seen)
		}
	})
}

// listener is a service that hears what credits announces.
func listener(granted chan<- creditsv1.GrantedFact, settled chan<- creditsv1.SettledFact) host.Service {
	return host.Service{
		Name:  "listener",
		Ports: bus.Ports{Hears: []contract.Port{creditsv1.Granted, creditsv1.Settled}},
		Run: func(ctx context.Context, rt host.Runtime) error {
			err := errors.Join(
				bus.Hear(ctx, rt.Bus, creditsv1.Granted, into(granted)), bus.Hear(ctx, rt.Bus, creditsv1.Settled, into(settled)))
			return errors.Join(err, rt.Wait(ctx))
		},
	}
}

func into[F any](facts chan<- F) func(context.Context, F) error {
	return func(_ context.Context, fact F) error { facts <- fact; return nil }
}

func TestAReleaseThatOvertakesItsReserveLeavesNoHold(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		_, jane := h.user(100)

		released := call(h, t.Context(), creditsv1.Release, creditsv1.ReleaseRequest{OperationID: "late"})
		again := call(h, t.Context(), creditsv1.Release, creditsv1.ReleaseRequest{OperationID: "late"})
		reserve := refused(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "late", Amount: 10})
		settle := refused(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "late", Amount: 10})

		if released.Released != 0 || again.Released != 0 {
			t.Errorf("released %+v, %+v", released, again)
		}
		if reserve.Reason != "reservation_released" || settle.Reason != "reservation_not_found" {
			t.Errorf("reserve: %v; settle: %v", reserve, settle)
		}
		if got := h.balance(jane); got.Held != 0 || got.Available != 100 {
			t.Errorf("balance %+v", got)
		}
	})
}
