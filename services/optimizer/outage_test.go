package optimizer_test

import (
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestADatabaseThatIsAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	cable, dsn := testkit.CableTo(t, testkit.MariaDB(t))
	w := newWorld(t, map[string]string{"OPTIMIZER_DSN": dsn})
	q := optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "k"}
	cable.Cut()

	began := time.Now()
	_, err := w.create(jane, q)

	if took := time.Since(began); fault.From(err).Code != fault.Unavailable || took > 6*time.Second {
		t.Errorf("got %v after %v; want unavailable within 5 s", err, took)
	}
	cable.Mend()
	w.reaches(w.order(q), optimizerv1.StatusSucceeded)
	if !w.credits.sees(func(c *credits) bool { return len(c.charged) == 1 && len(c.held) == 0 })() {
		t.Error("the ledger disagrees")
	}
}

func TestADatabaseThatGoesAwayDuringTheWorkLosesNothing(t *testing.T) {
	t.Parallel()
	cable, dsn := testkit.CableTo(t, testkit.MariaDB(t))
	var once sync.Once
	_, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		once.Do(func() {
			cable.Cut()
			time.AfterFunc(time.Second, cable.Mend)
		})
		if isLetter(r) {
			return testkit.LLMAnswer{Text: operations(t, map[string]any{"kind": "letter", "facts": []string{}, "text": "I apply for the position."})}
		}
		return testkit.LLMAnswer{Text: `{"ops":[]}`}
	})
	env["OPTIMIZER_DSN"] = dsn
	w := newWorld(t, env)

	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})

	// While the database is away there is nothing to be read either.
	testkit.Eventually(t, "the database is back and the work done", func() bool {
		return w.credits.sees(func(c *credits) bool { return len(c.charged) == 1 && len(c.held) == 0 })()
	})
	if o := w.reaches(id, optimizerv1.StatusSucceeded); o.Usage.Credits == 0 {
		t.Errorf("used %+v; want it charged", o.Usage)
	}
}

func TestCreditsThatStayAwayLoseNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var ids []string
	for range 3 {
		ids = append(ids, w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job}))
	}
	w.credits.sees(func(c *credits) bool { c.away = true; return true })()
	for _, id := range ids {
		testkit.Eventually(t, "its end is decided or shown", func() bool {
			o := w.get(id)
			return o.Stage == "settle" || o.Status == optimizerv1.StatusSucceeded
		})
	}
	w.running.Stop()
	w.restart()
	w.credits.sees(func(c *credits) bool { c.away = false; return true })()

	for _, id := range ids {
		o := w.reaches(id, optimizerv1.StatusSucceeded)
		if !w.credits.sees(func(c *credits) bool { return c.charged[id] == o.Usage.Credits })() {
			t.Errorf("%s was not charged what it says", id)
		}
	}
}
