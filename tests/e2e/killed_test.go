package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// paced is a model that rewrites one line of a CV after the other, and no more of
// them than it was told.
type paced struct {
	*testkit.LLM

	lines atomic.Int64
}

const pacedLines = 8

func pacedLine(n int) string { return fmt.Sprintf("Built service number %d in Go", n) }

func pacedCV() string {
	var lines strings.Builder
	for n := range pacedLines {
		lines.WriteString("- " + pacedLine(n) + "\n")
	}
	before, after, _ := strings.Cut(ownCV, "- Built services")
	return before + lines.String() + "- Built services" + after
}

func newPaced(t *testing.T) *paced {
	t.Helper()
	p := &paced{}
	p.LLM = testkit.NewLLM(t, func(asked testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Handle: func(w http.ResponseWriter, r *http.Request) { p.speak(t, asked, w, r) }}
	})
	return p
}

func (p *paced) speak(t *testing.T, asked testkit.LLMRequest, w http.ResponseWriter, r *http.Request) {
	t.Helper()
	w.Header().Set("Content-Type", "text/event-stream")
	say := func(text string) {
		_, _ = fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%q}}]}\n\n", text)
		_ = http.NewResponseController(w).Flush()
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	separator := `{"ops":[`
	for n := range pacedLines {
		for p.lines.Load() <= int64(n) {
			select {
			case <-r.Context().Done():
				return
			case <-tick.C:
			}
		}
		say(fmt.Sprintf(`%s{"kind":"rewrite","facts":[%q],"text":%q,"reason":""}`, separator, factOf(t, asked, pacedLine(n)), pacedLine(n)))
		separator = ","
	}
	say("]}")
	_, _ = fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
}

// factOf is the id of the fact that the model was told with these words.
func factOf(t *testing.T, asked testkit.LLMRequest, words string) string {
	t.Helper()
	for line := range strings.Lines(asked.Text("user")) {
		var fact struct{ ID, Text string }
		if json.Unmarshal([]byte(line), &fact) == nil && fact.ID != "" && strings.Contains(fact.Text, words) {
			return fact.ID
		}
	}
	t.Errorf("the model was not told of %q", words)
	return ""
}

// order has a CV tailored, of which the model says nothing yet.
func (p *paced) order(t *testing.T, c *client) string {
	t.Helper()
	p.lines.Store(0)
	var o optimization
	c.do(t, "POST", "/optimizations", map[string]any{
		"cvText": pacedCV(), "jobDescription": "We look for a Go developer.", "options": map[string]any{"coverLetter": false},
	}).want(t, 202, &o)
	return o.ID
}

// Whoever is killed while a CV is written before somebody's eyes: they see it all,
// once and in order, and pay for it once.
func TestAStreamOutlivesWhoeverIsKilled(t *testing.T) {
	t.Parallel()
	model := newPaced(t)
	c := newCluster(t, with(model.LLM)...)
	other := "http://" + c.anotherGateway(t) + "/api/v1"
	user := &client{base: c.base()}
	user.login(t, "jane@example.org", c.mail)
	user.awaitBalance(t, balance{Balance: 100, Available: 100})

	t.Run("a gateway", func(t *testing.T) {
		id := model.order(t, user)
		steady := &listener{client: client{base: other, token: user.token}, id: id}
		steady.connect(t)
		l := &listener{client: *user, id: id}
		l.connect(t)

		model.lines.Store(2)
		l.until(t, pacedLine(1))
		c.kill(t, "gateway")
		l.hangUp(t)
		model.lines.Store(4)
		steady.until(t, pacedLine(3)) // nobody but who was cut off has missed it
		c.restart(t, "gateway")
		l.connect(t)
		l.until(t, pacedLine(3))
		c.kill(t, "gateway")
		l.hangUp(t)
		model.lines.Store(6)
		steady.until(t, pacedLine(5))
		l.base = other // which carries on where the first was killed
		l.connect(t)
		l.until(t, pacedLine(5))
		model.lines.Store(pacedLines)
		l.until(t, "done")
		steady.until(t, "done")
		c.restart(t, "gateway")

		l.once(t, steady)
		o := user.awaitEnd(t, id)
		if text, restarts := l.cv(t); text != o.CV.Markdown || restarts != 0 {
			t.Errorf("shown with %d restarts: %s\nwant %s", restarts, text, o.CV.Markdown)
		}
	})
	t.Run("the optimizer", func(t *testing.T) {
		var before balance
		user.do(t, "GET", "/credits/balance", nil).want(t, 200, &before)
		id := model.order(t, user)
		l := &listener{client: *user, id: id}
		l.connect(t)

		model.lines.Store(4)
		l.until(t, pacedLine(3))
		c.kill(t, "optimizer")
		c.restart(t, "optimizer")
		model.lines.Store(pacedLines)
		l.until(t, "done") // when its lease has run out, another takes the job on

		o := user.awaitEnd(t, id)
		if text, restarts := l.cv(t); text != o.CV.Markdown || restarts != 1 || !strings.Contains(text, pacedLine(pacedLines-1)) {
			t.Errorf("shown with %d restarts: %s\nwant one, and %s", restarts, text, o.CV.Markdown)
		}
		if o.Usage.Calls != 2 || o.Usage.Credits < 1 {
			t.Errorf("used %+v; want what was lost counted too", o.Usage)
		}
		user.awaitBalance(t, balance{Balance: before.Balance - o.Usage.Credits, Available: before.Balance - o.Usage.Credits})
	})
	c.audit(t)
}

// restart starts a service again and waits until it is ready.
func (c *cluster) restart(t *testing.T, service string) {
	t.Helper()
	c.start(service)
	awaitHTTP(t, "http://"+c.setting(service, "SARTOR_METRICS_ADDR")+"/readyz", c.processes[service])
}
