package store_test

import (
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

// A book that was begun before holds were found by their expiry goes on.
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
		c := new(clock)
		before := replicaOf(t, db, c)
		before.do(t, grant("jane", "g", 10))
		before.do(t, reserve("jane", "job", 4))
		c.advance(2 * time.Hour)

		after := openAt(t, dsn, c)
		swept, err := after.Sweep(t.Context())

		if got := after.head(t, "jane"); err != nil || swept != 1 || got.Held != 0 {
			t.Errorf("swept %d, %v; %+v", swept, err, got)
		}
		after.whole(t)
	})
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
