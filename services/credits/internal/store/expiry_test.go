package store_test

import (
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

// A book that was begun before holds were found by their expiry, and before reasons
// were sealed, goes on, and is as whole as before.
func TestAHoldOfAnOlderReleaseExpires(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		old := fstest.MapFS{}
		script, err := fs.ReadFile(store.Migrations(), "0001_ledger.sql")
		if err != nil {
			t.Fatal(err)
		}
		old["0001_ledger.sql"] = &fstest.MapFile{Data: script}
		db, err := sqldb.Open(t.Context(), dsn, old)
		if err != nil {
			t.Fatal(err)
		}
		writeOld(t, db, grant("jane", "g", 10), reserve("jane", "job", 4))
		_ = db.Close()
		c := new(clock)
		c.advance(2 * time.Hour)

		after := openAt(t, dsn, c)
		swept, err := after.Sweep(t.Context())

		if got := after.head(t, "jane"); err != nil || swept != 1 || got.Held != 0 {
			t.Errorf("swept %d, %v; %+v", swept, err, got)
		}
		if reasons := after.reasons(t); reasons[2] != "a gift" {
			t.Errorf("got %q; want a reason from before they were sealed", reasons)
		}
		after.whole(t)
	})
}

// writeOld books operations of jane's as the first release did.
func writeOld(t *testing.T, db *sqldb.DB, ops ...ledger.Operation) {
	t.Helper()
	p := &ledger.Page{Now: time.Now(), Accounts: map[string]ledger.Account{"jane": {ID: "jane"}}, Entries: map[string]ledger.Entry{}}
	for _, op := range ops {
		op.ID = uuid.NewString()
		e, err := p.Apply(op)
		if err != nil {
			t.Fatal(err)
		}
		expires := int64(0)
		if !e.Expires.IsZero() {
			expires = sqldb.Micros(e.Expires)
		}
		_, err = db.Exec(t.Context(), `INSERT INTO entries (account_id, seq, id, op_key, kind, amount, balance, held, reference, reason,
			expires_us, created_us, fingerprint, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.Account, e.Seq, e.ID, e.Key, string(e.Kind),
			e.Amount, e.Balance, e.Held, e.Reference, e.Reason, expires, sqldb.Micros(e.At), e.Fingerprint[:], e.Hash[:])
		if err != nil {
			t.Fatal(err)
		}
	}
	a := p.Accounts["jane"]
	_, err := db.Exec(t.Context(), `INSERT INTO accounts (account_id, seq, balance, held, spent, hash) VALUES (?, ?, ?, ?, ?, ?)`,
		a.ID, a.Seq, a.Balance, a.Held, a.Spent, a.Hash[:])
	if err != nil {
		t.Fatal(err)
	}
}

// The sweeper finds a hold among many that have ended, the first time and when it
// has looked before.
func TestTheSweeperFindsWhatIsLeft(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		c := new(clock)
		r := openAt(t, dsn, c)
		r.do(t, grant("jane", "g", 1000))
		for round := range 3 {
			for n := range 20 {
				name := fmt.Sprintf("job-%d-%d", round, n)
				r.do(t, reserve("jane", name, 1))
				if n != 7 {
					r.do(t, settle(name, 1))
				}
			}
			c.advance(time.Hour + time.Second)

			swept, err := r.Sweep(t.Context())
			again, errAgain := r.Sweep(t.Context())

			if got := r.head(t, "jane"); err != nil || errAgain != nil || swept != 1 || again != 0 || got.Held != 0 {
				t.Errorf("round %d: swept %d, then %d; %v, %v; %+v", round, swept, again, err, errAgain, got)
			}
		}
	})
}
