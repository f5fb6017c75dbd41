package credits_test

import (
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestAChargeIsRefundedByAdministratorsAndNoMoreThanItWas(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		_, jane := h.user(100)
		boss := h.AsAdmin(t.Context(), "boss")
		call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "job", Amount: 10})
		refund := func(amount int64, key string) creditsv1.RefundRequest {
			return creditsv1.RefundRequest{OperationID: "job", Amount: amount, Reason: "it was bad", IdempotencyKey: key}
		}
		early := refused(h, boss, creditsv1.Refund, refund(1, "early"))
		call(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "job", Amount: 8})

		first := call(h, boss, creditsv1.Refund, refund(5, "first"))
		again := call(h, boss, creditsv1.Refund, refund(5, "first"))
		other := refused(h, boss, creditsv1.Refund, refund(6, "first"))
		much := refused(h, boss, creditsv1.Refund, refund(4, "second"))
		rest := call(h, boss, creditsv1.Refund, refund(3, "second"))
		denied := refused(h, jane, creditsv1.Refund, refund(1, "mine"))

		if first.Entry.Kind != "refund" || first.Entry.Reference != "job" || !again.Replayed || again.Entry.ID != first.Entry.ID {
			t.Errorf("got %+v and again %+v; want one refund", first, again)
		}
		if early.Reason != "charge_not_found" || other.Reason != "idempotency_key_reused" || much.Reason != "refund_too_large" || denied.Code != fault.Denied {
			t.Errorf("early %v, other %v, too much %v, by a user %v", early, other, much, denied)
		}
		if b := h.balance(jane); b.Balance != 100 || rest.Entry.BalanceAfter != 100 || b.Spent != 8 {
			t.Errorf("got %+v after all was refunded; want 100, of which 8 were spent", b)
		}
	})
}

func TestAnAccountIsPutRightByAdministrators(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		id, jane := h.user(10)
		boss := h.AsAdmin(t.Context(), "boss")
		adjust := func(direction string, amount int64) creditsv1.AdjustRequest {
			return creditsv1.AdjustRequest{UserID: id, Direction: direction, Amount: amount, Reason: "a slip", IdempotencyKey: direction}
		}

		call(h, boss, creditsv1.Adjust, adjust("up", 5))
		down := call(h, boss, creditsv1.Adjust, adjust("down", 12))
		small := refused(h, boss, creditsv1.Adjust, creditsv1.AdjustRequest{UserID: id, Direction: "down", Amount: 4, Reason: "x", IdempotencyKey: "small"})
		denied := refused(h, jane, creditsv1.Adjust, adjust("up", 5))
		aslant := refused(h, boss, creditsv1.Adjust, adjust("aslant", 5))

		if down.Entry.Kind != "adjustment" || down.Entry.Reference != "down" || h.balance(jane).Balance != 3 {
			t.Errorf("got %+v, balance %+v; want 3 left", down, h.balance(jane))
		}
		if small.Reason != "balance_too_small" || denied.Code != fault.Denied || aslant.Code != fault.Invalid {
			t.Errorf("too little %v, by a user %v, aslant %v", small, denied, aslant)
		}
	})
}
