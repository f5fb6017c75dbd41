package mailer_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
	"github.com/sartor-cv/sartor/services/mailer/internal/smtp"
	"github.com/sartor-cv/sartor/services/mailer/internal/store"
)

// TestNothingOfALetterIsLeftBehind sends through every kind of trouble and then
// looks for the address and the code in all that was written down or said.
func TestNothingOfALetterIsLeftBehind(t *testing.T) {
	const address, secret = "ada.lovelace@example.org", "48151623"
	says := "I know " + address + " and " + secret
	dir := t.TempDir()
	db, err := sqldb.Open(t.Context(), "sqlite:"+filepath.Join(dir, "mailer.db"), store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	mails := store.New(db)
	server := testkit.NewSMTP(t, nil)
	server.Fault(address,
		testkit.SMTPFault{Reply: 451, Text: says}, testkit.SMTPFault{Reply: 550, Text: says}, testkit.SMTPFault{Reply: 554, AtData: true, Text: says},
		testkit.SMTPFault{Drop: true}, testkit.SMTPFault{Delay: 2 * time.Second})
	port, err := strconv.Atoi(server.Port())
	if err != nil {
		t.Fatal(err)
	}
	sender, err := smtp.New(smtp.Config{Host: server.Host(), Port: port, From: "tailor@sartor.example", Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]delivery.Source{
		"good": func(context.Context, string) (delivery.Letter, error) {
			return delivery.Letter{To: address, Subject: secret, Text: secret}, nil
		},
		"bad address": func(context.Context, string) (delivery.Letter, error) {
			return delivery.Letter{To: address + ">", Text: secret}, nil
		},
		"fault": func(context.Context, string) (delivery.Letter, error) {
			return delivery.Letter{}, fault.New(fault.Internal, "broken", "%s", says)
		},
		"panic": func(context.Context, string) (delivery.Letter, error) { panic(says) },
	}
	var left lines
	ctx, stop := context.WithCancel(t.Context())
	postman := &delivery.Postman{
		Queue: mails, Sender: sender, Sources: kinds, Workers: 2, Limit: 10 * time.Second,
		Log: slog.New(slog.NewJSONHandler(&left, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: time.Now,
	}
	var work sync.WaitGroup
	work.Go(func() { postman.Run(ctx) })
	work.Go(func() {
		_ = db.Relay(ctx, func(_ context.Context, m contract.Message) error {
			_, err := left.Write(append([]byte(m.ID+m.Subject), m.Body...))
			return err
		})
	})

	for kind := range kinds {
		for _, n := range []string{"1", "2", "3", "4"} {
			m := delivery.Mail{ID: kind + n, Kind: kind, Reference: n, CreatedAt: time.Now(), ExpiresAt: time.Now().Add(3 * time.Second)}
			if err := mails.Add(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
	}
	postman.Ring()
	testkit.Eventually(t, "all mails have ended and that is announced", func() bool {
		waiting, err := mails.Backlog(t.Context())
		outbox, err2 := db.Backlog(t.Context())
		return err == nil && err2 == nil && waiting.Waiting == 0 && outbox.Waiting == 0
	})
	stop()
	work.Wait()

	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = left.Write(data)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	text := left.String()
	for _, trace := range []string{address, "lovelace", secret} {
		if at := strings.Index(text, trace); at >= 0 {
			t.Errorf("%q is left behind: …%q…", trace, text[max(0, at-200):at+50])
		}
	}
	for _, want := range []string{"will try again", "given up", "email_failed", "panic: string", "emails_sent"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not there: the test saw too little", want)
		}
	}
}

// lines collects what several write.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns all that was written.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
