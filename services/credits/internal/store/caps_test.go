package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

// noon is a clock at noon of some day, so that no test runs over midnight.
func noon() *clock {
	c := new(clock)
	c.advance(time.Until(ledger.Day(time.Now()).Add(36 * time.Hour)))
	return c
}

func openCapped(t *testing.T, dsn string, c *clock, caps ledger.Caps) replica {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	return capped(t, db, c, caps)
}

// refused fails the test unless op exceeds a day's cap.
func (r replica) refused(t *testing.T, op ledger.Operation) {
	t.Helper()
	if _, err := r.Do(t.Context(), op); !errors.Is(err, ledger.ErrDaily) {
		t.Errorf("%s of %d: got %v; want it refused", op.Key, op.Amount, err)
	}
}

func TestADayHasItsCap(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		c := noon()
		r := openCapped(t, dsn, c, ledger.Caps{Account: 10, House: 16})
		for _, account := range []string{"jane", "mike", "ann"} {
			r.do(t, grant(account, "k-"+account, 1000))
		}

		r.do(t, reserve("jane", "a", 6))
		r.refused(t, reserve("jane", "b", 5)) // held counts
		r.do(t, settle("a", 4))               // what was freed doesn't
		r.do(t, reserve("jane", "b", 6))
		r.refused(t, reserve("jane", "c", 1)) // charged counts
		r.do(t, release("b"))                 // released doesn't
		r.do(t, reserve("jane", "c", 6))
		r.do(t, reserve("jane", "c", 6)) // again is the same, cap or not
		r.do(t, reserve("mike", "d", 6)) // and others have a cap of their own
		r.refused(t, reserve("ann", "e", 1))
		if _, err := r.Do(t.Context(), reserve("ann", "e", 1)); fault.From(err).RetryAfter < 11*3600 || fault.From(err).RetryAfter > 12*3600+1 {
			t.Errorf("come again in %d seconds; want midnight", fault.From(err).RetryAfter)
		}

		c.advance(12 * time.Hour)
		r.do(t, reserve("jane", "f", 10)) // a new day
		r.do(t, release("c"))             // of yesterday: gives nothing back of today
		r.refused(t, reserve("jane", "g", 1))
		r.refused(t, reserve("mike", "h", 7))
		r.do(t, reserve("mike", "h", 6))
		r.whole(t)
	})
}

// However many replicas take at once, together they stay within the cap, and
// nothing of it is lost.
func TestReplicasShareTheCap(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		const most, each = 30, 40
		c := noon()
		replicas := []replica{openCapped(t, dsn, c, ledger.Caps{House: most}), openCapped(t, dsn, c, ledger.Caps{House: most})}
		for i := range 8 {
			replicas[0].do(t, grant(fmt.Sprint("u", i), fmt.Sprint("k", i), 1000))
		}
		var held, refused atomic.Int64
		var all sync.WaitGroup
		for n, r := range replicas {
			for i := range each {
				all.Go(func() {
					op := reserve(fmt.Sprint("u", i%8), fmt.Sprintf("r%d-%d", n, i), 1)
					for range 20 { // a database under such a load may be slow
						switch _, err := r.Do(t.Context(), op); {
						case err == nil:
							held.Add(1)
							return
						case errors.Is(err, ledger.ErrDaily):
							refused.Add(1)
							return
						case !fault.Temporary(err):
							t.Error(err)
							return
						}
					}
					t.Error("never answered")
				})
			}
		}
		all.Wait()

		if held.Load() != most || refused.Load() != 2*each-most {
			t.Errorf("%d were held and %d refused; want %d and %d", held.Load(), refused.Load(), most, 2*each-most)
		}
		if report := replicas[1].whole(t); report.Held != most {
			t.Errorf("the book holds %d", report.Held)
		}
	})
}

// A cap may be set in the middle of a day: what was held before doesn't count,
// and ending it gives nothing back.
func TestACapSetAtNoonCountsFromThere(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		c := noon()
		before := openAt(t, dsn, c)
		before.do(t, grant("jane", "k", 1000))
		before.do(t, reserve("jane", "a", 50))
		r := openCapped(t, dsn, c, ledger.Caps{Account: 10})

		r.do(t, release("a"))
		r.do(t, reserve("jane", "b", 10))

		r.refused(t, reserve("jane", "c", 1))
	})
}
