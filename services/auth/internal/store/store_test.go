package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/store"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

func TestWhatIsStoredComesBack(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		c := testkit.Filled[login.Challenge](t)
		s := testkit.Filled[session.Session](t)
		u := testkit.Filled[user.User](t)
		unused := c
		unused.ID, unused.UsedAt, unused.ExpiresAt = "unused", time.Time{}, time.UnixMilli(1e12).UTC()

		for _, each := range []login.Challenge{c, unused} {
			if err := o.store.Open(t.Context(), login.Opening{Challenge: each}); err != nil {
				t.Fatal(err)
			}
			if got, err := o.store.Challenge(t.Context(), each.ID); err != nil || got != each {
				t.Errorf("challenge: got %+v, %v; want %+v", got, err, each)
			}
		}
		registered, err := o.store.Redeem(t.Context(), login.Redemption{
			Challenge: unused, Now: unused.CreatedAt, User: u, Session: s, Remember: "key", Until: time.UnixMilli(5),
		})
		if err != nil || registered != u {
			t.Errorf("redeem: got %+v, %v; want %+v", registered, err, u)
		}
		got, owner, err := o.store.Present(t.Context(), s.ID, func(*session.Session) error { return nil })
		if s.UserID = u.ID; err != nil || got != s || owner != u {
			t.Errorf("session: got %+v of %+v, %v; want %+v of %+v", got, owner, err, s, u)
		}
		if again, err := o.store.User(t.Context(), u.ID); err != nil || again != u {
			t.Errorf("user: got %+v, %v; want %+v", again, err, u)
		}
	})
}

func TestNothingStoredHelpsToLogIn(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		open, code := o.ask("ada@example.com", "198.51.100.77")
		used, usedCode := o.ask("grace@example.com", "198.51.100.77")
		g, err := o.show("grace@example.com", used, usedCode, "198.51.100.77")
		if err != nil {
			t.Fatal(err)
		}

		all := o.dump()

		if !strings.Contains(all, open) || !strings.Contains(all, g.User.ID) {
			t.Fatal("the dump isn't one")
		}
		proof := g.RefreshToken[strings.LastIndexByte(g.RefreshToken, '.')+1:]
		for what, text := range map[string]string{
			"a code": code, "a used code": usedCode, "a refresh token": proof, "an access token": g.AccessToken,
			"a client's address": "198.51.100.77",
		} {
			if strings.Contains(all, text) {
				t.Errorf("%s lies in the database", what)
			}
		}
	})
}

func TestSweepKeepsWhatIsOfUse(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn, nil)
		tables := func() (n [4]int64) {
			for i, table := range []string{"challenges", "tallies", "known_clients", "sessions"} {
				n[i] = o.count("SELECT COUNT(*) FROM " + table)
			}
			return n
		}
		sweep := func(after time.Duration) [4]int64 {
			o.advance(after)
			if err := o.store.Sweep(t.Context(), o.now(), 7*24*time.Hour); err != nil {
				t.Fatal(err)
			}
			return tables()
		}
		g := o.enter("ada@example.com", "client")
		if err := o.keeper.End(t.Context(), g.User.ID, "none", g.RefreshToken); err != nil {
			t.Fatal(err)
		}
		o.enter("ada@example.com", "client")
		fresh := tables()

		atOnce, anHour, twoDays := sweep(0), sweep(time.Hour), sweep(48*time.Hour)
		nineDays, aYear := sweep(7*24*time.Hour), sweep(365*24*time.Hour)

		if atOnce != fresh {
			t.Errorf("at once: got %v; want all of %v", atOnce, fresh)
		}
		if anHour[0] != 0 || anHour[2] != 1 || anHour[3] != 2 {
			t.Errorf("after an hour: got %v; want no challenge, and the sessions", anHour)
		}
		if twoDays[1] != 0 || twoDays[3] != 1 {
			t.Errorf("after two days: got %v; want no count, and the living session", twoDays)
		}
		if nineDays[3] != 0 || nineDays[2] != 1 || aYear != [4]int64{} {
			t.Errorf("got %v and %v; want an idle session gone, and then all", nineDays, aYear)
		}
		if n := o.count("SELECT COUNT(*) FROM accounts"); n != 1 {
			t.Errorf("got %d users; want the one", n)
		}
	})
}

func TestUserWhoIsGoneIsNobody(t *testing.T) {
	o := open(t, "sqlite:"+t.TempDir()+"/auth.db", nil)

	_, err := o.store.User(t.Context(), "nobody")

	o.want(err, store.ErrNoUser)
}
