package auth_test

import (
	"testing"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestSessionsAndTheirEndsSurviveARestart(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn, nil)
		kept, ended, stolen := h.login("ada@example.com"), h.login("ada@example.com"), h.login("ada@example.com")
		if err := h.logout(ended.AccessToken, ""); err != nil {
			t.Fatal(err)
		}
		next, err := h.refresh(stolen.RefreshToken)
		if err != nil {
			t.Fatal(err)
		}
		newest, err := h.refresh(next.RefreshToken)
		if err != nil {
			t.Fatal(err)
		}

		h.restart()

		if _, err := h.me(kept.AccessToken); err != nil {
			t.Errorf("a living session: %v", err)
		}
		_, err = h.me(ended.AccessToken)
		want(t, err, errRevoked)
		_, err = h.refresh(ended.RefreshToken)
		want(t, err, errRevoked)
		if _, err := h.refresh(kept.RefreshToken); err != nil {
			t.Errorf("a living session: %v", err)
		}
		_, err = h.refresh(stolen.RefreshToken)
		want(t, err, errReused)
		_, err = h.refresh(newest.RefreshToken)
		want(t, err, errRevoked)
		h.awaitRefused(newest.AccessToken)
	})
}

// A database that loses answers, also those of commits, ends no session; and a
// stolen token is found out all the same.
func TestADatabaseThatLosesAnswersEndsNoSession(t *testing.T) {
	cut := testkit.Cut(t, testkit.MariaDB(t))
	h := start(t, cut.DSN, nil)
	first := h.login("ada@example.com")
	token := first.RefreshToken
	cut.Lose(100)

	for range 60 {
		next, err := h.refresh(token)
		for fault.From(err).Code == fault.Unavailable {
			next, err = h.refresh(token) // as a client does, within the grace
		}
		if err != nil {
			t.Fatalf("after %d lost answers: %v; want the session to go on", cut.Cuts(), err)
		}
		token = next.RefreshToken
	}

	lost := cut.Cuts()
	cut.Lose(0)
	if lost == 0 {
		t.Error("no answer was lost")
	}
	_, err := h.refresh(first.RefreshToken)
	want(t, err, errReused)
	_, err = h.refresh(token)
	want(t, err, errRevoked)
}
