package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// A retry on another replica of an operation that is being committed must find
// it, although what it took is not available any more.
func TestARetryFindsWhatAnotherReplicaCommits(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []replica{open(t, dsn), open(t, dsn), open(t, dsn)}
		for round := range 15 {
			account := fmt.Sprint("account-", round)
			replicas[0].do(t, grant(account, "g-"+account, 10))
			for _, op := range []ledger.Operation{
				reserve(account, "j-"+account, 10), settle("j-"+account, 10), refund("j-"+account, "r-"+account, 10),
				adjust(account, "a-"+account, 10, ledger.Down),
			} {
				doneOnce(t, replicas, op)
			}
		}
		replicas[0].whole(t)
	})
}

// doneOnce asks all replicas for op at the same time.
func doneOnce(t *testing.T, replicas []replica, op ledger.Operation) {
	t.Helper()
	var wg sync.WaitGroup
	done := make([]ledger.Done, 6)
	for n := range done {
		wg.Go(func() { done[n] = replicas[n%len(replicas)].do(t, op) })
	}
	wg.Wait()

	fresh := 0
	for _, d := range done {
		if d.Entry != done[0].Entry {
			t.Errorf("%s: got entries %q and %q", op.Key, d.Entry.ID, done[0].Entry.ID)
		}
		if !d.Replayed {
			fresh++
		}
	}
	if fresh != 1 {
		t.Errorf("%s: %d did it; want 1", op.Key, fresh)
	}
}

func TestWhatOneReplicaGrantsAnotherSpends(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		here, there := open(t, dsn), open(t, dsn)
		here.do(t, grant("jane", "a", 10))
		here.do(t, reserve("jane", "j1", 10))
		if _, err := here.Do(t.Context(), reserve("jane", "j2", 10)); !errors.Is(err, ledger.ErrInsufficient) {
			t.Fatalf("got %v", err)
		}

		there.do(t, grant("jane", "b", 10))

		here.do(t, reserve("jane", "j2", 10))
	})
}

func TestReplicasShareAHotAccount(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []replica{open(t, dsn), open(t, dsn), open(t, dsn), open(t, dsn)}
		replicas[0].do(t, grant("jane", "g", 100))
		var admitted atomic.Int64
		var wg sync.WaitGroup
		for n := range 256 {
			wg.Go(func() {
				r, name := replicas[n%4], fmt.Sprint("job-", n)
				_, err := r.Do(t.Context(), reserve("jane", name, 1))
				if errors.Is(err, ledger.ErrInsufficient) {
					return
				}
				if err != nil {
					t.Error(err)
				}
				admitted.Add(1)
				replicas[(n+1)%4].do(t, settle(name, 1))
			})
		}
		wg.Wait()

		if got := replicas[0].head(t, "jane"); admitted.Load() != 100 || got.Balance != 0 || got.Held != 0 || got.Spent != 100 {
			t.Errorf("%d admitted, %+v; want 100, all spent", admitted.Load(), got)
		}
		replicas[0].whole(t)
	})
}

// Replicas that lock many accounts, each in an order of its own, don't deadlock.
func TestReplicasCrossWithoutHarm(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []replica{open(t, dsn), open(t, dsn)}
		var wg sync.WaitGroup
		for n := range 200 {
			wg.Go(func() {
				account := fmt.Sprint("account-", (n*7)%20)
				replicas[n%2].do(t, grant(account, fmt.Sprint("g", n), 5))
				replicas[(n+1)%2].do(t, reserve(account, fmt.Sprint("j", n), 5))
				replicas[n%2].do(t, release(fmt.Sprint("j", n)))
			})
		}
		wg.Wait()

		if got := replicas[0].whole(t); got.Entries != 600 || got.Balance != 1000 || got.Held != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestAReserveAndItsReleaseRace(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []replica{open(t, dsn), open(t, dsn)}
		const rounds = 40
		replicas[0].do(t, grant("jane", "g", rounds))
		var wg sync.WaitGroup
		for n := range rounds {
			name := fmt.Sprint("j", n)
			wg.Go(func() {
				_, err := replicas[0].Do(t.Context(), reserve("jane", name, 1))
				if err != nil && !errors.Is(err, ledger.ErrReleased) {
					t.Errorf("reserve: %v", err)
				}
			})
			wg.Go(func() { replicas[1].do(t, release(name)) })
		}
		wg.Wait()

		if got := replicas[0].head(t, "jane"); got.Held != 0 || got.Balance != rounds {
			t.Errorf("a hold was left behind: %+v", got)
		}
		replicas[0].whole(t)
	})
}

func TestTheSweeperAndALateSettleRace(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		c := new(clock)
		replicas := []replica{openAt(t, dsn, c), openAt(t, dsn, c), openAt(t, dsn, c)}
		const rounds = 40
		replicas[0].do(t, grant("jane", "g", rounds))
		for n := range rounds {
			replicas[0].do(t, reserve("jane", fmt.Sprint("j", n), 1))
		}
		if swept, err := replicas[0].Sweep(t.Context()); err != nil || swept != 0 {
			t.Fatalf("swept %d before their time, %v", swept, err)
		}
		c.advance(2 * time.Hour)

		var swept, settled atomic.Int64
		var wg sync.WaitGroup
		for n := range 2 {
			wg.Go(func() {
				_, err := replicas[n].Sweep(t.Context())
				if err != nil {
					t.Errorf("sweep: %v", err)
				}
			})
		}
		for n := range rounds {
			wg.Go(func() {
				switch _, err := replicas[2].Do(t.Context(), settle(fmt.Sprint("j", rounds-1-n), 1)); {
				case err == nil:
					settled.Add(1)
				case errors.Is(err, ledger.ErrReleased):
					swept.Add(1)
				default:
					t.Errorf("settle: %v", err)
				}
			})
		}
		wg.Wait()

		got := replicas[0].head(t, "jane")
		if got.Held != 0 || got.Spent != settled.Load() || got.Balance != rounds-settled.Load() || swept.Load()+settled.Load() != rounds {
			t.Errorf("%d settled, %d swept, %+v", settled.Load(), swept.Load(), got)
		}
		replicas[0].whole(t)
	})
}

// Somebody keeps an account locked for a while: the group waits, no longer.
func TestALockThatComesLateIsWaitedFor(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		r, rival := open(t, dsn), open(t, dsn)
		r.do(t, grant("jane", "g", 10))
		locked, free := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			err := rival.db.Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
				var balance int64
				err := tx.QueryRow(ctx, `SELECT balance FROM accounts WHERE account_id = 'jane'`+tx.ForUpdate()).Scan(&balance)
				close(locked)
				<-free
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-locked
		impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()

		_, gone := r.Do(impatient, reserve("jane", "j1", 1))
		close(free)
		wg.Wait()

		if !errors.Is(gone, ledger.ErrGone) {
			t.Errorf("got %v; want %v", gone, ledger.ErrGone)
		}
		r.do(t, reserve("jane", "j1", 1)) // whatever became of it, asking again is safe
		r.do(t, reserve("jane", "j2", 9))
	})
}
