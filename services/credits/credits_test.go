package credits_test

import (
	"fmt"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

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
