package mailbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/smtp"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/deploy/standalone/internal/mailbox"
)

const letter = "From: <tailor@example.org>\r\nTo: <ada@example.org>\r\n" +
	"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/alternative; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nna=C3=AFve=\r\n <b>text</b>\r\n" +
	"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>hello</p><script>alert(1)</script>\r\n--b--\r\n"

// open serves a mailbox until the test ends, or stop is called.
func open(t *testing.T, dir string) (m *mailbox.Mailbox, stop func()) {
	t.Helper()
	m, err := mailbox.Open(mailbox.Config{HTTPAddr: "127.0.0.1:0", Dir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.Serve(ctx) }()
	var stopped bool
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return m, stop
}

func send(t *testing.T, m *mailbox.Mailbox, letter string, to ...string) {
	t.Helper()
	if err := smtp.SendMail(m.SMTPAddr(), nil, "tailor@example.org", to, []byte(letter)); err != nil {
		t.Fatal(err)
	}
}

type answer struct {
	status int
	header http.Header
	body   string
}

// ask makes a request and returns the answer.
func ask(t *testing.T, m *mailbox.Mailbox, method, path string, set func(*http.Request)) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+m.HTTPAddr()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if set != nil {
		set(req)
	}
	res, err := http.DefaultTransport.RoundTrip(req) // follows nothing
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, body: string(body)}
}

func list(t *testing.T, m *mailbox.Mailbox, to string) []mailbox.Message {
	t.Helper()
	body := ask(t, m, http.MethodGet, "/api/messages?to="+url.QueryEscape(to), nil).body
	var reply struct{ Items []mailbox.Message }
	if err := json.Unmarshal([]byte(body), &reply); err != nil || reply.Items == nil {
		t.Fatalf("got %q; want a list", body)
	}
	return reply.Items
}

func TestAMailIsTakenAndListed(t *testing.T) {
	m, _ := open(t, "")
	send(t, m, letter, "ada@example.org", "bob@example.org")
	send(t, m, strings.Replace(letter, "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "second", 1), "ada@example.org")

	got := list(t, m, "ADA@Example.org")

	if len(got) != 2 || got[0].Subject != "second" {
		t.Fatalf("got %+v; want two, the newest first", got)
	}
	first := got[1]
	if first.From != "tailor@example.org" || first.To != "ada@example.org" || first.Subject != "Grüße" ||
		first.Text != "naïve <b>text</b>" || !strings.HasPrefix(first.HTML, "<p>hello</p>") || first.ID == "" || first.ReceivedAt.IsZero() {
		t.Errorf("got %+v", first)
	}
	if got := len(list(t, m, "")); got != 3 {
		t.Errorf("got %d mails in all; want 3", got)
	}
	if got := list(t, m, "nobody@example.org"); len(got) != 0 {
		t.Errorf("got %v; want none", got)
	}
}

func TestWhatIsNotWellFormedIsShownAsItCame(t *testing.T) {
	m, _ := open(t, "")
	for _, raw := range []string{"nonsense\r\n", "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", "Subject: x\r\n\r\nplain\r\n"} {
		send(t, m, raw, "ada@example.org")
		if got := list(t, m, "")[0]; got.Text == "" {
			t.Errorf("got nothing of %q", raw)
		}
	}
}

func TestMailsOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	m, stop := open(t, dir)
	send(t, m, letter, "ada@example.org")
	send(t, m, letter, "bob@example.org")
	want := list(t, m, "")
	stop()
	if err := os.WriteFile(filepath.Join(dir, "mailbox", "torn.json.part"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mailbox", "other.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}

	m, _ = open(t, dir)

	got := list(t, m, "")
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %+v; want %+v", got, want)
	}
	info, err := os.Stat(filepath.Join(dir, "mailbox", want[0].ID+".json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v; want a file of mode 0600", info, err)
	}
}

func TestMailsCanBeDeleted(t *testing.T) {
	dir := t.TempDir()
	m, _ := open(t, dir)
	for _, way := range [][2]string{{http.MethodDelete, "/api/messages"}, {http.MethodPost, "/clear"}} {
		send(t, m, letter, "ada@example.org")

		res := ask(t, m, way[0], way[1], nil)

		if left, _ := filepath.Glob(filepath.Join(dir, "mailbox", "*")); len(list(t, m, "")) != 0 || len(left) != 0 {
			t.Errorf("%v: got %d and mails left", way, res.status)
		}
	}
}

func TestOnlyTheNewestAreKept(t *testing.T) {
	dir := t.TempDir()
	m, _ := open(t, dir)
	client, err := smtp.Dial(m.SMTPAddr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	for range 510 {
		if err := errors.Join(client.Mail("tailor@example.org"), client.Rcpt("ada@example.org")); err != nil {
			t.Fatal(err)
		}
		w, err := client.Data()
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.WriteString(w, "Subject: x\r\n\r\nx\r\n")
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
	}

	files, _ := filepath.Glob(filepath.Join(dir, "mailbox", "*"))
	if got := len(list(t, m, "")); got != 500 || len(files) != 500 {
		t.Errorf("got %d mails in %d files; want 500", got, len(files))
	}
}

func TestATooLargeMailIsRefused(t *testing.T) {
	m, _ := open(t, "")

	err := smtp.SendMail(m.SMTPAddr(), nil, "tailor@example.org", []string{"ada@example.org"},
		[]byte("Subject: x\r\n\r\n"+strings.Repeat(strings.Repeat("x", 70)+"\r\n", 1<<14)))

	if refused, ok := errors.AsType[*textproto.Error](err); !ok || refused.Code != 552 {
		t.Errorf("got %v; want 552", err)
	}
}

func TestThePageShowsMailsAndRunsNothingOfThem(t *testing.T) {
	m, _ := open(t, "")
	send(t, m, letter, "ada@example.org")

	index := ask(t, m, http.MethodGet, "/", nil)
	id := list(t, m, "")[0].ID
	html := ask(t, m, http.MethodGet, "/messages/"+id+"/html", nil)

	if !strings.Contains(index.body, "naïve &lt;b&gt;text&lt;/b&gt;") || !strings.Contains(index.body, "Grüße") || strings.Contains(index.body, "alert(1)") {
		t.Errorf("got %s", index.body)
	}
	if csp := index.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; script-src 'self';") {
		t.Errorf("got policy %q", csp)
	}
	if csp := html.header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "sandbox; default-src 'none';") || strings.Contains(csp, "script") {
		t.Errorf("got policy %q for the mail's own HTML", csp)
	}
	if !strings.Contains(html.body, "<p>hello</p>") {
		t.Errorf("got %q; want the mail's own HTML", html.body)
	}
	for _, path := range []string{"/app.js", "/app.css"} {
		if res := ask(t, m, http.MethodGet, path, nil); res.status != http.StatusOK {
			t.Errorf("%s: got %d", path, res.status)
		}
	}
	for _, path := range []string{"/ui/page.html", "/messages/other/html", "/nothing"} {
		if res := ask(t, m, http.MethodGet, path, nil); res.status != http.StatusNotFound {
			t.Errorf("%s: got %d; want 404", path, res.status)
		}
	}
}

func TestAnUnchangedPageIsNotSentAgain(t *testing.T) {
	m, _ := open(t, "")
	for _, path := range []string{"/", "/api/messages"} {
		res := ask(t, m, http.MethodGet, path, nil)
		known := func(r *http.Request) { r.Header.Set("If-None-Match", res.header.Get("ETag")) }

		if res := ask(t, m, http.MethodGet, path, known); res.status != http.StatusNotModified {
			t.Errorf("%s: got %d; want 304", path, res.status)
		}
		send(t, m, letter, "ada@example.org")
		if res := ask(t, m, http.MethodGet, path, known); res.status != http.StatusOK {
			t.Errorf("%s: got %d after a mail; want 200", path, res.status)
		}
	}
}

func TestOtherSitesGetNothing(t *testing.T) {
	m, _ := open(t, "")
	send(t, m, letter, "ada@example.org")
	for host, want := range map[string]int{
		"localhost:3001": 200, "mailbox.localhost": 200, "127.0.0.1": 200, "[::1]:3001": 200, m.HTTPAddr(): 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example:3001": 421, "10.0.0.1": 421,
	} {
		res := ask(t, m, http.MethodGet, "/api/messages", func(r *http.Request) { r.Host = host })
		if res.status != want {
			t.Errorf("host %q: got %d; want %d", host, res.status, want)
		}
	}
	for _, way := range [][2]string{{http.MethodDelete, "/api/messages"}, {http.MethodPost, "/clear"}} {
		res := ask(t, m, way[0], way[1], func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") })
		if res.status != http.StatusForbidden {
			t.Errorf("%v from another site: got %d; want 403", way, res.status)
		}
	}
	if got := len(list(t, m, "")); got != 1 {
		t.Errorf("got %d mails; want 1", got)
	}
}
