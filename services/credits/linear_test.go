package credits_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits"
)

// asks is what a caller asks of one of a few accounts.
type asks struct {
	verb, account, name string
	amount              int64
}

// answer is what a caller is told: two numbers, or why not.
type answer struct {
	amount, available int64
	reason            string
}

// Whatever callers of two replicas are told through NATS, while the database is
// killed, its answers are lost, connections to NATS break and requests arrive
// twice: there is an order of doing one after the other that explains all of it.
func TestTheServiceIsLinearizable(t *testing.T) {
	server := testkit.NewMariaDBServer(t)
	cutter := testkit.Cut(t, server.DSN)
	h := newHouse(t, cutter.DSN, nil)
	other := h.Start(credits.Service, settings(server.DSN, nil))
	cutter.Lose(10)
	var count atomic.Int64
	var history []porcupine.Operation
	var mu sync.Mutex
	var wg sync.WaitGroup
	fresh := new(atomic.Int64)
	const clients, each = 8, 60
	for client := range clients {
		wg.Go(func() {
			for range each {
				q := drawn(fresh)
				called := time.Now().UnixNano()
				a := h.insist(q)
				mu.Lock()
				history = append(history, porcupine.Operation{
					ClientId: client, Input: q, Call: called, Output: a, Return: time.Now().UnixNano(),
				})
				mu.Unlock()
				count.Add(1)
			}
		})
	}
	for n, fault := range []func(){
		func() { noError(t, other.Disconnect()) }, server.Kill, func() { noError(t, other.Disconnect()) },
	} {
		testkit.Eventually(t, "operations are done", func() bool { return count.Load() > int64(n+1)*clients*each/5 })
		fault()
	}
	wg.Wait()

	if result := porcupine.CheckOperationsTimeout(ledgerModel, history, time.Minute); result != porcupine.Ok {
		t.Errorf("%d operations: %s", len(history), result)
	}
	audit := h.audit()
	if !audit.Whole || cutter.Cuts() == 0 {
		t.Errorf("audited %+v; %d answers of the database lost", audit, cutter.Cuts())
	}
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

// drawn draws a question so that rivals meet: on few accounts, about reservations
// that were just made.
func drawn(fresh *atomic.Int64) asks {
	n := fresh.Load()
	if rand.N(3) == 0 {
		n = fresh.Add(1)
	}
	name := strconv.FormatInt(max(0, n-rand.Int64N(2)), 10)
	q := asks{account: fmt.Sprint("account-", name[len(name)-1:]), amount: rand.Int64N(2) + 1}
	q.verb = []string{"add", "add", "reserve", "reserve", "reserve", "settle", "settle", "release"}[rand.N(8)]
	q.name = q.account + "." + name
	return q
}

// insist asks until it is told what became of it, now and then by two requests
// at the same time: both are told the same.
func (h house) insist(q asks) answer {
	if rand.N(4) > 0 {
		return h.persist(q)
	}
	var twin answer
	var wg sync.WaitGroup
	wg.Go(func() { twin = h.persist(q) })
	a := h.persist(q)
	wg.Wait()
	if a.reason == "" && twin.reason == "" && a != twin {
		h.t.Errorf("%+v: told %+v and %+v", q, a, twin)
	}
	if a.reason != "" {
		return twin // a refusal binds nobody: the twin may have come later
	}
	return a
}

func (h house) persist(q asks) answer {
	for {
		ctx, cancel := context.WithTimeout(h.t.Context(), 2*time.Second)
		a, err := h.ask(ctx, q)
		cancel()
		if err == nil {
			return a
		}
		if f := fault.From(err); !fault.Temporary(f) {
			return answer{reason: f.Reason}
		}
	}
}

func (h house) ask(ctx context.Context, q asks) (a answer, err error) {
	jane := h.As(ctx, q.account)
	switch q.verb {
	case "add":
		r, e := bus.Call(h.AsAdmin(ctx, "admin"), h.Bus(), creditsv1.Add, creditsv1.AddRequest{
			UserID: q.account, Amount: q.amount, IdempotencyKey: q.name, Reason: "a gift",
		})
		a, err = answer{amount: r.Entry.Amount, available: r.Entry.BalanceAfter - r.Entry.HeldAfter}, e
	case "reserve":
		r, e := bus.Call(jane, h.Bus(), creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: q.name, Amount: q.amount})
		a, err = answer{amount: r.Held, available: r.Available}, e
	case "settle":
		r, e := bus.Call(jane, h.Bus(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: q.name, Amount: q.amount})
		a, err = answer{amount: r.Charged, available: r.Available}, e
	default:
		r, e := bus.Call(jane, h.Bus(), creditsv1.Release, creditsv1.ReleaseRequest{OperationID: q.name})
		a, err = answer{amount: r.Released}, e
	}
	return a, err
}
