package e2e

import (
	"bytes"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// Canaries are personal data that can be told from everything else. One is put
// into every field that a user can fill.
const (
	canary      = "qzcanary"
	canaryEmail = canary + "@example.org"
)

// estate is all that a user leaves behind.
type estate struct {
	session               session
	uploaded, rejected    file
	done, running, failed string // optimizations
}

// slowModel answers the first job and lets the others hang, so that something is under
// way when its user is erased.
func slowModel(t *testing.T) *testkit.LLM {
	t.Helper()
	return testkit.NewLLM(t, func(r testkit.LLMRequest) testkit.LLMAnswer {
		if !strings.Contains(r.Text("user"), "hang-"+canary) {
			return testkit.LLMAnswer{Text: `{"ops":[]}`}
		}
		return testkit.LLMAnswer{Handle: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}}
	})
}

// moveIn fills every input with canaries.
func moveIn(t *testing.T, c *client, mail func(t *testing.T, to string) string) (e estate) {
	t.Helper()
	c.agent = "Agent " + canary
	e.session = c.login(t, canaryEmail, mail)
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
	c.do(t, "POST", "/credits/add", map[string]any{"amount": 1, "reason": "Reason " + canary}, "Idempotency-Key", "more-"+canary).want(t, 201, nil)
	c.do(t, "PATCH", "/users/me", map[string]string{"name": "Name " + canary, "locale": "en"}).want(t, 200, nil)
	c.do(t, "POST", "/files/upload", upload(t, canary+".txt", []byte(canaryCV())), "User-Agent", canary).want(t, 201, &e.uploaded)
	c.do(t, "POST", "/files/upload", upload(t, canary+".pdf", []byte("%PDF-1.4 "+canary))).want(t, 201, &e.rejected)
	testkit.Eventually(t, "the files are read", func() bool {
		return c.do(t, "GET", "/files/"+e.uploaded.Filename+"/text", nil).status == 200 && c.do(t, "GET", "/files/"+e.rejected.Filename+"/text", nil).status == 422
	})
	order := func(job, key string, letter bool, more map[string]any) string {
		body := map[string]any{"jobDescription": job, "options": map[string]any{
			"jobTitle": "Title " + canary, "company": "Company " + canary, "coverLetter": letter,
		}}
		maps.Copy(body, more)
		var o optimization
		c.do(t, "POST", "/optimizations", body, "Idempotency-Key", key+"-"+canary).want(t, 202, &o)
		return o.ID
	}
	e.done = order("We look for a Go developer who knows Kubernetes, Terraform and Haskell. "+canary, "first", false, map[string]any{"fileId": e.uploaded.ID})
	e.failed = order("We look for a Go developer. "+canary, "failed", true, map[string]any{"cvText": canaryCV()}) // the model writes no letter
	c.awaitEnd(t, e.done)
	testkit.Eventually(t, "the other fails", func() bool {
		var o optimization
		c.do(t, "GET", "/optimizations/"+e.failed, nil).want(t, 200, &o)
		return o.Status == "failed"
	})
	c.revise(t, e)
	e.running = order("We look for a Go developer. hang-"+canary, "second", true, map[string]any{"cvText": canaryCV()})
	testkit.Eventually(t, "the second job runs", func() bool {
		var o optimization
		c.do(t, "GET", "/optimizations/"+e.running, nil).want(t, 200, &o)
		return o.Status == "running"
	})
	c.stumble(t)
	return e
}

// revise does with a result and a file what can be done with them.
func (c *client) revise(t *testing.T, e estate) {
	t.Helper()
	var o struct {
		Revision  int
		Grounding struct {
			Questions []struct{ ID, Kind string }
		}
	}
	c.do(t, "GET", "/optimizations/"+e.done, nil).want(t, 200, &o)
	if len(o.Grounding.Questions) == 0 {
		t.Fatal("there is no question to answer")
	}
	c.do(t, "POST", "/optimizations/"+e.done+"/answers", map[string]string{
		"questionId": o.Grounding.Questions[0].ID, "answer": "confirmed", "text": "I ran it for Answer " + canary,
	}).want(t, 201, &o)
	c.do(t, "POST", "/optimizations/"+e.done+"/revisions", map[string]any{
		"base": o.Revision, "edits": []map[string]string{{"target": "summary", "text": "Edit " + canary}},
	}).want(t, 201, nil)
	c.do(t, "POST", "/match", map[string]any{"jobDescription": "Match " + canary, "fileIds": []string{e.uploaded.ID}}).want(t, 200, nil)
}

// stumble does everything wrong that can be done wrong with canaries.
func (c *client) stumble(t *testing.T) {
	t.Helper()
	for _, wrong := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/files/" + canary + ".pdf", nil},
		{"GET", "/optimizations/" + canary, nil},
		{"GET", "/credits/history?" + canary + "=1", nil},
		{"GET", "/" + canary, nil},
		{"POST", "/auth/verify-otp", map[string]string{"email": canaryEmail, "code": canary, "challengeId": canary}},
		{"POST", "/auth/refresh", map[string]string{"refreshToken": canary}},
		{"POST", "/auth/send-otp", map[string]string{"email": canary + " no address"}},
		{"POST", "/optimizations", map[string]string{"cvText": canary, "jobDescription": "", canary: canary}},
		{"PATCH", "/users/me", map[string]string{"name": canary + "\n", "locale": canary}},
		{"DELETE", "/auth/sessions/" + canary, nil},
		{"POST", "/files/upload", upload(t, canary+".pdf", []byte("%PDF-1.4 "+canary))},
	} {
		c.ask(t, wrong.method, wrong.path, wrong.body, "User-Agent", canary, "X-"+canary, canary)
	}
	broken := &client{base: c.base, token: canary + "." + canary + "." + canary}
	broken.ask(t, "GET", "/users/me", nil)
}

func canaryCV() string { return strings.ReplaceAll(ownCV, "Jane Doe", "Jane "+canary+" Doe") }

// with is the environment of a Sartor that talks to a model.
func with(llm *testkit.LLM) []string {
	return []string{
		"LLM_PROVIDER=openai", "OPENAI_BASE_URL=" + llm.URL, "OPENAI_API_KEY=" + llm.Key, "OPENAI_MODEL=gpt-4o-mini",
		"OPTIMIZER_EMBEDDINGS_MODEL=test-embeddings", "CREDITS_SELF_SERVICE=true", "LOG_LEVEL=debug",
	}
}

func TestNoPersonalDataInLogsTracesMetricsAndStreams(t *testing.T) {
	t.Parallel()
	llm, received := slowModel(t), newRawTraces(t)
	s := newSartor(t)
	p := s.start(t, append(with(llm), "SARTOR_NATS_KEY=off", "OTEL_EXPORTER_OTLP_ENDPOINT="+received.url)...)
	c := &client{base: s.base()}
	moveIn(t, c, s.mail)
	metrics := s.metrics(t)
	c.do(t, "GET", "/users/me/export", nil).want(t, 200, nil)
	c.do(t, "POST", "/auth/logout-all", nil).want(t, 204, nil)

	p.stop(t)

	for what, text := range map[string]string{"logs": p.out.String(), "traces": received.text(), "metrics": metrics} {
		if !strings.Contains(text, "optimizer") {
			t.Errorf("the %s are empty: %.200q", what, text)
		}
		if i := strings.Index(text, canary); i >= 0 {
			t.Errorf("the %s hold personal data: …%.400q", what, text[max(0, i-200):])
		}
	}
	for _, name := range s.hits(t) {
		data, err := os.ReadFile(filepath.Join(s.data(), name))
		if err != nil {
			t.Fatal(err)
		}
		for _, known := range readable[name] {
			data = bytes.ReplaceAll(data, []byte(known+canary), nil)
		}
		if i := bytes.Index(data, []byte(canary)); i >= 0 {
			t.Errorf("%s holds personal data in the clear: %.100q", name, data[max(0, i-60):])
		}
	}
}

// readable are what clients say in the clear of themselves, as the honest
// limits of docs/security.md have it: how they number their requests, and the
// program that began a session.
var readable = map[string][]string{"optimizer.db": {"first-", "second-", "failed-"}, "auth.db": {"Agent "}}

func (s *sartor) metrics(t *testing.T) string {
	t.Helper()
	for _, setting := range s.env {
		if addr, ok := strings.CutPrefix(setting, "SARTOR_METRICS_ADDR="); ok {
			c := &client{base: "http://" + addr}
			return string(c.ask(t, "GET", "/metrics", nil).body)
		}
	}
	t.Fatal("there is no address of metrics")
	return ""
}
