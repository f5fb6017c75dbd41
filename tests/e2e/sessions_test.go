package e2e

import (
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// It looks at the clock, so it runs alone.
func TestLogoutAllEndsOtherSessionsWithinASecond(t *testing.T) {
	s := newSartor(t)
	s.start(t)
	laptop, phone := &client{base: s.base()}, &client{base: s.base()}
	first := laptop.login(t, "jane@example.org", s.mail)
	// The next code is sent when the first is used; its mail is the newer one.
	second := phone.loginAfter(t, "jane@example.org", s.mail)
	phone.do(t, "GET", "/users/me", nil).want(t, 200, nil)

	laptop.do(t, "POST", "/auth/logout-all", nil).want(t, 204, nil)
	began := time.Now()

	testkit.Eventually(t, "the other session is refused", func() bool { return phone.do(t, "GET", "/users/me", nil).status == 401 })
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s; want a second at most", took)
	}
	for _, token := range []string{first.RefreshToken, second.RefreshToken} {
		laptop.do(t, "POST", "/auth/refresh", map[string]string{"refreshToken": token}).refused(t, 401, "session_revoked")
	}
}

// loginAfter logs in with the second mail to an address, where mail returns the newest.
func (c *client) loginAfter(t *testing.T, email string, mail func(t *testing.T, to string) string) session {
	t.Helper()
	old := mail(t, email)
	return c.login(t, email, func(t *testing.T, to string) (text string) {
		t.Helper()
		testkit.Eventually(t, "there is another mail", func() bool {
			text = mail(t, to)
			return text != old
		})
		return text
	})
}

// authSilent takes auth away, and with it the beat on the board of ended sessions:
// after a while nothing is changed any more, and reading goes on.
func (c *cluster) authSilent(t *testing.T, user *client) {
	t.Helper()
	c.processes["auth"].stop(t)
	began := time.Now()
	add := func() answer {
		return user.do(t, "POST", "/credits/add", map[string]any{"amount": 1, "reason": "more"}, "Idempotency-Key", "silent")
	}
	add().refused(t, 403, "not_allowed") // as usual

	a := add()
	for a.status != 503 && time.Since(began) < time.Minute {
		<-time.After(time.Second)
		a = add()
	}

	a.refused(t, 503, "revocations_unheard")
	if took := time.Since(began); took < 15*time.Second || took > 35*time.Second {
		t.Errorf("refused after %s; want about 30 s", took)
	}
	user.do(t, "GET", "/credits/balance", nil).want(t, 200, nil)
	c.start("auth")
	testkit.Eventually(t, "changes are judged again", func() bool { return add().status == 403 })
}
