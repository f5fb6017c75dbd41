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

// The database is killed again and again under load. What was acknowledged is in
// the book exactly as it was told, and nothing else is.
func TestNothingAcknowledgedIsLostInACrash(t *testing.T) {
	server := testkit.NewMariaDBServer(t)
	replicas := []replica{open(t, server.DSN), open(t, server.DSN)}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var mu sync.Mutex
	told := map[string]ledger.Entry{}
	var count atomic.Int64
	var wg sync.WaitGroup
	for client := range 12 {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				account, name := fmt.Sprint("account-", n%5), fmt.Sprintf("%d-%d", client, n)
				for i, op := range []ledger.Operation{grant(account, "g"+name, 3), reserve(account, name, 2), settle(name, 1)} {
					e := persist(t, replicas[(client+i)%2], op)
					mu.Lock()
					told[e.Key] = e
					mu.Unlock()
					count.Add(1)
				}
			}
		})
	}

	for range 3 {
		before := count.Load()
		testkit.Eventually(t, "operations are done", func() bool { return count.Load() > before+150 })
		server.Kill()
	}
	stop()
	wg.Wait()

	report := replicas[0].whole(t)
	if report.Entries != int64(len(told)) || report.Held != 0 {
		t.Errorf("%d entries, of which %d were acknowledged; held %d", report.Entries, len(told), report.Held)
	}
	for account := range 5 {
		entries, err := replicas[1].Entries(t.Context(), ledger.Listing{Account: fmt.Sprint("account-", account), Limit: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if told[e.Key] != e {
				t.Errorf("the book says %s %d; told was %s", e.Key, e.Seq, told[e.Key].ID)
			}
		}
	}
	t.Logf("%d acknowledged", len(told))
}

// persist asks until it is answered.
func persist(t *testing.T, r replica, op ledger.Operation) ledger.Entry {
	t.Helper()
	for {
		done, err := r.Do(t.Context(), op)
		switch {
		case err == nil:
			return done.Entry
		case isFinal(err):
			t.Errorf("%s: %v", op.Key, err)
			return done.Entry
		}
	}
}

func isFinal(err error) bool { return outcomeOf(0, 0, 0, err).reason != ledger.ErrAway.Reason }
