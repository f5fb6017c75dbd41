package optimizer_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// seen is what those saw who watched an optimization to its end.
type seen struct {
	texts    map[string]string
	restarts map[string]int
}

// watch follows an optimization. At is called with what is shown so far after
// each step.
func (w *world) watch(id string, at func(s seen)) seen {
	w.t.Helper()
	s := seen{texts: map[string]string{}, restarts: map[string]int{}}
	steps, err := bus.Watch(w.t.Context(), w.Bus(), optimizerv1.Progress, id, 0)
	must(w.t, err)
	for step := range steps {
		switch d := step.Step; d.Type {
		case "delta":
			if d.Restart {
				s.texts[d.Target] = ""
				s.restarts[d.Target]++
			}
			s.texts[d.Target] += d.Text
		case "done", "error":
			return s
		}
		if at != nil {
			at(s)
		}
	}
	w.t.Error("the steps ended before the optimization")
	return s
}

func rewrite(fact, text string) string {
	return fmt.Sprintf(`{"kind":"rewrite","facts":[%q],"text":%q,"reason":""}`, fact, text)
}

const (
	better = "Built a Go billing service that handled 2 million invoices a month."
	faster = "With caching in Redis, reduced the response time of the API by 40%."
)

// An edit is seen when the model has said its last letter, checked and in its
// place in the CV; the rest is put after it, and nothing is taken back.
func TestEditsAreSeenWhenTheyAreComplete(t *testing.T) {
	t.Parallel()
	read := make(chan struct{})
	_, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		if isLetter(r) {
			return testkit.LLMAnswer{Text: operations(t,
				map[string]any{"kind": "letter", "facts": []string{factID(t, r, "billing service")}, "text": "I built a billing service in Go that handled 2 million invoices a month."},
				map[string]any{"kind": "letter", "facts": []string{factID(t, r, "response time")}, "text": "I reduced the response time of the API by 40% with caching in Redis."})}
		}
		first, second := rewrite(factID(t, r, "billing service"), better), rewrite(factID(t, r, "response time"), faster)
		return testkit.LLMAnswer{Handle: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			say := func(text string) {
				_, _ = fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%q}}]}\n\n", text)
				w.(http.Flusher).Flush()
			}
			say(`{"ops":[` + first + `,`)
			select {
			case <-read: // until somebody has seen it
			case <-r.Context().Done():
				return
			}
			say(second + `]}`)
			_, _ = fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
		}}
	})
	w := newWorld(t, env)
	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})

	early := false
	s := w.watch(id, func(s seen) {
		if text := s.texts["cv"]; !early && strings.Contains(text, better) {
			early = true
			if !strings.HasPrefix(text, "# Jane Doe") || strings.Contains(text, "Leeds") {
				t.Errorf("shown early: %s", text)
			}
			close(read)
		}
	})

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	if !early || s.texts["cv"] != o.Result.CVMarkdown || s.texts["coverLetter"] != o.Result.CoverLetterMarkdown || !strings.Contains(s.texts["cv"], faster) {
		t.Errorf("shown %q; want the result", s.texts)
	}
	if s.restarts["cv"]+s.restarts["coverLetter"] != 0 {
		t.Errorf("began anew: %v", s.restarts)
	}
}

// What is refused is not shown, nor what comes after it, until it is corrected or
// given up: so nothing has to be taken back.
func TestWhatIsCorrectedIsShownOnce(t *testing.T) {
	t.Parallel()
	_, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		if strings.Contains(r.Text("user"), "<<<REFUSED") {
			return testkit.LLMAnswer{Text: `{"ops":[` + rewrite(factID(t, r, "response time"), faster) + `]}`}
		}
		return testkit.LLMAnswer{Text: `{"ops":[` + rewrite(factID(t, r, "billing service"), better) + `,` +
			rewrite(factID(t, r, "response time"), "Reduced the response time of the API by 90%.") + `]}`}
	})
	w := newWorld(t, env)
	no := false
	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{CoverLetter: &no}})

	s := w.watch(id, func(s seen) {
		if strings.Contains(s.texts["cv"], "90%") {
			t.Error("what was refused was shown")
		}
	})

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	if s.restarts["cv"] != 0 || s.texts["cv"] != o.Result.CVMarkdown || !strings.Contains(s.texts["cv"], faster) {
		t.Errorf("after %d restarts shown %s", s.restarts["cv"], s.texts["cv"])
	}
}

// A model that jumps about is shown anew once, at the end of the CV.
func TestWhatComesOutOfOrderIsShownAnewOnce(t *testing.T) {
	t.Parallel()
	_, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Text: `{"ops":[` + rewrite(factID(t, r, "response time"), faster) + `,` +
			rewrite(factID(t, r, "billing service"), better) + `]}`}
	})
	w := newWorld(t, env)
	no := false
	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{CoverLetter: &no}})

	s := w.watch(id, nil)

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	if s.restarts["cv"] != 1 || s.texts["cv"] != o.Result.CVMarkdown || !strings.Contains(s.texts["cv"], better) {
		t.Errorf("after %d restarts shown %s", s.restarts["cv"], s.texts["cv"])
	}
}

// The rules are done at once: their text comes whole, and once.
func TestTheRulesAreShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})

	s := w.watch(id, nil)

	if o := w.reaches(id, optimizerv1.StatusSucceeded); len(s.restarts) != 0 || s.texts["cv"] != o.Result.CVMarkdown || s.texts["coverLetter"] != o.Result.CoverLetterMarkdown {
		t.Errorf("after %v restarts shown %q", s.restarts, s.texts)
	}
}
