package auth_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/testkit"
)

var (
	errNoSession  = fault.New(fault.NotFound, "session_not_found", "")
	errNotAllowed = fault.New(fault.Denied, "not_allowed", "")
	errNobody     = fault.New(fault.NotFound, "user_not_found", "")
)

// refusedAfter is how long it takes until a verifier refuses a token.
func refusedAfter(t *testing.T, v *identity.Verifier, token string) time.Duration {
	t.Helper()
	began := time.Now()
	for time.Since(began) < 10*time.Second {
		if _, err := v.Verify(t.Context(), token); err != nil {
			want(t, err, errRevoked)
			return time.Since(began)
		}
		<-time.After(time.Millisecond)
	}
	t.Fatal("still accepted after 10 s")
	return 0
}

func TestLogoutAllReachesEveryVerifierWithinASecond(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn, nil)
		v := h.verifier()
		var sessions []authv1.SessionReply
		for range 20 {
			sessions = append(sessions, h.login("ada@example.com"))
		}
		for _, s := range sessions {
			if _, err := v.Verify(t.Context(), s.AccessToken); err != nil {
				t.Fatal(err)
			}
		}

		if _, err := bus.Call(h.as(sessions[0].AccessToken), h.Bus(), authv1.LogoutAll, authv1.LogoutAllRequest{}); err != nil {
			t.Fatal(err)
		}

		for _, s := range sessions {
			if took := refusedAfter(t, v, s.AccessToken); took > time.Second {
				t.Errorf("refused after %s; want a second at most", took)
			}
		}
	})
}

func TestALogoutIsHeardWithinASecondOutOfAHundred(t *testing.T) {
	h := start(t, sqlite(t), map[string]string{"OTP_SENDS_PER_CLIENT": "1000"})
	v := h.verifier()
	var took []time.Duration
	for i := range 100 {
		s := h.login(fmt.Sprintf("ada%d@example.com", i))
		if _, err := v.Verify(t.Context(), s.AccessToken); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if err := h.logout(s.AccessToken, ""); err != nil {
			t.Fatal(err)
		}
		refusedAfter(t, v, s.AccessToken)
		took = append(took, time.Since(began))
	}

	slices.Sort(took)

	t.Logf("logout to refusal: p50 %s, p99 %s", took[49], took[98])
	if took[98] > time.Second {
		t.Errorf("p99 %s; want a second at most", took[98])
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	h := start(t, sqlite(t), nil)
	first, second := h.login("ada@example.com"), h.login("ada@example.com")
	stranger := h.login("grace@example.com")

	list, err := bus.Call(h.as(second.AccessToken), h.Bus(), authv1.Sessions, authv1.SessionsRequest{})
	if err != nil || len(list.Items) != 2 || !list.Items[0].Current || list.Items[1].Current || list.Items[0].Client != "test/1.0" {
		t.Fatalf("got %+v, %v; want two of test/1.0, the newest asking", list, err)
	}
	end := func(token, id string) error {
		_, err := bus.Call(h.as(token), h.Bus(), authv1.EndSession, authv1.EndSessionRequest{ID: id})
		return err
	}
	want(t, end(stranger.AccessToken, list.Items[1].ID), errNoSession)
	want(t, end(second.AccessToken, "none"), errNoSession)
	if err := end(second.AccessToken, list.Items[1].ID); err != nil {
		t.Fatal(err)
	}

	_, err = h.refresh(first.RefreshToken)
	want(t, err, errRevoked)
	testkit.Eventually(t, "the first session's token is refused", func() bool {
		_, err := h.me(first.AccessToken)
		return fault.From(err).Reason == errRevoked.Reason
	})
	if _, err := h.me(second.AccessToken); err != nil {
		t.Errorf("the other session: got %v; want it alive", err)
	}
}

func TestPeopleSayWhatTheyAreCalled(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn, nil)
		s := h.login("ada@example.com")
		update := func(q authv1.UpdateMeRequest) (authv1.User, error) {
			return bus.Call(h.as(s.AccessToken), h.Bus(), authv1.UpdateMe, q)
		}
		name, locale, bad := "Ada Lovelace", "en-gb", "a\nb"

		_, err1 := update(authv1.UpdateMeRequest{Name: &name})
		got, err2 := update(authv1.UpdateMeRequest{Locale: &locale})
		_, err3 := update(authv1.UpdateMeRequest{Name: &bad})

		me, err := h.me(s.AccessToken)
		if err1 != nil || err2 != nil || err != nil || got != me || me.Name != name || me.Locale != "en-GB" {
			t.Errorf("got %+v and %+v, %v, %v, %v; want both kept", got, me, err1, err2, err)
		}
		if fault.From(err3).Code != fault.Invalid {
			t.Errorf("a name of two lines: got %v; want it refused", err3)
		}
	})
}

func TestErasureIsAnnouncedOnceAndEndsEverything(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn, nil)
		erased, registered := make(chan authv1.UserErasedFact, 4), make(chan authv1.UserRegisteredFact, 4)
		h.Start(host.Service{
			Name:  "credits",
			Ports: bus.Ports{Hears: []contract.Port{authv1.UserErased, authv1.UserRegistered}},
			Run: func(ctx context.Context, rt host.Runtime) error {
				err := bus.Hear(ctx, rt.Bus, authv1.UserErased, func(_ context.Context, f authv1.UserErasedFact) error { erased <- f; return nil })
				if err == nil {
					err = bus.Hear(ctx, rt.Bus, authv1.UserRegistered, func(_ context.Context, f authv1.UserRegisteredFact) error { registered <- f; return nil })
				}
				if err != nil {
					return err
				}
				return rt.Wait(ctx)
			},
		}, nil)
		first, second := h.login("ada@example.com"), h.login("ada@example.com")

		if _, err := bus.Call(h.as(first.AccessToken), h.Bus(), authv1.Erase, authv1.EraseRequest{}); err != nil {
			t.Fatal(err)
		}

		if f := <-erased; f.UserID != first.User.ID || f.ErasedAt.IsZero() {
			t.Errorf("got %+v; want the user erased", f)
		}
		testkit.Eventually(t, "the other session is refused", func() bool {
			_, err := h.me(second.AccessToken)
			return fault.From(err).Reason == errRevoked.Reason
		})
		again := h.login("ada@example.com")
		if f := <-registered; f.UserID != first.User.ID || f.Returning {
			t.Errorf("got %+v; want the first user, as new", f)
		}
		if f := <-registered; f.UserID != again.User.ID || !f.Returning || again.User.ID == first.User.ID {
			t.Errorf("got %+v; want another user, as returning", f)
		}
	})
}

func TestTheBoardOfEndedSessionsBeats(t *testing.T) {
	h := start(t, sqlite(t), nil)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	beats := make(chan authv1.Revocation, 8)

	err := bus.Follow(ctx, h.Bus(), authv1.Revoked, func(key string, r authv1.Revocation, _ bool) {
		if key == authv1.Beat {
			beats <- r
		}
	})

	if r := <-beats; err != nil || time.Since(r.RevokedAt) > authv1.BeatMissed {
		t.Errorf("got %+v, %v; want a beat of now", r, err)
	}
}

func TestAdministratorsSeeAndEndSessions(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn, nil)
		first, second := h.login("ada@example.com"), h.login("ada@example.com")
		boss, stranger := h.login("boss@example.com"), h.login("grace@example.com")
		list := func(token, user string) (authv1.SessionsReply, error) {
			return bus.Call(h.as(token), h.Bus(), authv1.UserSessions, authv1.UserSessionsRequest{UserID: user})
		}
		end := func(token, user, id string) error {
			_, err := bus.Call(h.as(token), h.Bus(), authv1.EndUserSessions, authv1.EndUserSessionsRequest{UserID: user, ID: id})
			return err
		}
		ada := first.User.ID

		seen, err := list(boss.AccessToken, ada)
		if err != nil || len(seen.Items) != 2 || seen.Items[0].Current || seen.Items[0].Client != "test/1.0" {
			t.Fatalf("got %+v, %v; want both, and neither the asking one", seen, err)
		}
		for _, token := range []string{stranger.AccessToken, first.AccessToken} {
			_, err := list(token, ada)
			want(t, err, errNotAllowed)
			want(t, end(token, ada, seen.Items[0].ID), errNotAllowed)
			want(t, end(token, ada, ""), errNotAllowed)
		}
		_, err = list(boss.AccessToken, "nobody")
		want(t, err, errNobody)
		want(t, end(boss.AccessToken, "nobody", ""), errNobody)
		want(t, end(boss.AccessToken, ada, "none"), errNoSession)
		want(t, end(boss.AccessToken, stranger.User.ID, seen.Items[0].ID), errNoSession)

		if err := end(boss.AccessToken, ada, seen.Items[1].ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.refresh(first.RefreshToken)
		want(t, err, errRevoked)
		if _, err := h.me(second.AccessToken); err != nil {
			t.Errorf("the other session: got %v; want it alive", err)
		}
		if err := end(boss.AccessToken, ada, ""); err != nil {
			t.Fatal(err)
		}
		testkit.Eventually(t, "the second session's token is refused", func() bool {
			_, err := h.me(second.AccessToken)
			return fault.From(err).Reason == errRevoked.Reason
		})
		if left, err := list(boss.AccessToken, ada); err != nil || len(left.Items) != 0 {
			t.Errorf("got %+v, %v; want no session", left, err)
		}
		if _, err := h.me(boss.AccessToken); err != nil {
			t.Errorf("the administrator: got %v; want them logged in", err)
		}
	})
}
