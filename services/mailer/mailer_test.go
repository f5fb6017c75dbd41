package mailer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/mailerv1"
	"github.com/sartor-cv/sartor/libs/testkit"
)

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
