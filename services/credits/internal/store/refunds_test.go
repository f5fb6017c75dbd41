package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// Many give the same charge back, bit by bit, on several replicas: together no
// more than it was.
func TestNoMoreIsRefundedThanWasCharged(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []replica{open(t, dsn), open(t, dsn)}
		replicas[0].do(t, grant("jane", "g", 20))
		replicas[0].do(t, reserve("jane", "job", 20))
		replicas[0].do(t, settle("job", 20))
		var given atomic.Int64
		var wg sync.WaitGroup
		for n := range 30 {
			wg.Go(func() {
				switch _, err := replicas[n%2].Do(t.Context(), refund("job", fmt.Sprint("r", n), 3)); {
				case err == nil:
					given.Add(3)
				case !errors.Is(err, ledger.ErrOverRefund):
					t.Errorf("refund: %v", err)
				}
			})
		}
		wg.Wait()

		got := replicas[0].head(t, "jane")
		if given.Load() != 18 || got.Balance != 18 || got.Spent != 20 {
			t.Errorf("given back %d, %+v; want 18 of 20", given.Load(), got)
		}
		replicas[0].whole(t)
	})
}

// Entries that are well chained and add up, and give back what nobody paid.
func TestTheAuditFindsRefundsOfWhatWasNotCharged(t *testing.T) {
	for what, forge := range map[string]func(e *ledger.Entry){
		"":              func(*ledger.Entry) {},
		"nothing known": func(e *ledger.Entry) { e.Reference = "unknown" },
		"a hold":        func(e *ledger.Entry) { e.Reference = "open" },
		"too much":      func(e *ledger.Entry) { e.Amount, e.Balance = 13, 103 },
		"another's":     func(e *ledger.Entry) { e.Reference = "theirs" },
	} {
		t.Run(what, func(t *testing.T) {
			r := open(t, "sqlite:"+t.TempDir()+"/test.db")
			for _, account := range []string{"jane", "joe"} {
				r.do(t, grant(account, account, 100))
			}
			r.do(t, reserve("jane", "open", 10))
			r.do(t, reserve("joe", "theirs", 30))
			r.do(t, settle("theirs", 30))
			r.do(t, reserve("jane", "job", 10))
			r.do(t, settle("job", 10))
			forged := r.do(t, grant("jane", "draft", 3)) // to be forged into a refund
			r.whole(t)

			e := forged.Entry
			e.Kind, e.Reference = ledger.Refund, "job"
			forge(&e)
			rewrite(t, r, e)
			_, err := r.Store.Audit(t.Context())

			broken, ok := errors.AsType[*ledger.BrokenError](err)
			if what == "" && err == nil {
				return // as it may be
			}
			if !ok || what == "" || broken.Account != "jane" || broken.Seq != e.Seq {
				t.Errorf("got %v; want entry jane/%d", err, e.Seq)
			}
		})
	}
}

// rewrite puts an entry in the place of the last one of its account, as somebody
// would who has every right to the database and knows how entries are hashed.
func rewrite(t *testing.T, r replica, e ledger.Entry) {
	t.Helper()
	before, err := r.Entries(t.Context(), ledger.Listing{Account: e.Account, Before: e.Seq, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	e.Hash = e.Chain(before[0].Hash)
	for statement, args := range map[string][]any{
		`UPDATE accounts SET balance = ?, hash = ? WHERE account_id = ?`: {e.Balance, e.Hash[:], e.Account},
		`UPDATE entries SET kind = ?, amount = ?, balance = ?, reference = ?, hash = ? WHERE account_id = ? AND seq = ?`: {
			string(e.Kind), e.Amount, e.Balance, e.Reference, e.Hash[:], e.Account, e.Seq,
		},
	} {
		if _, err := r.db.Exec(t.Context(), "DROP TRIGGER IF EXISTS entries_are_not_updated"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.db.Exec(t.Context(), statement, args...); err != nil {
			t.Fatal(err)
		}
	}
}
