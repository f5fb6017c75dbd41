package optimizer_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func model(t *testing.T, w func(r testkit.LLMRequest) testkit.LLMAnswer, more ...string) (*testkit.LLM, map[string]string) {
	t.Helper()
	server := testkit.NewLLM(t, w)
	env := map[string]string{
		"LLM_PROVIDER": "openai", "OPENAI_BASE_URL": server.URL, "OPENAI_API_KEY": server.Key, "OPENAI_MODEL": "gpt-4o-mini",
	}
	for i := 0; i+1 < len(more); i += 2 {
		env[more[i]] = more[i+1]
	}
	return server, env
}

// factID finds the id of the fact that has these words in a prompt.
func factID(t *testing.T, r testkit.LLMRequest, words string) string {
	t.Helper()
	for line := range strings.Lines(r.Text("user")) {
		var fact struct{ ID, Text string }
		if json.Unmarshal([]byte(line), &fact) == nil && fact.ID != "" && strings.Contains(fact.Text, words) {
			return fact.ID
		}
	}
	t.Errorf("the prompt has no fact about %q", words)
	return "f0"
}

func operations(t *testing.T, ops ...map[string]any) string {
	t.Helper()
	for _, op := range ops {
		for _, name := range []string{"text", "reason"} {
			if op[name] == nil {
				op[name] = ""
			}
		}
	}
	data, err := json.Marshal(map[string]any{"ops": ops})
	must(t, err)
	return string(data)
}

func isLetter(r testkit.LLMRequest) bool {
	return strings.Contains(r.Text("system"), "cover letter from the facts")
}

func isRepair(r testkit.LLMRequest) bool {
	return strings.Contains(r.Text("system"), "You correct edits of a CV")
}

func TestAModelTailors(t *testing.T) {
	t.Parallel()
	server, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		if isLetter(r) {
			return testkit.LLMAnswer{Text: operations(t, map[string]any{
				"kind": "letter", "facts": []string{factID(t, r, "billing service")}, "text": "I built a billing service in Go that handled 2 million invoices a month.",
			})}
		}
		return testkit.LLMAnswer{Text: operations(t, map[string]any{
			"kind": "rewrite", "facts": []string{factID(t, r, "billing service")},
			"text": "Built a Go billing service that handled 2 million invoices a month.", "reason": "Go comes first.",
		})}
	})
	w := newWorld(t, env)

	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	if !strings.Contains(o.Result.CVMarkdown, "Built a Go billing service") || len(o.Result.Changes) == 0 {
		t.Errorf("the rewrite is not in the CV: %s", o.Result.CVMarkdown)
	}
	if !strings.Contains(o.Result.CoverLetterMarkdown, "I built a billing service") || !strings.Contains(o.Result.CoverLetterMarkdown, "Jane Doe") {
		t.Errorf("the letter is %q", o.Result.CoverLetterMarkdown)
	}
	if o.Usage.Calls != 2 || o.Usage.PromptTokens < 500 || o.Usage.CompletionTokens == 0 || o.Usage.CostMicroUSD == 0 || o.Model != "gpt-4o-mini" {
		t.Errorf("usage %+v; want two calls that cost something", o.Usage)
	}
	for _, r := range server.Requests() {
		if r.Format != "json_schema" || !r.Stream || !r.WantsUsage {
			t.Errorf("asked for %+v; want a stream of JSON by schema", r)
		}
		if text := r.Text("user"); strings.Contains(text, "jane@example.com") || strings.Contains(text, "Jane Doe") {
			t.Error("the model was told who it is")
		}
	}
}

func TestWhatAModelInventsNeverShows(t *testing.T) {
	t.Parallel()
	lies := []string{"Kubernetes", "Google", "5 million", "Led", "MSc", "2012"}
	_, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		lie := func(words, text string) map[string]any {
			return map[string]any{"kind": "rewrite", "facts": []string{factID(t, r, words)}, "text": text}
		}
		switch {
		case isLetter(r):
			return testkit.LLMAnswer{Text: operations(t, map[string]any{
				"kind": "letter", "facts": []string{factID(t, r, "billing service")}, "text": "At Google I led Kubernetes for 5 million users.",
			})}
		default: // and the same again when asked to repair it
			return testkit.LLMAnswer{Text: operations(t,
				lie("billing service", "Built a billing service in Go on Kubernetes."),
				lie("response time", "Reduced the response time of the API for 5 million users at Google since 2012."),
				lie("migrate the database", "Led the migration to PostgreSQL, with an MSc."))}
		}
	})
	w := newWorld(t, env)

	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	shown := o.Result.CVMarkdown + o.Result.CoverLetterMarkdown + string(o.Result.Resume)
	for _, lie := range lies {
		if strings.Contains(o.Result.CVMarkdown, lie) || lie != "Kubernetes" && strings.Contains(shown, lie) {
			t.Errorf("%q is in the result:\n%s", lie, shown)
		}
	}
	if len(o.Result.Grounding.Unsupported) == 0 {
		t.Error("nothing was reported as unsupported")
	}
	steps, err := bus.Watch(t.Context(), w.Bus(), optimizerv1.Progress, id, 0)
	must(t, err)
	for s := range steps {
		for _, lie := range lies[1:] {
			if strings.Contains(s.Step.Text, lie) {
				t.Errorf("%q was shown on the way", lie)
			}
		}
		if s.Step.Type == "done" {
			break
		}
	}
}

func TestAModelThatIsAwayCostsNothing(t *testing.T) {
	t.Parallel()
	server, env := model(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After-Ms": {"1"}}}
	}, "LLM_ATTEMPTS", "3")
	w := newWorld(t, env)

	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})

	o := w.reaches(id, optimizerv1.StatusFailed)
	if o.Error.Code != "llm_unavailable" || o.Usage.Credits != 0 || o.Usage.Calls != 3 || len(server.Requests()) != 3 {
		t.Errorf("got %+v, %+v after %d requests; want three attempts for nothing", o.Error, o.Usage, len(server.Requests()))
	}
	if !w.credits.sees(func(c *credits) bool { return c.available == 100 && len(c.held) == 0 })() {
		t.Error("the credits are still held")
	}
	stats, err := bus.Call(w.As(t.Context(), jane), w.Bus(), optimizerv1.Stats, optimizerv1.StatsRequest{})
	if err != nil || stats.Failed != 1 {
		t.Errorf("stats %+v, %v; want one that failed", stats, err)
	}
}

func TestAnOptimizationHasItsTime(t *testing.T) {
	t.Parallel()
	_, env := model(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Handle: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }}
	}, "OPTIMIZER_TIME_LIMIT", "300ms")
	w := newWorld(t, env)

	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})

	if o := w.reaches(id, optimizerv1.StatusFailed); o.Error.Code != "timed_out" {
		t.Errorf("got %+v; want timed_out", o.Error)
	}
	if !w.credits.sees(func(c *credits) bool { return c.available == 100 })() {
		t.Error("the credits are still held")
	}
}

func TestAnAnswerThatWontDoIsAskedForOnceMore(t *testing.T) {
	t.Parallel()
	server, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		if r.N == 1 {
			return testkit.LLMAnswer{Text: `{"ops":[{"kind":"invent","facts":["f1"],"text":"x","reason":""}]}`}
		}
		return testkit.LLMAnswer{Text: `{"ops":[]}`}
	})
	w := newWorld(t, env)
	no := false

	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{CoverLetter: &no}})

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	if n := len(server.Requests()); n != 2 || o.Usage.Calls != 2 || !strings.Contains(server.Requests()[1].Text("user"), "kind must be one of") {
		t.Errorf("asked %d times; want twice, the second time with what was wrong", n)
	}
	if o.Result.CoverLetterMarkdown != "" {
		t.Error("there is a letter that nobody wanted")
	}
}
