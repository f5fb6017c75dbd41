package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

type file struct {
	ID        string `json:"id"`
	Filename  string `json:"filename"`
	Format    string `json:"format"`
	Size      int64  `json:"size"`
	Status    string `json:"status"`
	Rejection *struct {
		Code   string `json:"code"`
		Detail string `json:"detail"`
	} `json:"rejection"`
}

type optimization struct {
	ID          string `json:"id"`
	Status      string `json:"status"`
	Stage       string `json:"stage"`
	HeldCredits int64  `json:"heldCredits"`
	CV          struct {
		Markdown string         `json:"markdown"`
		Resume   map[string]any `json:"resume"`
	} `json:"cv"`
	CoverLetter struct {
		Markdown string `json:"markdown"`
	} `json:"coverLetter"`
	Match struct {
		Evidence int `json:"evidence"`
		Before   int `json:"before"`
		After    int `json:"after"`
		Keywords struct {
			Matched []string `json:"matched"`
			Missing []string `json:"missing"`
		} `json:"keywords"`
		Explanation []any `json:"explanation"`
	} `json:"match"`
	Usage struct {
		Calls   int64 `json:"calls"`
		Credits int64 `json:"credits"`
	} `json:"usage"`
	Error *struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// mainJob is what the product is for. It is done through HTTP and mail alone.
func mainJob(t *testing.T, base string, mail func(t *testing.T, to string) string) {
	t.Helper()
	c := &client{base: base}
	first := c.login(t, "jane@example.org", mail)
	c.awaitBalance(t, balance{Balance: 100, Available: 100})

	cv, job := realCV(t), realJob(t)
	uploaded := c.uploadCV(t, "Jane's CV.pdf", cv)
	text := c.textOf(t, uploaded)

	var o optimization
	created := c.do(t, "POST", "/optimizations", map[string]any{"fileId": uploaded.ID, "jobDescription": job}, "Idempotency-Key", "first-job")
	created.want(t, 202, &o)
	if created.header.Get("Location") == "" || o.HeldCredits < 1 || o.HeldCredits > 10 {
		t.Errorf("location %q, held %d; want a location and 1 to 10 credits", created.header.Get("Location"), o.HeldCredits)
	}
	c.replay(t, uploaded.ID, job, o.ID)
	streamed := c.follow(t, o.ID)
	done := c.awaitEnd(t, o.ID)
	c.checkResult(t, done, streamed, text)
	c.checkBooks(t, done)
	c.leave(t, first)
}

func (c *client) uploadCV(t *testing.T, name string, content []byte) file {
	t.Helper()
	var f file
	c.do(t, "POST", "/files/upload", upload(t, name, content)).want(t, 201, &f)
	if f.Format != "pdf" || f.Size != int64(len(content)) {
		t.Errorf("got %+v; want a pdf of %d bytes", f, len(content))
	}
	back := c.do(t, "GET", "/files/"+f.Filename, nil)
	back.want(t, 200, nil)
	if !bytes.Equal(back.body, content) {
		t.Errorf("got %d bytes back; want the same %d", len(back.body), len(content))
	}
	return f
}

func (c *client) textOf(t *testing.T, f file) string {
	t.Helper()
	var parsed struct {
		Text    string `json:"text"`
		Pages   int    `json:"pages"`
		Quality struct {
			Score int `json:"score"`
		} `json:"quality"`
	}
	testkit.Eventually(t, "the file is parsed", func() bool {
		a := c.do(t, "GET", "/files/"+f.Filename+"/text", nil)
		if a.status == 409 {
			a.refused(t, 409, "file_not_ready")
			return false
		}
		a.want(t, 200, &parsed)
		return true
	})
	if len(strings.Fields(parsed.Text)) < 100 || parsed.Pages < 1 || parsed.Quality.Score < 50 {
		t.Errorf("%d words on %d pages of quality %d; want a CV that was read well", len(strings.Fields(parsed.Text)), parsed.Pages, parsed.Quality.Score)
	}
	return parsed.Text
}

// replay sends the request again: with the same key and body it is the same
// job, with another body a mistake.
func (c *client) replay(t *testing.T, fileID, job, id string) {
	t.Helper()
	var again optimization
	a := c.do(t, "POST", "/optimizations", map[string]any{"fileId": fileID, "jobDescription": job}, "Idempotency-Key", "first-job")
	a.want(t, 202, &again)
	if again.ID != id || a.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("got %s, replayed %q; want %s, true", again.ID, a.header.Get("Idempotency-Replayed"), id)
	}
	c.do(t, "POST", "/optimizations", map[string]any{"fileId": fileID, "jobDescription": job + " more"}, "Idempotency-Key", "first-job").
		refused(t, 422, "idempotency_key_reused")
}

// follow reads the event stream to its end and returns the CV that was streamed.
func (c *client) follow(t *testing.T, id string) string {
	t.Helper()
	a := c.do(t, "GET", "/optimizations/"+id+"/events", nil)
	a.want(t, 200, nil)
	var cv strings.Builder
	ended := false
	stream := eventsOf(bytes.NewReader(a.body))
	for e, ok := stream.next(); ok; e, ok = stream.next() {
		ended = ended || e.name == "done"
		if e.name == "delta" {
			applyDelta(t, e.data, &cv)
		}
	}
	if !ended {
		t.Errorf("the stream ended without `done`: %.500s", a.body)
	}
	return cv.String()
}

func (c *client) awaitEnd(t *testing.T, id string) optimization {
	t.Helper()
	var o optimization
	testkit.Eventually(t, "the optimization ends", func() bool {
		o = optimization{}
		c.do(t, "GET", "/optimizations/"+id, nil).want(t, 200, &o)
		return o.Status == "succeeded" || o.Status == "failed" || o.Status == "cancelled"
	})
	if o.Status != "succeeded" {
		t.Fatalf("it %s: %+v", o.Status, o.Error)
	}
	return o
}

func (c *client) checkResult(t *testing.T, o optimization, streamed, source string) {
	t.Helper()
	if len(strings.Fields(o.CV.Markdown)) < 100 || len(strings.Fields(o.CoverLetter.Markdown)) < 30 || o.CV.Resume["basics"] == nil {
		t.Errorf("CV of %d words, letter of %d, resume %v; want all three",
			len(strings.Fields(o.CV.Markdown)), len(strings.Fields(o.CoverLetter.Markdown)), o.CV.Resume["basics"])
	}
	if strings.TrimSpace(streamed) != strings.TrimSpace(o.CV.Markdown) {
		t.Errorf("streamed %d bytes of CV; want the %d of the result", len(streamed), len(o.CV.Markdown))
	}
	for _, score := range []int{o.Match.Evidence, o.Match.Before, o.Match.After} {
		if score < 0 || score > 100 {
			t.Errorf("score %d; want 0 to 100", score)
		}
	}
	if o.Match.After < o.Match.Before || len(o.Match.Explanation) == 0 {
		t.Errorf("visibility %d to %d, %d explanations; want no loss, and why", o.Match.Before, o.Match.After, len(o.Match.Explanation))
	}
	// Whatever number stands in the result, stands in the source.
	for _, number := range numbers(o.CV.Markdown) {
		if !strings.Contains(source, number) {
			t.Errorf("the result claims %s, which the CV does not", number)
		}
	}
}

func (c *client) checkBooks(t *testing.T, o optimization) {
	t.Helper()
	var b balance
	c.do(t, "GET", "/credits/balance", nil).want(t, 200, &b)
	if b.Held != 0 || b.Balance != 100-o.Usage.Credits || o.Usage.Credits < 1 || o.Usage.Credits > 10 {
		t.Errorf("balance %+v after %d credits; want 100 less that, nothing held", b, o.Usage.Credits)
	}
	var history struct {
		Items []struct {
			Kind         string `json:"kind"`
			Amount       int64  `json:"amount"`
			BalanceAfter int64  `json:"balanceAfter"`
			Reference    string `json:"reference"`
		} `json:"items"`
	}
	c.do(t, "GET", "/credits/history", nil).want(t, 200, &history)
	var kinds []string
	for _, e := range history.Items {
		kinds = append(kinds, e.Kind)
	}
	if fmt.Sprint(kinds) != "[capture hold grant]" || history.Items[0].Reference != o.ID {
		t.Errorf("history %+v; want the grant, the hold and the capture", history.Items)
	}
	var stats struct {
		Optimizations struct{ Total, Succeeded, Failed, Running int64 } `json:"optimizations"`
		Files         int64                                             `json:"files"`
		Credits       struct{ Available, Held, Spent int64 }            `json:"credits"`
		LLM           struct{ Calls int64 }                             `json:"llm"`
	}
	c.do(t, "GET", "/users/stats", nil).want(t, 200, &stats)
	if stats.Optimizations.Total != 1 || stats.Optimizations.Succeeded != 1 || stats.Files != 1 || stats.Credits.Spent != o.Usage.Credits {
		t.Errorf("stats %+v; want one of each", stats)
	}
	var list struct{ Items []optimization }
	c.do(t, "GET", "/optimizations?status=succeeded", nil).want(t, 200, &list)
	if len(list.Items) != 1 || list.Items[0].ID != o.ID || list.Items[0].CV.Markdown != "" {
		t.Errorf("list %+v; want the one, without its texts", list)
	}
	c.do(t, "POST", "/credits/add", map[string]any{"amount": 5, "reason": "more"}).refused(t, 422, "validation_failed")
}

// leave refreshes, logs out, and is out at once.
func (c *client) leave(t *testing.T, first session) {
	t.Helper()
	var second session
	c.do(t, "POST", "/auth/refresh", map[string]string{"refreshToken": first.RefreshToken}).want(t, 200, &second)
	if second.RefreshToken == first.RefreshToken || second.AccessToken == first.AccessToken {
		t.Error("refreshing changed nothing")
	}
	c.token = second.AccessToken
	c.do(t, "GET", "/users/me", nil).want(t, 200, nil)
	c.do(t, "POST", "/auth/logout", nil).want(t, 204, nil)
	testkit.Eventually(t, "the access token is refused", func() bool {
		return c.do(t, "GET", "/users/me", nil).status == 401
	})
	if a := c.do(t, "POST", "/auth/refresh", map[string]string{"refreshToken": second.RefreshToken}); a.status != 401 {
		t.Errorf("refreshing after logout: got %d; want 401", a.status)
	}
}

// realCV is a CV that LaTeX made, from the corpus or, without it, our own.
func realCV(t *testing.T) []byte {
	t.Helper()
	return corpusOr(t, "cv/real-latex/resume-sourabh-bajaj-resume.pdf", "testdata/cv.pdf")
}

// realJob is a job post, from the corpus or, without it, our own.
func realJob(t *testing.T) string {
	t.Helper()
	return string(corpusOr(t, "jobs/login-engineer-2023.md", "testdata/job.md"))
}

func corpusOr(t *testing.T, inCorpus, own string) []byte {
	t.Helper()
	dir := os.Getenv("SARTOR_CORPUS")
	if dir == "" {
		dir = filepath.Join(testkit.Root(t), "..", "shared", "data")
	}
	data, err := os.ReadFile(filepath.Join(dir, inCorpus))
	if err != nil {
		t.Logf("no %s; taking %s", inCorpus, own)
		data, err = os.ReadFile(own)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}
