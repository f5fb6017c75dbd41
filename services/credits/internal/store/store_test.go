package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

func TestNothingOfAnEntryIsLost(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		kept := testkit.Filled[ledger.Entry](t)
		kept.Kind, kept.Account, kept.ID = ledger.Hold, "jane", "an id"
		kept.Balance, kept.Held = 100, 40
		kept.Reason = "ein Geschenk 🎁"

		err := r.Write(t.Context(), time.Now(), []ledger.Operation{grant("jane", "k", 1)}, func(p *ledger.Page) error {
			p.Added = append(p.Added, kept)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Entries(t.Context(), ledger.Listing{Account: "jane", Limit: 1})

		if err != nil || len(got) != 1 || got[0] != kept {
			t.Errorf("got %+v, %v; want %+v", got, err, kept)
		}
	})
}

func TestTheDatabaseRefusesWhatTheRulesForbid(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		r.do(t, grant("jane", "k", 100))
		r.do(t, reserve("jane", "j", 40))
		copied := `INSERT INTO entries SELECT account_id, %s, id, %s, kind, amount, %s, %s, reference, reason, expires_us, created_us,
			fingerprint, hash, sealed FROM entries WHERE seq = 1`

		for what, statement := range map[string]string{
			"update":             `UPDATE entries SET amount = 1 WHERE seq = 1`,
			"delete":             `DELETE FROM entries WHERE seq = 2`,
			"delete all":         `DELETE FROM entries`,
			"replace":            strings.Replace(fmt.Sprintf(copied, "seq", "op_key", "balance", "held"), "INSERT", "REPLACE", 1),
			"the same sequence":  fmt.Sprintf(copied, "seq", "'other'", "balance", "held"),
			"the same operation": fmt.Sprintf(copied, "9", "op_key", "balance", "held"),
			"overspent":          fmt.Sprintf(copied, "9", "'other'", "5", "6"),
			"negative balance":   fmt.Sprintf(copied, "9", "'other'", "-1", "-1"),
			"negative hold":      fmt.Sprintf(copied, "9", "'other'", "5", "-1"),
			"sequence zero":      fmt.Sprintf(copied, "0", "'other'", "balance", "held"),
			"head overspent":     `UPDATE accounts SET held = balance + 1`,
		} {
			_, err := r.db.Exec(t.Context(), statement)
			if !sqldb.IsRefused(err) {
				t.Errorf("%s: %v", what, err)
			}
			if slices.Contains([]string{"update", "delete", "delete all", "replace"}, what) &&
				!strings.Contains(err.Error(), "ledger_entries_are_immutable") {
				t.Errorf("%s: %v does not name the rule", what, err)
			}
		}
		if got := r.whole(t); got.Entries != 2 {
			t.Errorf("%d entries are left; want 2", got.Entries)
		}
	})
}

// One group holds an account many times and an operation twice.
func TestEachInAGroupHasItsOwnOutcome(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		r.do(t, grant("jane", "first", 100))
		group := []struct {
			op   ledger.Operation
			want error
		}{
			{reserve("jane", "a", 60), nil},
			{reserve("jane", "a", 60), nil}, // the same again: the first one's result
			{reserve("jane", "a", 61), ledger.ErrReused},
			{reserve("jane", "b", 60), ledger.ErrInsufficient},
			{settle("a", 50), nil},
			{reserve("jane", "b", 50), nil},
			{release("b"), nil},
			{release("c"), nil},
			{reserve("jane", "c", 1), ledger.ErrReleased},
			{grant("joe", "g", 7), nil},
			{settle("unknown", 1), ledger.ErrNoReservation},
			{reserve("joe", "d", 7), nil},
			{refund("a", "r1", 20), nil}, // charged in this group
			{refund("a", "r1", 20), nil},
			{refund("a", "r1", 21), ledger.ErrReused},
			{refund("a", "r2", 31), ledger.ErrOverRefund},
			{refund("d", "r3", 1), ledger.ErrNoCharge},
			{adjust("jane", "x1", 70, ledger.Down), nil},
			{adjust("jane", "x2", 1, ledger.Down), ledger.ErrTooSmall},
			{adjust("joe", "x1", 70, ledger.Up), ledger.ErrReused},
			{refund("a", "r2", 30), nil},
			{adjust("joe", "x3", 5, ledger.Up), nil},
		}
		var ops []ledger.Operation
		for n := range group {
			group[n].op.ID = fmt.Sprint("entry-", n)
			ops = append(ops, group[n].op)
		}
		entries, errs := make([]ledger.Entry, len(ops)), make([]error, len(ops))

		err := r.Write(t.Context(), time.Now(), ops, func(p *ledger.Page) error {
			for n, op := range ops {
				if entries[n], errs[n] = p.Apply(op); errors.Is(errs[n], ledger.ErrStale) {
					return errs[n]
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}

		for n, g := range group {
			if !errors.Is(errs[n], g.want) {
				t.Errorf("%d: %v; want %v", n, errs[n], g.want)
			}
		}
		if entries[0] != entries[1] {
			t.Errorf("the same operation twice: %+v and %+v", entries[0], entries[1])
		}
		jane, joe := r.head(t, "jane"), r.head(t, "joe")
		if jane.Balance != 30 || jane.Held != 0 || jane.Spent != 50 || jane.Seq != 8 || joe.Balance != 12 || joe.Held != 7 {
			t.Errorf("jane %+v, joe %+v", jane, joe)
		}
		r.whole(t)
	})
}

func TestOneOperationThatTheDatabaseRefusesFailsAlone(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		r.do(t, grant("jane", "first", 100))
		poison := ledger.Operation{Kind: ledger.Grant, Account: "joe", Key: "poison", Amount: -5} // no constructor makes this
		var wg sync.WaitGroup
		for n := range 20 {
			wg.Go(func() { r.do(t, reserve("jane", fmt.Sprint("j", n), 1)) })
			wg.Go(func() {
				if _, err := r.Do(t.Context(), poison); !errors.Is(err, ledger.ErrRefused) {
					t.Errorf("poison: %v", err)
				}
			})
		}
		wg.Wait()

		if got := r.head(t, "jane"); got.Held != 20 {
			t.Errorf("held %d; want 20", got.Held)
		}
		r.whole(t)
	})
}
