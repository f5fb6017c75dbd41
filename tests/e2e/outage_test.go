package e2e

import (
	"net/http"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// Whatever goes away: who asks is told so within five seconds, and when it is
// back nothing has been lost and nothing was done twice.
func TestNothingIsLostWhenAPartGoesAway(t *testing.T) {
	t.Parallel()
	llm := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Status: http.StatusServiceUnavailable, Text: "overloaded"}
	})
	c := newCluster(t)
	user := &client{base: c.base()}
	user.login(t, "jane@example.org", c.mail)
	user.awaitBalance(t, balance{Balance: 100, Available: 100})

	t.Run("NATS", func(t *testing.T) { c.natsAway(t, user) })
	t.Run("database", func(t *testing.T) { c.databaseAway(t, user) })
	t.Run("mail server", func(t *testing.T) { c.mailAway(t) })
	t.Run("credits killed", func(t *testing.T) { c.creditsKilled(t, user) })
	t.Run("LLM", func(t *testing.T) { c.llmAway(t, user, llm) })
	t.Run("auth", func(t *testing.T) { c.authSilent(t, user) })
}

// unavailable asks and wants to be told to come back, soon.
func (c *client) unavailable(t *testing.T, method, path string, body any) {
	t.Helper()
	began := time.Now()
	a := c.do(t, method, path, body)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("%s %s took %s; want an answer within 5 s", method, path, took)
	}
	if a.status != http.StatusServiceUnavailable {
		t.Fatalf("%s %s: got %d; want 503: %.300s", method, path, a.status, a.body)
	}
	if seconds, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || seconds < 1 {
		t.Errorf("%s %s: Retry-After %q; want seconds", method, path, a.header.Get("Retry-After"))
	}
}

func (c *client) recovers(t *testing.T, path string) {
	t.Helper()
	testkit.Eventually(t, path+" is answered again", func() bool { return c.do(t, "GET", path, nil).status == http.StatusOK })
}

func (c *cluster) natsAway(t *testing.T, user *client) {
	t.Helper()
	c.nats.Cut()
	user.unavailable(t, "GET", "/credits/balance", nil)
	user.unavailable(t, "POST", "/optimizations", map[string]any{"cvText": ownCV, "jobDescription": "A job"})

	c.nats.Mend()
	user.recovers(t, "/credits/balance")
	user.recovers(t, "/optimizations")
	user.awaitBalance(t, balance{Balance: 100, Available: 100}) // no ghost of the refused request
}

func (c *cluster) databaseAway(t *testing.T, user *client) {
	t.Helper()
	c.databases["credits"].Cut()
	user.unavailable(t, "GET", "/credits/balance", nil)
	user.unavailable(t, "POST", "/optimizations", map[string]any{"cvText": ownCV, "jobDescription": "A job"})

	c.databases["credits"].Mend()
	user.recovers(t, "/credits/balance")
	user.awaitBalance(t, balance{Balance: 100, Available: 100})
}

func (c *cluster) mailAway(t *testing.T) {
	t.Helper()
	c.smtp.Down()
	other := &client{base: c.base()}
	other.do(t, "POST", "/auth/send-otp", map[string]string{"email": "late@example.org"}).want(t, 202, nil)

	c.smtp.Up(t)
	if text := c.smtp.Wait(t, "late@example.org").Text; codePattern.FindString(text) == "" {
		t.Errorf("the mail that came late holds no code: %q", text)
	}
}

// creditsKilled kills the service while it is needed to settle what is done.
func (c *cluster) creditsKilled(t *testing.T, user *client) {
	t.Helper()
	var o optimization
	user.do(t, "POST", "/optimizations", map[string]any{"cvText": ownCV, "jobDescription": "We need a Go developer with SQL."}).want(t, 202, &o)
	c.kill(t, "credits")
	user.unavailable(t, "GET", "/credits/balance", nil)

	c.start("credits")
	user.recovers(t, "/credits/balance")
	done := user.awaitEnd(t, o.ID)
	user.awaitBalance(t, balance{Balance: 100 - done.Usage.Credits, Available: 100 - done.Usage.Credits})
}

// llmAway restarts the optimizer with a model that is always overloaded.
func (c *cluster) llmAway(t *testing.T, user *client, llm *testkit.LLM) {
	t.Helper()
	var before balance
	user.do(t, "GET", "/credits/balance", nil).want(t, 200, &before)
	c.processes["optimizer"].stop(t)
	c.env["optimizer"] = append(c.env["optimizer"], "LLM_PROVIDER=openai", "OPENAI_BASE_URL="+llm.URL,
		"OPENAI_API_KEY="+llm.Key, "OPENAI_MODEL=test-model", "LLM_BUDGET=5s")
	c.start("optimizer")
	user.recovers(t, "/optimizations")

	var o optimization
	user.do(t, "POST", "/optimizations", map[string]any{"cvText": ownCV, "jobDescription": "We need a Go developer."}).want(t, 202, &o)
	testkit.Eventually(t, "it fails", func() bool {
		id := o.ID
		o = optimization{}
		user.do(t, "GET", "/optimizations/"+id, nil).want(t, 200, &o)
		return o.Status == "failed"
	})
	if o.Error == nil || o.Error.Code != "llm_unavailable" {
		t.Errorf("got %+v; want llm_unavailable", o.Error)
	}
	user.awaitBalance(t, before)
}

func (c *cluster) kill(t *testing.T, service string) {
	t.Helper()
	p := c.processes[service]
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	t.Logf("%s: %v", service, <-p.done)
	p.done <- nil // killed on purpose
}

const ownCV = `Jane Doe
jane@example.org

Experience

Software Developer, Example Ltd
2019 - 2024
- Built services in Go and SQL for 12 teams
- Reduced the time of a report from 40 to 4 seconds

Education

BSc Computer Science, Example University, 2018

Skills

Go, SQL, Linux
`
