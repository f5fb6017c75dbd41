package store_test

import (
	"errors"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// Somebody with every right to the database changes the book.
func TestTheAuditNamesTheFirstBrokenEntry(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		for _, account := range []string{"jane", "joe"} {
			r.do(t, grant(account, "g-"+account, 100))
			r.do(t, reserve(account, "a-"+account, 40))
			r.do(t, settle("a-"+account, 30))
			r.do(t, reserve(account, "b-"+account, 10))
		}
		r.do(t, release("never made"[:5]))
		if got := r.whole(t); got != (ledger.Report{Entries: 9, Accounts: 3, Balance: 140, Held: 20, Spent: 60}) {
			t.Fatalf("audit %+v", got)
		}
		for _, trigger := range []string{"entries_are_not_updated", "entries_are_not_deleted"} {
			if _, err := r.db.Exec(t.Context(), "DROP TRIGGER "+trigger); err != nil {
				t.Fatal(err)
			}
		}

		// Each is worse than the one before, so that it is found first.
		for _, test := range []struct{ change, want string }{
			{`UPDATE accounts SET spent = 0 WHERE account_id = 'joe'`, "account joe"},
			{`UPDATE accounts SET balance = 1000 WHERE account_id = 'joe'`, "account joe"},
			{`DELETE FROM entries WHERE account_id = 'joe' AND seq = 4`, "account joe"},
			{`UPDATE entries SET reason = 'x' WHERE account_id = 'joe' AND seq = 3`, "entry joe/3"},
			{`DELETE FROM entries WHERE account_id = 'joe' AND seq = 2`, "entry joe/3"},
			{`DELETE FROM entries WHERE account_id = 'joe' AND seq = 1`, "entry joe/3"},
			{`UPDATE entries SET amount = 1000, balance = 1000 WHERE account_id = 'jane' AND seq = 1`, "entry jane/1"},
		} {
			if _, err := r.db.Exec(t.Context(), test.change); err != nil {
				t.Fatal(err)
			}

			_, err := r.Store.Audit(t.Context())

			broken, ok := errors.AsType[*ledger.BrokenError](err)
			if !ok || broken.Error()[:len(test.want)] != test.want {
				t.Errorf("%s: %v; want %s", test.change, err, test.want)
			}
		}
	})
}

func TestTheAuditMissesNoAccount(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		r := open(t, dsn)
		r.do(t, grant("jane", "g", 100))
		if _, err := r.db.Exec(t.Context(), `INSERT INTO accounts VALUES ('made up', 1, 5, 0, 0, ?)`, make([]byte, 32)); err != nil {
			t.Fatal(err)
		}
		_, err := r.Store.Audit(t.Context())
		if err == nil || err.Error() != "account made up: its entries are missing" {
			t.Errorf("got %v", err)
		}
	})
}
