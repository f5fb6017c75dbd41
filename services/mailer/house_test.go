package mailer_test

import (
	"context"
	"errors"
	"path/filepath"
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

// waitForAttempt waits until auth has been asked.
func (h *house) waitForAttempt() {
	h.t.Helper()
	testkit.Eventually(h.t, "auth is asked", func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.asked > 0
	})
}
