package smtp_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
	"github.com/sartor-cv/sartor/services/mailer/internal/smtp"
)

const ada = "ada@example.org"

var letter = delivery.Letter{To: ada, Subject: "Grüße", Text: "naïve text\n", HTML: "<p>naïve</p>\n"}

// to returns settings that reach the server.
func to(t *testing.T, s *testkit.SMTP) smtp.Config {
	t.Helper()
	port, err := strconv.Atoi(s.Port())
	if err != nil {
		t.Fatal(err)
	}
	return smtp.Config{
		Host: s.Host(), Port: port, From: `"Sartor, tailor" <tailor@sartor.example>`, CAFile: s.CAFile(), Timeout: time.Second,
	}
}

func sender(t *testing.T, c smtp.Config) *smtp.Sender {
	t.Helper()
	s, err := smtp.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// failure sends, and returns why that did not work.
func failure(t *testing.T, c smtp.Config) delivery.SendError {
	t.Helper()
	err := sender(t, c).Send(t.Context(), "1", letter)
	f, ok := errors.AsType[*delivery.SendError](err)
	if !ok {
		t.Fatalf("got %v; want a failure", err)
	}
	return *f
}

func TestALetterArrivesAsWritten(t *testing.T) {
	server := testkit.NewSMTP(t, nil)

	if err := sender(t, to(t, server)).Send(t.Context(), "the-id", letter); err != nil {
		t.Fatal(err)
	}

	got := server.Wait(t, ada)
	if got.Subject != letter.Subject || strings.ReplaceAll(got.Text, "\r", "") != letter.Text || strings.ReplaceAll(got.HTML, "\r", "") != letter.HTML {
		t.Errorf("got %+v", got)
	}
	if id := got.Header["Message-Id"]; len(id) != 1 || id[0] != "<the-id@sartor.example>" {
		t.Errorf("got Message-ID %q", id)
	}
	if from := got.Header["From"][0]; from != `"Sartor, tailor" <tailor@sartor.example>` {
		t.Errorf("got From %s", from)
	}
	for _, name := range []string{"User-Agent", "X-Mailer"} {
		if v := got.Header[name]; v != nil {
			t.Errorf("got %s %q; want our software not told", name, v)
		}
	}
}

func TestTLSFromTheFirstByte(t *testing.T) {
	server := testkit.NewSMTP(t, func(s *testkit.SMTP) { s.Implicit, s.User, s.Password = true, "tailor", "needle" })
	c := to(t, server)
	c.TLS, c.User, c.Password = "tls", "tailor", "needle"

	if err := sender(t, c).Send(t.Context(), "1", letter); err != nil {
		t.Fatal(err)
	}

	if got := server.Wait(t, ada); !got.TLS || got.User != "tailor" {
		t.Errorf("got TLS %v, user %q", got.TLS, got.User)
	}
}

func TestRefusals(t *testing.T) {
	server := testkit.NewSMTP(t, nil)
	says := "no such user " + ada
	for _, c := range []struct {
		fault testkit.SMTPFault
		want  delivery.SendError
	}{
		{testkit.SMTPFault{Reply: 451, Text: says}, delivery.SendError{Stage: "recipient", Code: 451, Detail: "4.0.0"}},
		{testkit.SMTPFault{Reply: 421, Text: says}, delivery.SendError{Stage: "recipient", Code: 421, Detail: "4.0.0"}},
		{testkit.SMTPFault{Reply: 550, Text: says}, delivery.SendError{Stage: "recipient", Code: 550, Detail: "5.0.0", Permanent: true}},
		{testkit.SMTPFault{Reply: 554, Text: says, AtData: true}, delivery.SendError{Stage: "content", Code: 554, Detail: "5.0.0", Permanent: true}},
		{testkit.SMTPFault{Reply: 452, Text: says, AtData: true}, delivery.SendError{Stage: "content", Code: 452, Detail: "4.0.0"}},
		{testkit.SMTPFault{Drop: true}, delivery.SendError{Stage: "content", Detail: "no answer"}},
		{testkit.SMTPFault{Delay: 1500 * time.Millisecond}, delivery.SendError{Stage: "content", Detail: "no answer"}},
	} {
		server.Fault(ada, c.fault)
		if got := failure(t, to(t, server)); got != c.want {
			t.Errorf("%+v: got %+v; want %+v", c.fault, got, c.want)
		}
	}
}

func TestWhatStandsBeforeALetterIsTemporary(t *testing.T) {
	secured := func(s *testkit.SMTP) { s.TLS, s.User, s.Password = true, "tailor", "needle" }
	for name, c := range map[string]struct {
		server func(*testkit.SMTP)
		set    func(*smtp.Config)
		code   int
		detail string
	}{
		"no TLS there":      {nil, func(c *smtp.Config) { c.TLS = "starttls" }, 0, "STARTTLS"},
		"TLS not asked for": {secured, func(c *smtp.Config) { c.TLS = "none" }, 530, "5.7.0"},
		"unknown authority": {secured, func(c *smtp.Config) { c.TLS, c.CAFile = "starttls", "" }, 0, "certificate"},
		"wrong name":        {secured, func(c *smtp.Config) { c.TLS, c.Host = "starttls", "127.0.0.2" }, 0, ""},
		"wrong password":    {secured, func(c *smtp.Config) { c.TLS, c.User, c.Password = "starttls", "tailor", "wrong" }, 535, "uthentication"},
		"nobody there":      {nil, func(c *smtp.Config) { c.Port = 1 }, 0, "refused"},
		"not TLS at all":    {nil, func(c *smtp.Config) { c.TLS = "tls" }, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := to(t, testkit.NewSMTP(t, c.server))
			c.set(&cfg)

			got := failure(t, cfg)

			if got.Permanent || got.Code != c.code || !strings.Contains(got.Detail, c.detail) {
				t.Errorf("got %+v; want %d, %q", got, c.code, c.detail)
			}
			if strings.Contains(got.Error(), cfg.Password) && cfg.Password != "" {
				t.Errorf("the password is told: %v", got)
			}
		})
	}
}

func TestATarpitIsLeftInTime(t *testing.T) {
	server := testkit.NewSMTP(t, nil)
	for _, kind := range []testkit.Tarpit{testkit.Silent, testkit.Dripping} {
		server.Tarpit(kind)
		c := to(t, server)
		c.Timeout = 300 * time.Millisecond
		began := time.Now()

		failure(t, c)

		if took := time.Since(began); took > c.Limit() {
			t.Errorf("tarpit %d: took %v; want at most %v", kind, took, c.Limit())
		}
	}
}

func TestTheContextCutsTheLine(t *testing.T) {
	server := testkit.NewSMTP(t, nil)
	server.Fault(ada, testkit.SMTPFault{Delay: 3 * time.Second})
	c := to(t, server)
	c.Timeout = time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()

	err := sender(t, c).Send(ctx, "1", letter)

	if err == nil || time.Since(began) > 2*time.Second {
		t.Errorf("got %v after %v; want it cut", err, time.Since(began))
	}
}

func TestWhatIsNoAddressIsNotConnectedFor(t *testing.T) {
	server := testkit.NewSMTP(t, nil)
	for _, address := range []string{"", "ada", "a@b.example\r\nRCPT TO:<c@d.example>", "Ada <ada@example.org>"} {
		err := sender(t, to(t, server)).Send(t.Context(), "1", delivery.Letter{To: address})

		f, ok := errors.AsType[*delivery.SendError](err)
		if !ok || !f.Permanent || f.Stage != "address" {
			t.Errorf("%q: got %v", address, err)
		}
	}
	if got := server.Accepted(); got != 0 {
		t.Errorf("got %d connections; want none", got)
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(empty, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, c := range map[string]smtp.Config{
		"SMTP_FROM":                          {From: "nobody"},
		"SMTP_FROM is neither":               {From: "a@b.example\r\nBcc: c@d.example"},
		"SMTP_TLS":                           {From: "a@b.example", TLS: "perhaps"},
		"SMTP_CA_FILE":                       {From: "a@b.example", CAFile: "/does/not/exist"},
		"SMTP_CA_FILE holds no certificates": {From: "a@b.example", CAFile: empty},
	} {
		if _, err := smtp.New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want %s", err, want)
		}
	}
}
