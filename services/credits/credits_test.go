package credits_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
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
	settings := map[string]string{"CREDITS_DSN": dsn}
	maps.Copy(settings, env)
	w.Start(credits.Service, settings)
	return house{World: w, t: t}
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

func TestAReservationFromItsBeginningToItsEnd(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		_, jane := h.user(100)

		held := call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "job-1", Amount: 10, Reference: "opt-1"})
		during := h.balance(jane)
		settled := call(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "job-1", Amount: 7})
		after := h.balance(jane)
		history := call(h, jane, creditsv1.History, creditsv1.HistoryRequest{Limit: 10})

		if held.Held != 10 || held.Available != 90 || held.OperationID != "job-1" {
			t.Errorf("reserved %+v", held)
		}
		if want := (creditsv1.BalanceReply{Balance: 100, Held: 10, Available: 90, Spent: 0}); during != want {
			t.Errorf("meanwhile %+v; want %+v", during, want)
		}
		if settled.Charged != 7 || settled.Available != 93 {
			t.Errorf("settled %+v", settled)
		}
		if want := (creditsv1.BalanceReply{Balance: 93, Held: 0, Available: 93, Spent: 7}); after != want {
			t.Errorf("afterwards %+v; want %+v", after, want)
		}
		var got []string
		for _, e := range history.Items {
			got = append(got, fmt.Sprintf("%d %s %d -> %d/%d %s", e.Seq, e.Kind, e.Amount, e.BalanceAfter, e.HeldAfter, e.Reference))
		}
		want := []string{"3 capture 7 -> 93/0 opt-1", "2 hold 10 -> 100/10 opt-1", "1 grant 100 -> 100/0 "}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("history %q; want %q", got, want)
		}
	})
}

func TestAskedAgainTheAnswerIsTheFirst(t *testing.T) {
	h := newHouse(t, "sqlite:"+t.TempDir()+"/c.db", nil)
	id, jane := h.user(100)
	admin := h.AsAdmin(t.Context(), "admin")
	add := creditsv1.AddRequest{UserID: id, Amount: 5, Reason: "more", IdempotencyKey: "k 1/ü"}
	reserve := creditsv1.ReserveRequest{OperationID: "job-1", Amount: 10}
	settle := creditsv1.SettleRequest{OperationID: "job-1", Amount: 7}
	release := creditsv1.ReleaseRequest{OperationID: "job-2"}
	call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "job-2", Amount: 3})

	added, held, settled, released := call(h, admin, creditsv1.Add, add), call(h, jane, creditsv1.Reserve, reserve),
		call(h, t.Context(), creditsv1.Settle, settle), call(h, t.Context(), creditsv1.Release, release)
	before := h.balance(jane)

	again := call(h, admin, creditsv1.Add, add)
	if added.Replayed || !again.Replayed || again.Entry != added.Entry {
		t.Errorf("added %+v, then %+v", added, again)
	}
	if got := call(h, jane, creditsv1.Reserve, reserve); got != held {
		t.Errorf("reserved %+v, then %+v", held, got)
	}
	if got := call(h, t.Context(), creditsv1.Settle, settle); got != settled {
		t.Errorf("settled %+v, then %+v", settled, got)
	}
	if got := call(h, t.Context(), creditsv1.Release, release); got != released || got.Released != 3 {
		t.Errorf("released %+v, then %+v", released, got)
	}
	if after := h.balance(jane); after != before {
		t.Errorf("balance %+v, then %+v", before, after)
	}

	add.Amount, reserve.Amount, settle.Amount = 6, 11, 8
	for what, f := range map[string]*fault.Error{
		"add":     refused(h, admin, creditsv1.Add, add),
		"reserve": refused(h, jane, creditsv1.Reserve, reserve),
		"settle":  refused(h, t.Context(), creditsv1.Settle, settle),
	} {
		if f.Reason != "idempotency_key_reused" || f.Code != fault.Invalid {
			t.Errorf("another %s under the same key: %v", what, f)
		}
	}
	// A key is the caller's own.
	if got := call(h, h.AsAdmin(t.Context(), "other"), creditsv1.Add, add); got.Replayed {
		t.Error("one admin's key is another's")
	}
}

func TestWhatIsRefused(t *testing.T) {
	h := newHouse(t, "sqlite:"+t.TempDir()+"/c.db", nil)
	_, jane := h.user(10)
	id, joe := h.user(0)
	admin := h.AsAdmin(t.Context(), "admin")
	call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "settled", Amount: 1})
	call(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "settled", Amount: 1})
	call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "released", Amount: 1})
	call(h, t.Context(), creditsv1.Release, creditsv1.ReleaseRequest{OperationID: "released"})
	add := func(amount int64, reason, user, key string) creditsv1.AddRequest {
		return creditsv1.AddRequest{Amount: amount, Reason: reason, UserID: user, IdempotencyKey: key}
	}

	for _, test := range []struct {
		what, want string
		got        *fault.Error
	}{
		{"a stranger", "", refused(h, t.Context(), creditsv1.Balance, creditsv1.BalanceRequest{})},
		{"too much", "insufficient_credits", refused(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "x", Amount: 10})},
		{"no account", "insufficient_credits", refused(h, joe, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "x", Amount: 1})},
		{"somebody's key", "idempotency_key_reused", refused(h, joe, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "settled", Amount: 1})},
		{"nothing", "validation_failed", refused(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "x"})},
		{"bad id", "validation_failed", refused(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "x y", Amount: 1})},
		{"bad reference", "validation_failed", refused(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "x", Amount: 1, Reference: "ü"})},
		{"unknown", "reservation_not_found", refused(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "unknown", Amount: 1})},
		{"negative", "validation_failed", refused(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "settled", Amount: -1})},
		{"after release", "reservation_released", refused(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "released", Amount: 1})},
		{"after settle", "reservation_settled", refused(h, t.Context(), creditsv1.Release, creditsv1.ReleaseRequest{OperationID: "settled"})},
		{"a user adds", "not_allowed", refused(h, joe, creditsv1.Add, add(1, "", "", "k"))},
		{"a user gives", "not_allowed", refused(h, jane, creditsv1.Add, add(1, "", id, "k"))},
		{"no key", "validation_failed", refused(h, admin, creditsv1.Add, add(1, "", id, ""))},
		{"too large", "validation_failed", refused(h, admin, creditsv1.Add, add(1e12+1, "", id, "k"))},
		{"long reason", "validation_failed", refused(h, admin, creditsv1.Add, add(1, fmt.Sprintf("%201d", 1), id, "k"))},
		{"void", "validation_failed", refused(h, admin, creditsv1.Add, add(1, "", "void", "k"))},
		{"limit 0", "validation_failed", refused(h, jane, creditsv1.History, creditsv1.HistoryRequest{})},
		{"limit 101", "validation_failed", refused(h, jane, creditsv1.History, creditsv1.HistoryRequest{Limit: 101})},
		{"kind", "validation_failed", refused(h, jane, creditsv1.History, creditsv1.HistoryRequest{Limit: 1, Kind: "gift"})},
		{"cursor", "validation_failed", refused(h, jane, creditsv1.History, creditsv1.HistoryRequest{Limit: 1, Cursor: "MQ"})},
	} {
		if test.want != "" && test.got.Reason != test.want || test.want == "" && test.got.Code != fault.Unauthenticated {
			t.Errorf("%s: %v (%s); want %s", test.what, test.got, test.got.Code, test.want)
		}
	}
	if got := h.balance(joe); got != (creditsv1.BalanceReply{}) {
		t.Errorf("an account not opened yet has %+v", got)
	}
	if got := call(h, joe, creditsv1.History, creditsv1.HistoryRequest{Limit: 1}); len(got.Items) != 0 || got.NextCursor != "" {
		t.Errorf("an account not opened yet has a history: %+v", got)
	}
}

func TestSelfServiceIsForOnesOwnAccount(t *testing.T) {
	h := newHouse(t, "sqlite:"+t.TempDir()+"/c.db", map[string]string{"CREDITS_SELF_SERVICE": "true"})
	id, jane := h.user(0)

	added := call(h, jane, creditsv1.Add, creditsv1.AddRequest{Amount: 5, UserID: id, IdempotencyKey: "k"})
	f := refused(h, jane, creditsv1.Add, creditsv1.AddRequest{Amount: 5, UserID: "somebody", IdempotencyKey: "k2"})

	if added.Entry.Kind != "purchase" || added.Entry.Amount != 5 || f.Code != fault.Denied {
		t.Errorf("added %+v; to another's account: %v", added, f)
	}
}

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

func TestNobodySpendsTwice(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		h.Start(credits.Service, map[string]string{"CREDITS_DSN": dsn}) // a second replica
		_, jane := h.user(100)
		var mu sync.Mutex
		admitted := 0
		var wg sync.WaitGroup
		for n := range 60 {
			wg.Go(func() {
				_, err := bus.Call(jane, h.Bus(), creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: fmt.Sprint("job-", n), Amount: 5})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					admitted++
				case fault.From(err).Reason != "insufficient_credits":
					t.Errorf("job %d: %v", n, err)
				}
			})
		}
		wg.Wait()

		if got := h.balance(jane); admitted != 20 || got.Available != 0 || got.Held != 100 {
			t.Errorf("%d admitted, balance %+v; want 20, none available", admitted, got)
		}
	})
}

func TestHistoryIsPaged(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		_, jane := h.user(100)
		for n := range 5 {
			call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: fmt.Sprint("job-", n), Amount: 1})
		}
		for kind, want := range map[string]string{"": "[6 5] [4 3] [2 1]", "hold": "[6 5] [4 3] [2]", "refund": "[]"} {
			var got []string
			cursor := ""
			for {
				page := call(h, jane, creditsv1.History, creditsv1.HistoryRequest{Limit: 2, Kind: kind, Cursor: cursor})
				seqs := []int64{}
				for _, e := range page.Items {
					seqs = append(seqs, e.Seq)
				}
				got = append(got, fmt.Sprint(seqs))
				if cursor = page.NextCursor; cursor == "" {
					break
				}
			}
			if got := strings.Join(got, " "); got != want {
				t.Errorf("%q: pages %s; want %s", kind, got, want)
			}
		}
	})
}

func TestAReservationExpires(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, map[string]string{"CREDITS_HOLD_LIFE": "1s"})
		_, jane := h.user(100)
		call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "forgotten", Amount: 10})

		testkit.Eventually(t, "the reservation is released", func() bool { return h.balance(jane).Held == 0 })

		late := refused(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "forgotten", Amount: 10})
		if late.Reason != "reservation_released" {
			t.Errorf("a late settle: %v", late)
		}
	})
}

func TestALedgerInUseCanBeAudited(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		_, jane := h.user(100)
		call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "job", Amount: 10})
		run := func(dsn string) (string, error) {
			var out strings.Builder
			err := credits.Service.Commands[0].Run(t.Context(), host.Invocation{
				Env: func(string) string { return dsn }, Out: &out, Err: &out,
			})
			return out.String(), err
		}

		called := call(h, h.AsAdmin(t.Context(), "admin"), creditsv1.Audit, creditsv1.AuditRequest{})
		denied := refused(h, jane, creditsv1.Audit, creditsv1.AuditRequest{})
		if !called.Whole || called.Entries != 2 || called.Balance != 100 || called.Held != 10 || denied.Code != fault.Denied {
			t.Errorf("by call: %+v; for a user: %v", called, denied)
		}
		out, err := run(dsn)
		_, unset := run("")

		if err != nil || out != "the ledger is whole: 2 entries of 1 accounts; balance 100, held 10, spent 0\n" || unset == nil {
			t.Errorf("got %q, %v; without a database: %v", out, err, unset)
		}
	})
}

func TestSettingsThatCanNotBeRightAreRefused(t *testing.T) {
	for name, value := range map[string]string{
		"CREDITS_DSN": "", "SIGNUP_CREDITS": "-1", "CREDITS_HOLD_LIFE": "10ms", "CREDITS_SELF_SERVICE": "perhaps",
	} {
		settings := map[string]string{"CREDITS_DSN": "sqlite:x"}
		settings[name] = value
		err := host.Check([]host.Service{credits.Service}, settings)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

func TestNoCallFailsWhileAReplicaStops(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		leaving := h.Start(credits.Service, map[string]string{"CREDITS_DSN": dsn})
		_, jane := h.user(1_000_000)
		ctx, stop := context.WithCancel(t.Context())
		var calls atomic.Int64
		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					name := fmt.Sprintf("job-%d-%d", n, i)
					_, err := bus.Call(jane, h.Bus(), creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: name, Amount: 2})
					if err == nil {
						_, err = bus.Call(jane, h.Bus(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: name, Amount: 1})
					}
					if err != nil {
						t.Errorf("%s: %v", name, err)
					}
					calls.Add(1)
				}
			})
		}
		testkit.Eventually(t, "calls are under way", func() bool { return calls.Load() > 50 })

		leaving.Stop()

		before := calls.Load()
		testkit.Eventually(t, "the other one goes on", func() bool { return calls.Load() > before+50 })
		stop()
		wg.Wait()
		if got := h.balance(jane); got.Held != 0 || got.Spent != calls.Load() {
			t.Errorf("%d calls, balance %+v", calls.Load(), got)
		}
	})
}
