package session_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/auth/internal/session"
)

var (
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	policy = session.Policy{Idle: 7 * 24 * time.Hour, Absolute: 30 * 24 * time.Hour, Grace: 10 * time.Second}
)

func TestPresent(t *testing.T) {
	alive := session.Session{
		ID: "s", UserID: "u", Counter: 5, CreatedAt: noon.Add(-time.Hour), RotatedAt: noon, ExpiresAt: noon.Add(policy.Absolute),
	}
	ended := alive
	ended.RevokedAt = noon.Add(time.Second)

	for name, c := range map[string]struct {
		session session.Session
		counter int64
		after   time.Duration
		want    error
		counted int64
		revoked bool
	}{
		"the newest":                   {alive, 5, time.Hour, nil, 6, false},
		"the newest at once":           {alive, 5, 0, nil, 6, false},
		"the last but one, at once":    {alive, 4, 0, nil, 5, false},
		"the last but one, in time":    {alive, 4, 10 * time.Second, nil, 5, false},
		"the last but one, too late":   {alive, 4, 10*time.Second + 1, session.ErrReused, 5, true},
		"an old one, at once":          {alive, 3, 0, session.ErrReused, 5, true},
		"the first one":                {alive, 1, time.Minute, session.ErrReused, 5, true},
		"none that we gave":            {alive, 6, 0, session.ErrInvalid, 5, false},
		"after a week":                 {alive, 5, policy.Idle, nil, 6, false},
		"after more than a week":       {alive, 5, policy.Idle + 1, session.ErrExpired, 5, false},
		"after its life":               {alive, 5, policy.Absolute, session.ErrExpired, 5, false},
		"of an ended session":          {ended, 5, time.Minute, session.ErrEnded, 5, true},
		"spent, of an ended session":   {ended, 3, time.Minute, session.ErrReused, 5, true},
		"in grace, of an ended one":    {ended, 4, time.Second, session.ErrEnded, 5, true},
		"late, of an ended session":    {ended, 4, time.Minute, session.ErrReused, 5, true},
		"spent, of an expired session": {alive, 3, policy.Absolute, session.ErrExpired, 5, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.session

			err := s.Present(c.counter, noon.Add(c.after), policy)

			if !errors.Is(err, c.want) || s.Counter != c.counted || s.RevokedAt.IsZero() == c.revoked {
				t.Errorf("got %v, counter %d, revoked at %s; want %v, %d, %t",
					err, s.Counter, s.RevokedAt, c.want, c.counted, c.revoked)
			}
		})
	}
}

func TestASessionEndsHoweverMuchItIsUsed(t *testing.T) {
	s := session.Session{Counter: 1, CreatedAt: noon, RotatedAt: noon, ExpiresAt: noon.Add(policy.Absolute)}

	now := noon
	for s.Present(s.Counter, now, policy) == nil {
		now = now.Add(time.Hour)
	}

	if now != s.ExpiresAt {
		t.Errorf("ended at %s; want %s", now, s.ExpiresAt)
	}
}

func newSecret(t *testing.T, text string) *session.Secret {
	t.Helper()
	s, err := session.NewSecret([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRefreshTokenIsReadAsItWasMade(t *testing.T) {
	s := newSecret(t, "secret")
	const id = "0195b2f0-1111-7abc-8def-000000000001"
	token := s.Token(id, 42)

	got, counter, err := s.Read(token)

	if err != nil || got != id || counter != 42 || s.Token(id, 42) != token {
		t.Errorf("got %q, %d, %v; want what it was made of", got, counter, err)
	}
}

func TestRefreshTokensThatWeNeverMadeAreRefused(t *testing.T) {
	s := newSecret(t, "secret")
	const id = "0195b2f0-1111-7abc-8def-000000000001"
	token := s.Token(id, 42)
	parts := strings.Split(token, ".")

	for name, forged := range map[string]string{
		"empty":           "",
		"a word":          "token",
		"another counter": strings.Replace(token, ".42.", ".43.", 1),
		"leading zero":    strings.Replace(token, ".42.", ".042.", 1),
		"plus":            strings.Replace(token, ".42.", ".+42.", 1),
		"no counter":      strings.Replace(token, ".42.", "..", 1),
		"huge counter":    strings.Replace(token, ".42.", ".99999999999999999999.", 1),
		"another session": strings.Replace(token, "0001", "0002", 1),
		"another version": strings.Replace(token, "r1", "r2", 1),
		"no proof":        strings.Join(parts[:3], ".") + ".",
		"cut":             token[:len(token)-1],
		"longer":          token + "A",
		"padded":          token + "=",
		"blank":           " " + token,
		"another secret":  newSecret(t, "another").Token(id, 42),
		"too long":        strings.Repeat("r1.", 5000),
		"another's proof": strings.Join(parts[:3], ".") + "." + strings.Split(s.Token(id, 41), ".")[3],
	} {
		if _, _, err := s.Read(forged); !errors.Is(err, session.ErrInvalid) {
			t.Errorf("%s: got %v; want %v", name, err, session.ErrInvalid)
		}
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	s, err := session.NewSecret([]byte("secret"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Token("session", 1))
	f.Fuzz(func(t *testing.T, token string) {
		if id, counter, err := s.Read(token); err == nil && s.Token(id, counter) != token {
			t.Error(fmt.Sprint("read what we never made: ", token))
		}
	})
}
