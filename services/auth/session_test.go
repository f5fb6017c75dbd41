package auth_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestRefreshGivesNewTokensAndReuseEndsTheSession(t *testing.T) {
	h := start(t, sqlite(t), nil)
	first := h.login("ada@example.com")

	second, err := h.refresh(first.RefreshToken)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.refresh(first.RefreshToken) // at once: a client's second tab
	if err != nil {
		t.Fatal(err)
	}
	third, err := h.refresh(second.RefreshToken)
	if err != nil {
		t.Fatal(err)
	}
	if second.RefreshToken == first.RefreshToken || second.AccessToken == first.AccessToken ||
		again.RefreshToken != second.RefreshToken || third.User != first.User {
		t.Errorf("got %+v, %+v, %+v; want new tokens, the same to both tabs", second, again, third)
	}

	_, err = h.refresh(first.RefreshToken) // two behind
	want(t, err, errReused)
	_, err = h.refresh(third.RefreshToken)
	want(t, err, errRevoked)
	_, err = h.refresh(first.RefreshToken)
	want(t, err, errReused)
	h.awaitRefused(third.AccessToken)
}

func TestLogoutEndsTokensEverywhereWithinASecond(t *testing.T) {
	h := start(t, sqlite(t), nil)
	elsewhere := h.verifier()
	mine, phone, other := h.login("ada@example.com"), h.login("ada@example.com"), h.login("grace@example.com")
	if _, err := elsewhere.Verify(t.Context(), mine.AccessToken); err != nil {
		t.Fatal(err)
	}

	began := time.Now()
	if err := h.logout(mine.AccessToken, other.RefreshToken); err != nil { // not ours to end
		t.Fatal(err)
	}
	testkit.Eventually(t, "another service refuses the access token", func() bool {
		_, err := elsewhere.Verify(t.Context(), mine.AccessToken)
		return errors.Is(err, identity.ErrRevoked)
	})
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %s; want less than a second", took)
	}

	h.awaitRefused(mine.AccessToken)
	_, err := h.refresh(mine.RefreshToken)
	want(t, err, errRevoked)
	for _, still := range []authv1.SessionReply{phone, other} {
		if _, err := h.me(still.AccessToken); err != nil {
			t.Errorf("another session: %v", err)
		}
	}
	if _, err := h.refresh(other.RefreshToken); err != nil {
		t.Errorf("another's session: %v", err)
	}
}

// verifier is that of another service, which knows only what the bus tells it.
func (h *house) verifier() *identity.Verifier {
	h.t.Helper()
	var v *identity.Verifier
	h.Start(host.Service{Name: "files", Run: func(ctx context.Context, rt host.Runtime) error {
		v = rt.Verifier
		return rt.Wait(ctx)
	}}, nil)
	return v
}

func TestLogoutEndsTheSessionOfItsRefreshTokenToo(t *testing.T) {
	h := start(t, sqlite(t), nil)
	browser, phone := h.login("ada@example.com"), h.login("ada@example.com")

	if err := h.logout(browser.AccessToken, phone.RefreshToken); err != nil {
		t.Fatal(err)
	}

	h.awaitRefused(browser.AccessToken)
	h.awaitRefused(phone.AccessToken)
	_, err := h.refresh(phone.RefreshToken)
	want(t, err, errRevoked)
}

func TestLogoutOfAnUnknownSessionIsNoError(t *testing.T) {
	h := start(t, sqlite(t), nil)

	_, err := bus.Call(h.As(t.Context(), "somebody"), h.Bus(), authv1.Logout, authv1.LogoutRequest{RefreshToken: "r1.x.1.y"})
	if err != nil {
		t.Error(err)
	}
	h.awaitRefused(h.Token("somebody", "user"))
}

// awaitRefused waits until auth's own verifier, one of many, knows.
func (h *house) awaitRefused(token string) {
	h.t.Helper()
	testkit.Eventually(h.t, "the access token is refused", func() bool {
		_, err := h.me(token)
		return errors.Is(err, errRevoked)
	})
}

func TestWhoHasNoAccessTokenAnyMoreCanLeave(t *testing.T) {
	h := start(t, sqlite(t), nil)
	mine, other := h.login("ada@example.com"), h.login("ada@example.com")
	next, err := h.refresh(mine.RefreshToken)
	if err != nil {
		t.Fatal(err)
	}
	leave := func(token string) error {
		_, err := bus.Call(t.Context(), h.Bus(), authv1.Leave, authv1.LeaveRequest{RefreshToken: token})
		return err
	}

	for range 2 { // the second time changes nothing
		if err := leave(mine.RefreshToken); err != nil { // a spent one
			t.Error(err)
		}
	}

	h.awaitRefused(next.AccessToken)
	_, err = h.refresh(next.RefreshToken)
	want(t, err, errRevoked)
	if _, err := h.me(other.AccessToken); err != nil {
		t.Errorf("another session: %v", err)
	}
	if err := leave("r1.x.1.y"); err == nil || fault.From(err).Code != fault.Unauthenticated {
		t.Errorf("a token that we never made: got %v; want it refused", err)
	}
}
