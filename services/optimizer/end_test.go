package optimizer_test

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// hanging is a model that begins and never ends, until who asks goes away.
func hanging(t *testing.T) (env map[string]string, asked, left <-chan struct{}) {
	t.Helper()
	in, out := make(chan struct{}), make(chan struct{})
	begun, gone := sync.OnceFunc(func() { close(in) }), sync.OnceFunc(func() { close(out) })
	_, env = model(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Handle: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			begun()
			<-r.Context().Done()
			gone()
		}}
	})
	return env, in, out
}

func await(t *testing.T, what string, happened <-chan struct{}) {
	t.Helper()
	select {
	case <-happened:
	case <-time.After(20 * time.Second):
		t.Fatalf("it did not happen in 20 s: %s", what)
	}
}

func (w *world) cancel(user, id string) (optimizerv1.Optimization, error) {
	return bus.Call(w.As(w.t.Context(), user), w.Bus(), optimizerv1.Cancel, optimizerv1.CancelRequest{ID: id})
}

func (w *world) delete(user, id string) error {
	_, err := bus.Call(w.As(w.t.Context(), user), w.Bus(), optimizerv1.Delete, optimizerv1.DeleteRequest{ID: id})
	return err
}

func (w *world) erase(user string, at time.Time) {
	w.t.Helper()
	m, err := authv1.UserErased.Message("erased-"+user, authv1.UserErasedFact{UserID: user, ErasedAt: at})
	must(w.t, err)
	must(w.t, bus.Publish(w.t.Context(), w.Bus(), m))
}

func TestCancellingStopsTheModelAndFreesTheCredits(t *testing.T) {
	t.Parallel()
	env, asked, left := hanging(t)
	w := newWorld(t, env)
	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	await(t, "the model is asked", asked)

	_, byMike := w.cancel(mike, id)
	o, err := w.cancel(jane, id)
	must(t, err)

	await(t, "the model is left", left)
	if fault.From(byMike).Reason != "optimization_not_found" {
		t.Errorf("by mike: got %v; want not found", byMike)
	}
	if o.Status != optimizerv1.StatusCancelled || o.Usage.Calls != 1 || o.Usage.Credits != 0 || o.HeldCredits != 0 {
		t.Errorf("got %+v; want it cancelled, one call made and nothing charged", o)
	}
	if !w.credits.sees(func(c *credits) bool { return c.available == 100 && c.released[id] })() {
		t.Error("the credits are not back")
	}
	again, err := w.cancel(jane, id)
	if err != nil || again.Status != optimizerv1.StatusCancelled {
		t.Errorf("again: got %+v, %v; want it still cancelled", again, err)
	}
}

func TestCancellingWhatHasEndedChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	before := w.reaches(id, optimizerv1.StatusSucceeded)

	after, err := w.cancel(jane, id)

	if err != nil || after.Status != optimizerv1.StatusSucceeded || after.Usage != before.Usage {
		t.Errorf("got %+v, %v; want it as it was", after, err)
	}
}

func TestWhatIsCancelledWhileCreditsAreAwayIsReleasedLater(t *testing.T) {
	t.Parallel()
	env, asked, _ := hanging(t)
	w := newWorld(t, env)
	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	await(t, "the model is asked", asked)
	away := func(yes bool) { w.credits.mu.Lock(); w.credits.away = yes; w.credits.mu.Unlock() }
	away(true)

	o, err := w.cancel(jane, id)
	deleted := w.delete(jane, id)
	away(false)

	if err != nil || o.Status != optimizerv1.StatusRunning || o.Stage != "settle" {
		t.Errorf("got %+v, %v; want it still open", o, err)
	}
	if fault.From(deleted).Code != fault.Unavailable {
		t.Errorf("delete: got %v; want unavailable", deleted)
	}
	w.reaches(id, optimizerv1.StatusCancelled)
	must(t, w.delete(jane, id))
	if err := w.delete(jane, id); fault.From(err).Code != fault.NotFound {
		t.Errorf("again: got %v; want not found", err)
	}
}

func TestADeletedFileIsForgottenAndNewsOfItComesTooLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	f := filesv1.File{ID: "0199bbbb-0000-7000-8000-000000000001", UserID: jane, Status: filesv1.StatusParsing}
	w.put(f, "")
	id := w.order(optimizerv1.CreateRequest{FileID: f.ID, JobDescription: job})
	w.reaches(id, optimizerv1.StatusWaitingForFile)
	m, err := filesv1.Deleted.Message("deleted-"+f.ID, filesv1.DeletedFact{FileID: f.ID, UserID: jane, DeletedAt: time.Now()})
	must(t, err)

	must(t, bus.Publish(t.Context(), w.Bus(), m))

	o := w.reaches(id, optimizerv1.StatusFailed)
	if o.Error == nil || o.Error.Code != "file_deleted" {
		t.Errorf("got %+v; want file_deleted", o.Error)
	}
	f.Status = filesv1.StatusParsed
	w.put(f, cv) // as if it had been read at the same moment
	_, err = w.create(jane, optimizerv1.CreateRequest{FileID: f.ID, JobDescription: job})
	if fault.From(err).Reason != "file_not_found" {
		t.Errorf("another order: got %v; want file_not_found", err)
	}
}

func TestNothingIsLeftOfAnErasedUserAlsoMidJob(t *testing.T) {
	t.Parallel()
	const canary = "CANARY-9f31"
	env, asked, left := hanging(t)
	w := newWorld(t, env)
	f := filesv1.File{ID: "0199bbbb-0000-7000-8000-000000000002", UserID: jane, Status: filesv1.StatusParsed}
	w.put(f, cv+canary)
	running := w.order(optimizerv1.CreateRequest{CVText: cv + canary, JobDescription: job + canary, IdempotencyKey: canary})
	await(t, "the model is asked", asked)
	w.order(optimizerv1.CreateRequest{FileID: f.ID, JobDescription: job + canary})

	w.erase(jane, time.Now().Add(-time.Minute)) // as if this were the second time

	await(t, "the model is left", left)
	testkit.Eventually(t, "the credits are back", w.credits.sees(func(c *credits) bool { return c.available == 100 && len(c.held) == 0 }))
	testkit.Eventually(t, "nothing is left", func() bool {
		s, err := bus.Call(w.As(t.Context(), jane), w.Bus(), optimizerv1.Stats, optimizerv1.StatsRequest{})
		return err == nil && s.Total == 0
	})
	if _, err := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job}); fault.From(err).Reason != "content_erased" {
		t.Errorf("a late order: got %v; want content_erased", err)
	}
	ctx := t.Context()
	steps, err := bus.Watch(ctx, w.Bus(), optimizerv1.Progress, running, 0)
	must(t, err)
	if got := <-steps; got.Step.Type != "done" || got.Step.Status != optimizerv1.StatusCancelled {
		t.Errorf("who comes now sees %+v first; want the end", got.Step)
	}
	w.running.Stop()
	for name, data := range readAll(t, strings.TrimPrefix(w.env["OPTIMIZER_DSN"], "sqlite:")) {
		if bytes.Contains(data, []byte(canary)) || bytes.Contains(data, []byte(jane)) && !strings.Contains(name, "db") {
			t.Errorf("%s holds what was erased", name)
		}
	}
}

func TestAnExportIsComplete(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "mine"})
	w.reaches(id, optimizerv1.StatusSucceeded)
	record := func(user string) (optimizerv1.RecordReply, error) {
		return bus.Call(w.As(t.Context(), user), w.Bus(), optimizerv1.Record, optimizerv1.RecordRequest{ID: id})
	}

	r, err := record(jane)

	if err != nil || r.CVText != cv || r.IdempotencyKey != "mine" || len(r.Attempts) != 2 || r.Attempts[0].StartedAt.IsZero() {
		t.Errorf("got %+v, %v; want the text, the key and two attempts", r, err)
	}
	if _, err := record(mike); fault.From(err).Code != fault.NotFound {
		t.Errorf("mike: got %v; want not found", err)
	}
}
