package testkit_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/smtp"
	"net/textproto"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

const ada = "ada@example.org"

const letter = "From: <tailor@example.org>\r\nTo: <ada@example.org>\r\n" +
	"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/alternative; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nna=C3=AFve=\r\n text\r\n" +
	"--b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+6TwvcD4=\r\n--b--\r\n"

func addr(s *testkit.SMTP) string { return net.JoinHostPort(s.Host(), s.Port()) }

func send(s *testkit.SMTP) error {
	return smtp.SendMail(addr(s), nil, "tailor@example.org", []string{ada}, []byte(letter))
}

func code(t *testing.T, err error) int {
	t.Helper()
	refused, ok := errors.AsType[*textproto.Error](err)
	if !ok {
		t.Fatalf("got %v; want a refusal", err)
	}
	return refused.Code
}

func TestSMTPKeepsADecodedMail(t *testing.T) {
	s := testkit.NewSMTP(t, nil)

	if err := send(s); err != nil {
		t.Fatal(err)
	}

	got := s.Wait(t, "ADA@example.org")
	if got.Subject != "Grüße" || got.Text != "naïve text" || got.HTML != "<p>é</p>" {
		t.Errorf("got subject %q, text %q, html %q", got.Subject, got.Text, got.HTML)
	}
	if got.From != "tailor@example.org" || got.To != ada || got.Header["Message-Id"][0] != "<1@example.org>" {
		t.Errorf("got from %q, to %q, header %v", got.From, got.To, got.Header)
	}
}

func TestSMTPGoesWrongAsTold(t *testing.T) {
	s := testkit.NewSMTP(t, nil)
	s.Fault(ada, testkit.SMTPFault{Reply: 451}, testkit.SMTPFault{Reply: 451})
	s.Fault("", testkit.SMTPFault{Reply: 550, AtData: true, Text: "not for ada"})

	for _, want := range []int{451, 451, 550} {
		if got := code(t, send(s)); got != want {
			t.Errorf("got %d; want %d", got, want)
		}
	}
	if err := send(s); err != nil {
		t.Errorf("got %v after the last fault; want the mail taken", err)
	}
	if got := len(s.Mails(ada)); got != 1 {
		t.Errorf("got %d mails; want 1", got)
	}
}

func TestSMTPKeepsADroppedMail(t *testing.T) {
	s := testkit.NewSMTP(t, nil)
	s.Fault(ada, testkit.SMTPFault{Drop: true})

	err := send(s)

	if err == nil {
		t.Error("got no error; want the connection cut")
	}
	s.Wait(t, ada)
}

func TestSMTPIsSlowAsTold(t *testing.T) {
	s := testkit.NewSMTP(t, nil)
	s.Fault(ada, testkit.SMTPFault{Delay: 50 * time.Millisecond})
	start := time.Now()

	if err := send(s); err != nil {
		t.Fatal(err)
	}

	if took := time.Since(start); took < 50*time.Millisecond {
		t.Errorf("took %v; want at least 50 ms", took)
	}
}

func TestSMTPDownRefusesUntilUp(t *testing.T) {
	s := testkit.NewSMTP(t, nil)
	s.Down()
	if err := send(s); err == nil {
		t.Error("got a mail through while down")
	}

	s.Up(t)

	if err := send(s); err != nil {
		t.Errorf("got %v once up again", err)
	}
}

func TestSMTPTarpits(t *testing.T) {
	s := testkit.NewSMTP(t, nil)
	for kind, most := range map[testkit.Tarpit]int{testkit.Silent: 0, testkit.Dripping: 1 << 10} {
		s.Tarpit(kind)
		conn, err := net.Dial("tcp", addr(s))
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(100 * time.Millisecond))
		got := make([]byte, 1<<20)
		total := 0
		for err == nil {
			var n int
			n, err = conn.Read(got)
			total += n
		}
		_ = conn.Close()
		if !errors.Is(err, os.ErrDeadlineExceeded) || total > most {
			t.Errorf("tarpit %d: got %v after %d bytes; want to be kept waiting", kind, err, total)
		}
	}
	if got := s.Accepted(); got != 2 {
		t.Errorf("got %d connections; want 2", got)
	}
}

func TestSMTPWithTLSAndPassword(t *testing.T) {
	s := testkit.NewSMTP(t, func(s *testkit.SMTP) { s.TLS, s.User, s.Password = true, "tailor", "needle" })
	pem, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)

	client, err := smtp.Dial(addr(s))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if got := code(t, client.Mail("tailor@example.org")); got != 530 {
		t.Errorf("got %d without TLS; want 530", got)
	}
	if err := client.StartTLS(&tls.Config{ServerName: s.Host(), RootCAs: roots, MinVersion: tls.VersionTLS12}); err != nil {
		t.Fatal(err)
	}
	if got := code(t, client.Mail("tailor@example.org")); got != 502 {
		t.Errorf("got %d without a password; want 502", got)
	}
	if err := client.Auth(smtp.PlainAuth("", "tailor", "needle", s.Host())); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(client.Mail("tailor@example.org"), client.Rcpt(ada)); err != nil {
		t.Fatal(err)
	}
	w, err := client.Data()
	if err != nil {
		t.Fatal(err)
	}
	_, err = strings.NewReader(letter).WriteTo(w)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}

	if got := s.Wait(t, ada); !got.TLS || got.User != "tailor" {
		t.Errorf("got TLS %v, user %q", got.TLS, got.User)
	}
}
