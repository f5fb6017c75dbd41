package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

// replica is one process's view of the book.
type replica struct {
	*ledger.Book
	*store.Store
	db *sqldb.DB
}

// clock is what replicas go by; tests move it.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.offset.Load())) }
func (c *clock) advance(d time.Duration) { c.offset.Add(int64(d)) }

func quiet(ledger.Entry) ([]contract.Message, error) { return nil, nil }

func open(t *testing.T, dsn string) replica {
	t.Helper()
	return openAt(t, dsn, new(clock))
}

func openAt(t *testing.T, dsn string, c *clock) replica {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	s := store.New(db, quiet)
	book := ledger.NewBook(ledger.Config{
		Store: s, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: c.now, Trace: sqldb.Traceparent,
	})
	t.Cleanup(func() { book.Close(); _ = db.Close() })
	return replica{Book: book, Store: s, db: db}
}

func must(op ledger.Operation, err error) ledger.Operation {
	if err != nil {
		panic(err)
	}
	return op
}

func grant(account, key string, amount int64) ledger.Operation {
	return must(ledger.Add(ledger.Grant, account, key, amount, "a gift"))
}

func reserve(account, name string, amount int64) ledger.Operation {
	return must(ledger.Reserve(account, name, amount, "", time.Hour))
}

func settle(name string, amount int64) ledger.Operation { return must(ledger.Settle(name, amount)) }

func release(name string) ledger.Operation { return must(ledger.GiveBack(name, "")) }

func (r replica) do(t *testing.T, op ledger.Operation) ledger.Done {
	t.Helper()
	done, err := r.Do(t.Context(), op)
	if err != nil {
		t.Fatalf("%s %s: %v", op.Kind, op.Key, err)
	}
	return done
}

func (r replica) head(t *testing.T, id string) ledger.Account {
	t.Helper()
	a, err := r.Book.Account(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// whole fails the test unless the book passes its audit.
func (r replica) whole(t *testing.T) ledger.Report {
	t.Helper()
	report, err := r.Store.Audit(t.Context())
	if err != nil {
		t.Errorf("audit: %v", err)
	}
	return report
}

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
			fingerprint, hash FROM entries WHERE seq = 1`

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
		}
		var ops []ledger.Operation
		for n := range group {
			group[n].op.ID = fmt.Sprint("entry-", n)
			ops = append(ops, group[n].op)
		}
		entries, errs := make([]ledger.Entry, len(ops)), make([]error, len(ops))

		err := r.Write(t.Context(), time.Now(), ops, func(p *ledger.Page) error {
			for n, op := range ops {
				entries[n], errs[n] = p.Apply(op)
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
		if jane.Balance != 50 || jane.Held != 0 || jane.Spent != 50 || jane.Seq != 5 || joe.Balance != 7 || joe.Held != 7 {
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

// A retry on another replica of an operation that is being committed must find
// it, although what it took is not available any more.
func TestARetryFindsWhatAnotherReplicaCommits(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []replica{open(t, dsn), open(t, dsn), open(t, dsn)}
		for round := range 15 {
			account := fmt.Sprint("account-", round)
			replicas[0].do(t, grant(account, "g-"+account, 10))
			var wg sync.WaitGroup
			done := make([]ledger.Done, 6)
			for n := range done {
				wg.Go(func() { done[n] = replicas[n%3].do(t, reserve(account, "j-"+account, 10)) })
			}
			wg.Wait()

			fresh := 0
			for _, d := range done {
				if d.Entry != done[0].Entry {
					t.Errorf("got entries %q and %q", d.Entry.ID, done[0].Entry.ID)
				}
				if !d.Replayed {
					fresh++
				}
			}
			if fresh != 1 {
				t.Errorf("%d did it; want 1", fresh)
			}
		}
		replicas[0].whole(t)
	})
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
