package optimizer_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer"
)

func (w *world) turn(off bool) optimizerv1.TurnReply {
	w.t.Helper()
	r, err := bus.Call(w.AsAdmin(w.t.Context(), mike), w.Bus(), optimizerv1.Turn, optimizerv1.TurnRequest{Off: &off})
	must(w.t, err)
	return r
}

// An operator stops everything at once: what runs, what waits and what would
// come; and nobody pays.
func TestTheSwitchStopsEverything(t *testing.T) {
	t.Parallel()
	asked, gone := make(chan struct{}, 10), make(chan struct{}, 10)
	_, env := model(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Handle: func(_ http.ResponseWriter, r *http.Request) {
			asked <- struct{}{}
			<-r.Context().Done()
			gone <- struct{}{}
		}}
	}, "LLM_CHAIN", "openai:gpt-4o-mini,offline", "OPTIMIZER_WORKERS", "1")
	w := newWorld(t, env)
	running := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	waiting := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	<-asked

	r := w.turn(true)

	<-gone // the request to the model was broken off
	for _, id := range []string{running, waiting} {
		if o := w.reaches(id, optimizerv1.StatusFailed); o.Error.Code != "llm_switched_off" || o.Usage.Credits != 0 {
			t.Errorf("got %+v, %+v", o.Error, o.Usage)
		}
	}
	if !w.credits.sees(func(c *credits) bool { return c.available == 100 && len(c.held) == 0 })() {
		t.Error("credits are still held")
	}
	_, err := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	if f := fault.From(err); f.Code != fault.Unavailable || f.Reason != "llm_switched_off" || f.RetryAfter == 0 {
		t.Errorf("got %v; want llm_switched_off", err)
	}
	if !r.Off || r.Since == nil || time.Since(*r.Since) > time.Minute {
		t.Errorf("the switch says %+v", r)
	}
	w.running.Stop()
	w.restart()
	if _, err := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job}); fault.From(err).Reason != "llm_switched_off" {
		t.Errorf("after a restart: got %v; want it still off", err)
	}
	if len(asked) != 0 {
		t.Error("the model was asked once more")
	}
}

func TestTheSwitchIsTurnedFromAShell(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	shell := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		for _, c := range optimizer.Service.Commands {
			if c.Name == "llm" {
				must(t, c.Run(t.Context(), host.Invocation{Args: args, Env: func(k string) string { return w.env[k] }, Out: &out}))
			}
		}
		return strings.TrimSpace(out.String())
	}

	if got := shell(); got != "on" {
		t.Errorf("it is %q", got)
	}
	if got := shell("off"); !strings.HasPrefix(got, "off since 20") || shell("off") != got {
		t.Errorf("it is %q", got)
	}
	_, err := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	if fault.From(err).Reason != "llm_switched_off" {
		t.Errorf("got %v", err)
	}
	if got := shell("on"); got != "on" {
		t.Errorf("it is %q", got)
	}
	w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job}), optimizerv1.StatusSucceeded)
}

func TestOnlyAdminsOperate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	off, as := true, w.As(t.Context(), jane)

	_, turned := bus.Call(as, w.Bus(), optimizerv1.Turn, optimizerv1.TurnRequest{Off: &off})
	_, looked := bus.Call(as, w.Bus(), optimizerv1.Turn, optimizerv1.TurnRequest{})
	_, used := bus.Call(as, w.Bus(), optimizerv1.UsedByAll, optimizerv1.UsedRequest{Days: 1})

	for _, err := range []error{turned, looked, used} {
		if fault.From(err).Code != fault.Denied {
			t.Errorf("got %v; want denied", err)
		}
	}
	w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job}), optimizerv1.StatusSucceeded)
}

func TestUsageIsSummedUpByDayAndModel(t *testing.T) {
	t.Parallel()
	_, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		if r.N == 1 {
			return testkit.LLMAnswer{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After-Ms": {"1"}}}
		}
		return testkit.LLMAnswer{Text: `{"ops":[]}`, NoUsage: r.N == 2}
	})
	w := newWorld(t, env)
	no := false
	var ids []string
	for range 2 {
		ids = append(ids, w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{CoverLetter: &no}}))
		w.reaches(ids[len(ids)-1], optimizerv1.StatusSucceeded)
	}
	used := func(user string) []optimizerv1.Use {
		t.Helper()
		r, err := bus.Call(w.As(t.Context(), user), w.Bus(), optimizerv1.Used, optimizerv1.UsedRequest{Days: 2})
		must(t, err)
		return r.Items
	}

	all := used(jane)

	if len(all) != 1 {
		t.Fatalf("got %+v; want one day and one model (run at midnight?)", all)
	}
	u := all[0]
	if u.Provider != "openai" || u.Model != "gpt-4o-mini" || u.Calls != 3 || u.Failed != 1 || u.Estimated != 1 ||
		u.PromptTokens < 1000 || u.CompletionTokens == 0 || u.CostMicroUSD == 0 || u.Day.Hour() != 0 || time.Since(u.Day) > 48*time.Hour {
		t.Errorf("got %+v", u)
	}
	if other := used(mike); len(other) != 0 {
		t.Errorf("mike used %+v; want nothing", other)
	}
	_, err := bus.Call(w.As(t.Context(), jane), w.Bus(), optimizerv1.Delete, optimizerv1.DeleteRequest{ID: ids[0]})
	must(t, err)
	if left := used(jane); len(left) != 1 || left[0].Calls != 1 {
		t.Errorf("after one was deleted: %+v; want one call", left)
	}
	r, err := bus.Call(w.AsAdmin(t.Context(), mike), w.Bus(), optimizerv1.UsedByAll, optimizerv1.UsedRequest{Days: 2})
	if err != nil || len(r.Items) != 1 || r.Items[0] != u {
		t.Errorf("the books say %+v, %v; want %+v for ever", r.Items, err, u)
	}
	_, err = bus.Call(w.As(t.Context(), jane), w.Bus(), optimizerv1.Used, optimizerv1.UsedRequest{Days: 367})
	if fault.From(err).Code != fault.Invalid {
		t.Errorf("got %v; want invalid", err)
	}
}
