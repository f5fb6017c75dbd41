package auth_test

import (
	"testing"

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
