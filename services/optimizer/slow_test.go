package optimizer_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// A model at home: minutes before its first word, then a word now and then for
// half an hour. Here one second is five minutes; no timer is for the whole.
func TestASlowModelIsWaitedForAsLongAsItSpeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes its time")
	}
	t.Parallel()
	server, env := model(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		text := operations(t, map[string]any{
			"kind": "rewrite", "facts": []string{factID(t, r, "billing service")},
			"text": "Built a Go billing service that handled 2 million invoices a month.",
		})
		return testkit.LLMAnswer{Handle: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			say := func(pause time.Duration, event string) {
				select {
				case <-time.After(pause):
				case <-r.Context().Done():
				}
				_, _ = fmt.Fprintf(w, "data: %s\n\n", event)
				w.(http.Flusher).Flush()
			}
			say(time.Second, `{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}`)
			for i := 0; i < len(text); i += 8 {
				say(200*time.Millisecond, fmt.Sprintf(`{"choices":[{"index":0,"delta":{"content":%q}}]}`, text[i:min(i+8, len(text))]))
			}
			say(0, `{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`)
			say(0, "[DONE]")
		}}
	}, "LLM_FIRST_TIMEOUT", "3s", "LLM_IDLE_TIMEOUT", "2s", "LLM_BUDGET", "1s")
	w := newWorld(t, env)
	no, began := false, time.Now()

	o := w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{CoverLetter: &no}}), optimizerv1.StatusSucceeded)

	if took := time.Since(began); took < 3*time.Second {
		t.Errorf("it took %s; want longer than every timer", took)
	}
	if n := len(server.Requests()); n != 1 || !strings.Contains(o.Result.CVMarkdown, "Built a Go billing service") || o.Usage.Credits == 0 {
		t.Errorf("asked %d times, charged %d: %s", n, o.Usage.Credits, o.Result.CVMarkdown)
	}
}
