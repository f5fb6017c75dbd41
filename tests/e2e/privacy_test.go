package e2e

import (
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestAnErasedUserIsGoneWithinAMinuteAlsoMidJob(t *testing.T) {
	t.Parallel()
	llm := slowModel(t)
	s := newSartor(t)
	s.start(t, append(with(llm), "SARTOR_NATS_KEY=off")...) // or the search is blind
	c := &client{base: s.base()}
	e := moveIn(t, c, s.mail)
	if hits := s.hits(t); len(hits) == 0 {
		t.Fatal("no canary is found before the erasure: the search is blind")
	}
	before := s.ledger(t)

	c.do(t, "DELETE", "/users/me", nil).want(t, 202, nil)
	began := time.Now()

	testkit.Eventually(t, "the access token is refused", func() bool { return c.do(t, "GET", "/users/me", nil).status == 401 })
	if took := time.Since(began); took > time.Second {
		t.Errorf("the access token was good for %s more; want a second at most", took)
	}
	c.do(t, "POST", "/auth/refresh", map[string]string{"refreshToken": e.session.RefreshToken}).refused(t, 401, "session_revoked")
	var hits []string
	for time.Since(began) < time.Minute {
		if hits = s.hits(t); len(hits) == 0 && s.gone(t, e.session.User.ID) {
			break
		}
		<-time.After(500 * time.Millisecond)
	}
	if len(hits) > 0 || !s.gone(t, e.session.User.ID) {
		t.Errorf("after a minute: canaries in %v, the user's id in %v", hits, s.books(t).of(t, e.session.User.ID))
	}
	t.Logf("erased after %s", time.Since(began).Round(100*time.Millisecond))
	after := s.ledger(t)
	if after.balance != before.balance || after.held != 0 || before.held == 0 {
		t.Errorf("ledger %+v and then %+v; want the same balances, and nothing held any more", before, after)
	}
	s.comesBack(t, c, e)
}

// comesBack logs in again: as somebody new, without anything and without credits.
func (s *sartor) comesBack(t *testing.T, c *client, e estate) {
	t.Helper()
	c.token = ""
	again := c.loginAfter(t, canaryEmail, s.mail)
	if again.User.ID == e.session.User.ID {
		t.Error("the account is back; want a new one")
	}
	var list struct{ Items []any }
	for _, path := range []string{"/files", "/optimizations", "/credits/history"} {
		c.do(t, "GET", path, nil).want(t, 200, &list)
		if len(list.Items) != 0 {
			t.Errorf("%s: got %v; want nothing", path, list.Items)
		}
	}
	// Somebody who registered later has the credits by now.
	later := &client{base: s.base()}
	later.login(t, "later@example.org", s.mail)
	later.awaitBalance(t, balance{Balance: 100, Available: 100})
	var b balance
	c.do(t, "GET", "/credits/balance", nil).want(t, 200, &b)
	if b != (balance{}) {
		t.Errorf("got %+v; want no credits for who comes back", b)
	}
	c.do(t, "GET", "/files/"+e.uploaded.Filename, nil).refused(t, 404, "file_not_found")
	c.do(t, "GET", "/optimizations/"+e.done, nil).refused(t, 404, "optimization_not_found")
}
