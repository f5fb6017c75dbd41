package optimizer_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// A chain falls from a model that breaks off in the middle to one that refuses
// the key, and to the rules: the user gets a result, hears of the change, and
// is told who wrote it.
func TestTheChainFallsToTheRules(t *testing.T) {
	t.Parallel()
	half := testkit.NewLLM(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Finish: "none", Text: operations(t, map[string]any{
			"kind": "rewrite", "facts": []string{factID(t, r, "billing service")}, "text": "Built a Go billing service that handled 2 million invoices a month.",
		})}
	})
	locked := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Status: http.StatusUnauthorized, Text: "wrong key"}
	})
	w := newWorld(t, map[string]string{
		"LLM_CHAIN":      "openai:gpt-4o-mini,openai@" + locked.URL + ":other,offline",
		"OPENAI_API_KEY": half.Key, "OPENAI_BASE_URL": half.URL, "LLM_ATTEMPTS": "1",
		"LLM_KEYS": strings.TrimSuffix(strings.TrimPrefix(locked.URL, "http://"), "/v1") + "=" + locked.Key,
	})

	r, err := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	must(t, err)
	id := r.Optimization.ID

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	if r.Optimization.Provider != "openai" || o.Provider != "offline" || o.Model != "rules-1" {
		t.Errorf("began with %s, ended with %s %s", r.Optimization.Provider, o.Provider, o.Model)
	}
	want := []optimizerv1.Author{{Part: "cv", Provider: "offline", Model: "rules-1"}, {Part: "letter", Provider: "offline", Model: "rules-1"}}
	if got := o.Result.Written; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("written by %+v; want %+v", got, want)
	}
	if len(half.Requests()) != 1 || len(locked.Requests()) != 1 || o.Usage.Calls != 4 || o.Usage.CostMicroUSD == 0 {
		t.Errorf("asked %d and %d times, used %+v; want one of each, and two of the rules", len(half.Requests()), len(locked.Requests()), o.Usage)
	}
	steps, err := bus.Watch(t.Context(), w.Bus(), optimizerv1.Progress, id, 0)
	must(t, err)
	shown, restarts := "", 0
	for s := range steps {
		if s.Step.Type == "delta" && s.Step.Target == "cv" {
			if s.Step.Restart {
				shown, restarts = "", restarts+1
			}
			shown += s.Step.Text
		}
		if s.Step.Type == "done" {
			break
		}
	}
	if restarts == 0 || shown != o.Result.CVMarkdown {
		t.Errorf("after %d restarts the CV shown is %q", restarts, shown)
	}
}

func TestAChosenModelIsAskedFirst(t *testing.T) {
	t.Parallel()
	server, env := model(t, func(testkit.LLMRequest) testkit.LLMAnswer { return testkit.LLMAnswer{Text: `{"ops":[]}`} })
	env["LLM_CHAIN"] = "openai:gpt-4o-mini,openai:gpt-4o,offline"
	w := newWorld(t, env)
	no := false

	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{Model: "gpt-4o", CoverLetter: &no}})

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	if o.Model != "gpt-4o" || len(server.Requests()) != 1 || server.Requests()[0].Model != "gpt-4o" {
		t.Errorf("%s wrote it after %d requests", o.Model, len(server.Requests()))
	}
}
