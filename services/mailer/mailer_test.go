package mailer_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/mailerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/mailer"
)

const code = "48151623"

// house is a mailer at work, with auth played by the test.
type house struct {
	t      *testing.T
	world  *testkit.World
	smtp   *testkit.SMTP
	env    map[string]string
	events chan any

	mu      sync.Mutex
	replies map[string]authv1.OTPMailReply // by challenge
	away    bool
	asked   int
}

func newHouse(t *testing.T, set func(*testkit.SMTP)) *house {
	t.Helper()
	t.Parallel() // most of a test is waiting
	h := &house{
		t: t, world: testkit.NewWorld(t), smtp: testkit.NewSMTP(t, set),
		events: make(chan any, 100), replies: map[string]authv1.OTPMailReply{},
	}
	h.env = map[string]string{
		"MAILER_DSN": "sqlite:" + filepath.Join(t.TempDir(), "mailer.db"),
		"SMTP_HOST":  h.smtp.Host(), "SMTP_PORT": h.smtp.Port(),
		"SMTP_FROM": "Sartor <tailor@sartor.example>", "SMTP_TIMEOUT": "2s",
	}
	if err := bus.Handle(h.world.Bus(), authv1.OTPMail, h.otpMail); err != nil {
		t.Fatal(err)
	}
	h.world.Start(h.ear(), nil)
	return h
}

func (h *house) otpMail(_ context.Context, q authv1.OTPMailRequest) (authv1.OTPMailReply, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked++
	reply, ok := h.replies[q.ChallengeID]
	switch {
	case h.away:
		return reply, fault.New(fault.Unavailable, "away", "not now")
	case !ok:
		return reply, fault.New(fault.NotFound, "challenge_unknown", "there is no such challenge")
	}
	return reply, nil
}

// ear is a service that hears what the mailer announces.
func (h *house) ear() host.Service {
	return host.Service{
		Name:  "ear",
		Ports: bus.Ports{Hears: []contract.Port{mailerv1.EmailSent, mailerv1.EmailFailed}},
		Run: func(ctx context.Context, rt host.Runtime) error {
			return errors.Join(
				bus.Hear(ctx, rt.Bus, mailerv1.EmailSent, func(_ context.Context, f mailerv1.EmailSentFact) error {
					h.events <- f
					return nil
				}),
				bus.Hear(ctx, rt.Bus, mailerv1.EmailFailed, func(_ context.Context, f mailerv1.EmailFailedFact) error {
					h.events <- f
					return nil
				}),
				rt.Wait(ctx))
		},
	}
}

// start runs the mailer.
func (h *house) start() *testkit.Running {
	h.t.Helper()
	return h.world.Start(mailer.Service, h.env)
}

// request asks for a code that lives for life, and returns its challenge.
func (h *house) request(email string, life time.Duration) string {
	h.t.Helper()
	challenge := uuid.NewString()
	expires := time.Now().Add(life)
	h.mu.Lock()
	h.replies[challenge] = authv1.OTPMailReply{Email: email, Code: code, ExpiresAt: expires}
	h.mu.Unlock()
	h.announce(challenge, expires, challenge)
	return challenge
}

func (h *house) announce(challenge string, expires time.Time, id string) {
	h.t.Helper()
	m, err := authv1.OTPRequested.Message(id, authv1.OTPRequestedFact{ChallengeID: challenge, ExpiresAt: expires})
	if err != nil {
		h.t.Fatal(err)
	}
	if err := bus.Publish(h.t.Context(), h.world.Bus(), m); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) event() any {
	h.t.Helper()
	select {
	case e := <-h.events:
		return e
	case <-time.After(30 * time.Second):
		h.t.Fatal("the mailer announced nothing")
		return nil
	}
}

func (h *house) sent(challenge string) mailerv1.EmailSentFact {
	h.t.Helper()
	fact, ok := h.event().(mailerv1.EmailSentFact)
	if !ok || fact.Reference != challenge || fact.Kind != "otp" || fact.MailID == "" || fact.SentAt.IsZero() {
		h.t.Fatalf("got %+v; want the mail about %s sent", fact, challenge)
	}
	return fact
}

func (h *house) failed(challenge, why string) {
	h.t.Helper()
	fact, ok := h.event().(mailerv1.EmailFailedFact)
	if !ok || fact.Reference != challenge || fact.Code != why {
		h.t.Fatalf("got %+v; want the mail about %s failed: %s", fact, challenge, why)
	}
}

func TestACodeIsMailed(t *testing.T) {
	h := newHouse(t, nil)
	h.start()

	challenge := h.request("ada@example.org", 10*time.Minute)

	got := h.smtp.Wait(t, "ada@example.org")
	fact := h.sent(challenge)
	if got.From != "tailor@sartor.example" || got.Subject != "Your Sartor sign-in code" {
		t.Errorf("got from %q, subject %q", got.From, got.Subject)
	}
	for _, body := range []string{got.Text, got.HTML} {
		if !strings.Contains(body, code) || !strings.Contains(body, "10 minutes") || strings.Contains(body, "http") {
			t.Errorf("got %q; want the code, its life and no link", body)
		}
	}
	if id := got.Header["Message-Id"][0]; id != "<"+fact.MailID+"@sartor.example>" {
		t.Errorf("got Message-ID %s; want one made of %s", id, fact.MailID)
	}
	if auto := got.Header["Auto-Submitted"]; len(auto) != 1 || auto[0] != "auto-generated" {
		t.Errorf("got Auto-Submitted %q; want auto-generated", auto)
	}
}

func TestAFactHeardTwiceIsOneMail(t *testing.T) {
	h := newHouse(t, nil)
	h.start()
	challenge := h.request("ada@example.org", time.Minute)
	h.sent(challenge)

	h.announce(challenge, time.Now().Add(time.Minute), "again")
	h.sent(h.request("bob@example.org", time.Minute)) // heard after it

	if got := len(h.smtp.Mails("ada@example.org")); got != 1 {
		t.Errorf("got %d mails; want 1", got)
	}
}

func TestATemporaryRefusalIsTriedAgain(t *testing.T) {
	h := newHouse(t, nil)
	h.smtp.Fault("ada@example.org", testkit.SMTPFault{Reply: 451}, testkit.SMTPFault{Reply: 421, AtData: true})
	h.start()

	challenge := h.request("ada@example.org", time.Minute)

	h.sent(challenge)
	if got := len(h.smtp.Mails("ada@example.org")); got != 1 {
		t.Errorf("got %d mails; want 1", got)
	}
}

func TestAPermanentRefusalIsFinal(t *testing.T) {
	h := newHouse(t, nil)
	h.smtp.Fault("ada@example.org", testkit.SMTPFault{Reply: 550})
	h.smtp.Fault("bob@example.org", testkit.SMTPFault{Reply: 554, AtData: true})
	h.start()

	h.failed(h.request("ada@example.org", time.Minute), "refused")
	h.failed(h.request("bob@example.org", time.Minute), "refused")
}

func TestWhatIsNoAddressIsRefused(t *testing.T) {
	h := newHouse(t, nil)
	h.start()

	h.failed(h.request("ada@example.org>\r\nRCPT TO:<eve@example.org", time.Minute), "refused")

	if got := h.smtp.Accepted(); got != 0 {
		t.Errorf("got %d connections; want none", got)
	}
}

func TestAServerThatWasDownLosesNothing(t *testing.T) {
	h := newHouse(t, nil)
	h.smtp.Down()
	h.start()
	wanted := map[string]bool{}
	for range 12 {
		wanted[h.request("ada@example.org", time.Minute)] = true
	}
	h.start() // a second replica shares the work

	h.smtp.Up(t)

	for range 12 {
		fact, ok := h.event().(mailerv1.EmailSentFact)
		if !ok || !wanted[fact.Reference] {
			t.Fatalf("got %+v; want each mail sent once", fact)
		}
		delete(wanted, fact.Reference)
	}
	if got := len(h.smtp.Mails("ada@example.org")); got != 12 {
		t.Errorf("got %d mails; want 12", got)
	}
}

func TestAMailOutlivesTheMailer(t *testing.T) {
	h := newHouse(t, nil)
	h.smtp.Down()
	first := h.start()
	challenge := h.request("ada@example.org", time.Minute)
	h.waitForAttempt()
	first.Stop()
	h.smtp.Up(t)

	h.start()

	h.sent(challenge)
}

// waitForAttempt waits until auth has been asked.
func (h *house) waitForAttempt() {
	h.t.Helper()
	testkit.Eventually(h.t, "auth is asked", func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.asked > 0
	})
}

func TestACutAnswerMayDoubleTheMail(t *testing.T) {
	h := newHouse(t, nil)
	h.smtp.Fault("ada@example.org", testkit.SMTPFault{Drop: true})
	h.start()

	challenge := h.request("ada@example.org", time.Minute)

	h.sent(challenge)
	got := h.smtp.Mails("ada@example.org")
	if len(got) != 2 || got[0].Header["Message-Id"][0] != got[1].Header["Message-Id"][0] {
		t.Errorf("got %d mails; want two with one Message-ID", len(got))
	}
}

func TestATarpitHoldsNobodyForLong(t *testing.T) {
	for name, kind := range map[string]testkit.Tarpit{"silent": testkit.Silent, "dripping": testkit.Dripping} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, nil)
			h.env["SMTP_TIMEOUT"] = "1s"
			h.smtp.Tarpit(kind)
			h.start()
			challenge := h.request("ada@example.org", time.Minute)
			testkit.Eventually(t, "the mailer comes again", func() bool { return h.smtp.Accepted() > 1 })

			h.smtp.Tarpit(testkit.NoTarpit)

			h.sent(challenge)
		})
	}
}

func TestASlowMailBlocksNoOther(t *testing.T) {
	h := newHouse(t, nil)
	h.smtp.Fault("slow@example.org", testkit.SMTPFault{Delay: 1500 * time.Millisecond})
	h.start()
	slow := h.request("slow@example.org", time.Minute)
	testkit.Eventually(t, "the slow mail is under way", func() bool { return h.smtp.Accepted() == 1 })

	h.sent(h.request("ada@example.org", time.Minute))

	h.sent(slow)
}

func TestACodeThatIsGoneIsNotMailed(t *testing.T) {
	h := newHouse(t, nil)
	h.start()

	h.announce("never-heard-of", time.Now().Add(time.Minute), "1")
	h.failed("never-heard-of", "expired")
	h.failed(h.request("ada@example.org", -time.Second), "expired")

	if got := h.smtp.Accepted(); got != 0 {
		t.Errorf("got %d connections; want none", got)
	}
}

func TestAMailIsGivenUpWhenItIsOfNoUse(t *testing.T) {
	h := newHouse(t, nil)
	h.smtp.Down()
	h.start()

	h.failed(h.request("ada@example.org", 2*time.Second), "unreachable")
}

func TestAuthMayBeAwayForAWhile(t *testing.T) {
	h := newHouse(t, nil)
	h.mu.Lock()
	h.away = true
	h.mu.Unlock()
	h.start()
	challenge := h.request("ada@example.org", time.Minute)
	h.waitForAttempt()
	h.mu.Lock()
	h.away = false
	h.mu.Unlock()

	h.sent(challenge)
}

func TestTLSAndPassword(t *testing.T) {
	secured := func(s *testkit.SMTP) { s.TLS, s.User, s.Password = true, "tailor", "needle" }

	t.Run("are used", func(t *testing.T) {
		h := newHouse(t, secured)
		h.env["SMTP_TLS"], h.env["SMTP_CA_FILE"] = "starttls", h.smtp.CAFile()
		h.env["SMTP_USER"], h.env["SMTP_PASSWORD"] = "tailor", "needle"
		h.start()

		h.sent(h.request("ada@example.org", time.Minute))

		if got := h.smtp.Wait(t, "ada@example.org"); !got.TLS || got.User != "tailor" {
			t.Errorf("got TLS %v, user %q", got.TLS, got.User)
		}
	})
	t.Run("an unknown authority is not trusted", func(t *testing.T) {
		h := newHouse(t, secured)
		h.env["SMTP_TLS"] = "starttls"
		h.start()

		h.failed(h.request("ada@example.org", 1500*time.Millisecond), "unreachable")
	})
	t.Run("a server without TLS is not spoken to", func(t *testing.T) {
		h := newHouse(t, nil)
		h.env["SMTP_TLS"] = "starttls"
		h.start()

		h.failed(h.request("ada@example.org", 1500*time.Millisecond), "unreachable")

		if got := len(h.smtp.Mails("ada@example.org")); got != 0 {
			t.Errorf("got %d mails; want none", got)
		}
	})
}
