package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// sartor is the all-in-one command, started in an empty folder with nothing set
// but addresses.
type sartor struct {
	binary, dir   string
	api, mailAddr string
	health        string
	env           []string
}

func newSartor(t *testing.T) *sartor {
	t.Helper()
	s := &sartor{dir: t.TempDir(), api: freeAddr(t), mailAddr: freeAddr(t), health: freeAddr(t)}
	s.binary = program(t, "sartor")
	s.env = []string{"SARTOR_HTTP_ADDR=" + s.api, "SARTOR_MAILBOX_ADDR=" + s.mailAddr, "SARTOR_METRICS_ADDR=" + s.health}
	return s
}

func (s *sartor) start(t *testing.T, env ...string) *process {
	t.Helper()
	p := launch(t, s.dir, []string{s.binary}, append(env, s.env...))
	awaitHTTP(t, "http://"+s.health+"/readyz", p) // all services, not the gateway alone
	return p
}

func (s *sartor) base() string { return "http://" + s.api + "/api/v1" }

// mail waits for the newest mail to an address and returns its text.
func (s *sartor) mail(t *testing.T, to string) string {
	t.Helper()
	var list struct {
		Items []struct {
			From, To, Subject, Text, HTML string
			ReceivedAt                    time.Time
		} `json:"items"`
	}
	testkit.Eventually(t, "there is mail", func() bool {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.mailAddr+"/api/messages?to="+url.QueryEscape(to), nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return false
		}
		defer func() { _ = res.Body.Close() }()
		return json.NewDecoder(res.Body).Decode(&list) == nil && len(list.Items) > 0
	})
	return list.Items[0].Text
}

func TestTheMainJobOnOneMachine(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t)

	mainJob(t, s.base(), s.mail)
}

func TestDataSurvivesARestart(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	p := s.start(t)
	c := &client{base: s.base()}
	c.login(t, "jane@example.org", s.mail)
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
	f := c.uploadCV(t, "cv.pdf", realCV(t))
	text := c.textOf(t, f)

	p.stop(t)
	s.start(t)

	if again := c.textOf(t, f); again != text {
		t.Errorf("the text has %d bytes after the restart; want the same %d", len(again), len(text))
	}
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
}

func TestASecondStartSaysThatOneRuns(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t)

	out := s.failToStart(t)

	if !strings.Contains(out, "running already") {
		t.Errorf("got %q; want it to say that one runs", out)
	}
}

func TestEveryWrongSettingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := newSartor(t)

	out := s.failToStart(t, "SIGNUP_CREDITS=many", "LOG_LEVEL=loud", "JWT_ACCESS_TTL=1h", "CREDITS_DSN=postgres://x")

	for _, name := range []string{"SIGNUP_CREDITS", "LOG_LEVEL", "JWT_ACCESS_TTL", "CREDITS_DSN"} {
		if !strings.Contains(out, name) {
			t.Errorf("got %q; want it to name %s", out, name)
		}
	}
}

func TestWithoutItsSecretsDataIsNotTouched(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t).stop(t)
	if err := os.Remove(filepath.Join(s.dir, "data", "secrets.env")); err != nil {
		t.Fatal(err)
	}

	out := s.failToStart(t)

	if !strings.Contains(out, "secrets.env") {
		t.Errorf("got %q; want it to name the missing file", out)
	}
}

func (s *sartor) failToStart(t *testing.T, env ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), s.binary)
	cmd.Dir = s.dir
	cmd.Env = append(append([]string{"HOME=" + os.Getenv("HOME")}, s.env...), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err == nil {
		t.Fatalf("it started: %s", out.String())
	}
	return out.String()
}
