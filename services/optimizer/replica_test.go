package optimizer_test

import (
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestTwoReplicasOnOneDatabaseDoEverythingOnce(t *testing.T) {
	t.Parallel()
	server, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		if isLetter(r) {
			return testkit.LLMAnswer{Text: operations(t, map[string]any{"kind": "letter", "facts": []string{}, "text": "I apply for the position."})}
		}
		return testkit.LLMAnswer{Text: `{"ops":[]}`}
	})
	env["OPTIMIZER_DSN"] = testkit.MariaDB(t)
	w := newWorld(t, env)
	w.credits.available = 1000
	first := w.running
	w.restart() // a second one beside the first

	var ids []string
	for i := range 16 {
		id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
		for _, again := range []string{"-a", "-b"} {
			m, err := optimizerv1.Run.Message(id+again, optimizerv1.RunTask{OptimizationID: id})
			must(t, err)
			must(t, bus.Publish(t.Context(), w.Bus(), m))
		}
		if ids = append(ids, id); i == 8 {
			first.Stop()
		}
	}

	for _, id := range ids {
		o := w.reaches(id, optimizerv1.StatusSucceeded)
		if !w.credits.sees(func(c *credits) bool { return c.charged[id] == o.Usage.Credits })() || o.Usage.Calls < 2 || o.Usage.Calls > 3 {
			t.Errorf("%s used %+v", id, o.Usage)
		}
	}
	if !w.credits.sees(func(c *credits) bool { return len(c.held) == 0 && len(c.charged) == len(ids) })() {
		t.Error("the ledger disagrees")
	}
	if n := len(server.Requests()); n > 2*len(ids)+4 {
		t.Errorf("%d requests for %d optimizations; want each done once", n, len(ids))
	}
}

func TestAKeyIsOneOrderOverManyAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	q := optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "k"}
	var mu sync.Mutex
	ids, conflicts := map[string]bool{}, 0
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			r, err := w.create(jane, q)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				ids[r.Optimization.ID] = true
			case fault.From(err).Code == fault.Conflict:
				conflicts++
			default:
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()

	if len(ids) != 1 || !w.credits.sees(func(c *credits) bool { return len(c.held)+len(c.charged) == 1 })() {
		t.Errorf("%d orders, %d conflicts; want one order, paid for once", len(ids), conflicts)
	}
}
