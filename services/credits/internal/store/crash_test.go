package store_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

const (
	crashCallers = 32
	crashes      = 4
)

// crashJobs is how many jobs are done, of five operations each. Each leaves five
// credits.
func crashJobs() int64 {
	if testing.Short() {
		return 200
	}
	return 2000
}

// work is what is done for a job, one after the other. Half of the jobs refund,
// the others are adjusted; every third is given back.
func work(job int) []ledger.Operation {
	account, name := fmt.Sprint("account-", job%7), fmt.Sprint("job-", job)
	ops := []ledger.Operation{grant(account, "g"+name, 5), reserve(account, name, 3)}
	switch {
	case job%3 == 0:
		ops = append(ops, release(name), adjust(account, "d"+name, 1, ledger.Down))
	case job%2 == 0:
		ops = append(ops, settle(name, 2), refund(name, "r"+name, 1))
	default:
		ops = append(ops, settle(name, 2), adjust(account, "u"+name, 1, ledger.Up))
	}
	return append(ops, grant(account, "h"+name, 1))
}

// trial lets callers do all the work while what does it is killed again and
// again, and asks for every operation that was not answered, and some that were,
// another time. It returns what was told.
func trial(t *testing.T, do func(ledger.Operation) ledger.Entry, kill func()) map[string]ledger.Entry {
	t.Helper()
	var mu sync.Mutex
	told := map[string]ledger.Entry{}
	tell := func(e ledger.Entry) {
		mu.Lock()
		defer mu.Unlock()
		if before, known := told[e.Key]; known && before != e {
			t.Errorf("%s: told %+v, then %+v", e.Key, before, e)
		}
		told[e.Key] = e
	}
	var count, next atomic.Int64
	var wg sync.WaitGroup
	for range crashCallers {
		wg.Go(func() {
			for job := next.Add(1) - 1; job < crashJobs(); job = next.Add(1) - 1 {
				for n, op := range work(int(job)) {
					tell(do(op))
					if (int(job)+n)%10 == 0 {
						tell(do(op)) // once more
					}
					count.Add(1)
				}
			}
		})
	}
	for n := range int64(crashes) {
		testkit.Eventually(t, "operations are done", func() bool { return count.Load() > (n+1)*5*crashJobs()/(crashes+2) })
		kill()
	}
	wg.Wait()
	return told
}

// asTold fails the test unless the book is whole and has in it what was told,
// just as it was told, and nothing else.
func asTold(t *testing.T, r replica, told map[string]ledger.Entry) {
	t.Helper()
	report := r.whole(t)
	if report.Entries != int64(len(told)) || report.Held != 0 || int64(len(told)) != 5*crashJobs() {
		t.Errorf("%d entries, of which %d were acknowledged; held %d", report.Entries, len(told), report.Held)
	}
	var sum int64
	for account := range 7 {
		head := r.head(t, fmt.Sprint("account-", account))
		entries, err := r.Entries(t.Context(), ledger.Listing{Account: head.ID, Limit: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		balance := int64(0)
		for _, e := range entries {
			if told[e.Key] != e {
				t.Errorf("the book says %s %d; told was %s", e.Key, e.Seq, told[e.Key].ID)
			}
			if e.Available() < 0 || e.Held < 0 {
				t.Errorf("%s %d: %d of which %d held", e.Account, e.Seq, e.Balance, e.Held)
			}
			balance += e.Change()
		}
		if balance != head.Balance {
			t.Errorf("%s: the entries come to %d, the head says %d", head.ID, balance, head.Balance)
		}
		sum += balance
	}
	if want := 5 * crashJobs(); sum != want || report.Balance != want {
		t.Errorf("all together have %d, audited %d; want %d", sum, report.Balance, want)
	}
}

// A database server is killed again and again under load.
func TestNothingAcknowledgedIsLostWhenTheServerIsKilled(t *testing.T) {
	server := testkit.NewMariaDBServer(t)
	replicas := []replica{open(t, server.DSN), open(t, server.DSN)}
	var turn atomic.Int64

	told := trial(t, func(op ledger.Operation) ledger.Entry { return persist(t, replicas[turn.Add(1)%2], op) }, server.Kill)

	asTold(t, replicas[1], told)
}

// persist asks until it is answered.
func persist(t *testing.T, r replica, op ledger.Operation) ledger.Entry {
	t.Helper()
	for {
		done, err := r.Do(context.WithoutCancel(t.Context()), op)
		switch {
		case err == nil:
			return done.Entry
		case isFinal(err):
			t.Errorf("%s: %v", op.Key, err)
			return ledger.Entry{Key: op.Key}
		}
	}
}

func isFinal(err error) bool { return outcomeOf(0, 0, 0, err).reason != ledger.ErrAway.Reason }
