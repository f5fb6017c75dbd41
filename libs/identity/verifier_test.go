package identity_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

const issuer = "https://sartor.test"

// clock is a clock that moves when it is told to.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time          { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(int64(d)) }

// issue is a signer, its keys as a server gives them, and a verifier of them.
type issue struct {
	clock   *clock
	signer  *identity.Signer
	seed    []byte
	verify  *identity.Verifier
	fetches atomic.Int64

	mu   sync.Mutex
	keys []authv1.Key
	err  error
}

func newIssue(t *testing.T) *issue {
	t.Helper()
	i := &issue{clock: newClock(), seed: seedOf('a')}
	i.signer = newSigner(t, i.seed)
	i.keys = []authv1.Key{i.signer.Key()}
	i.verify = identity.NewVerifier(identity.Config{Issuer: issuer, Now: i.clock.now, Keys: i.fetch})
	return i
}

func (i *issue) fetch(context.Context) ([]authv1.Key, error) {
	i.fetches.Add(1)
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.keys, i.err
}

func (i *issue) answer(keys []authv1.Key, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys, i.err = keys, err
}

func (i *issue) token(t *testing.T, session string) string {
	t.Helper()
	token, err := i.signer.Sign(i.clock.now(), "user-1", session, identity.RoleUser)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func seedOf(b byte) []byte { return []byte(strings.Repeat(string(b), ed25519.SeedSize)) }

func newSigner(t *testing.T, seed []byte) *identity.Signer {
	t.Helper()
	s, err := identity.NewSigner(issuer, seed, 5*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignedTokenSaysWhoAsks(t *testing.T) {
	i := newIssue(t)
	token, err := i.signer.Sign(i.clock.now(), "user-1", "session-1", identity.RoleAdmin)
	if err != nil {
		t.Fatal(err)
	}

	got, err := i.verify.Verify(t.Context(), token)

	want := identity.Caller{
		UserID: "user-1", SessionID: "session-1", Role: "admin", Token: token,
		ExpiresAt: i.clock.now().Add(5 * time.Minute),
	}
	if err != nil || got != want || !got.Admin() {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestTokensDiffer(t *testing.T) {
	i := newIssue(t)
	first, second := i.token(t, "session-1"), i.token(t, "session-1")

	if first == second {
		t.Error("two tokens of one second are the same")
	}
}

func TestTokenEndsWhenItsTimeHasCome(t *testing.T) {
	i := newIssue(t)
	cached, fresh := i.token(t, "s"), i.token(t, "s")
	if _, err := i.verify.Verify(t.Context(), cached); err != nil {
		t.Fatal(err)
	}

	i.clock.advance(5*time.Minute - time.Second)
	_, before := i.verify.Verify(t.Context(), cached)
	i.clock.advance(time.Second)
	_, after := i.verify.Verify(t.Context(), cached)
	_, afterFresh := i.verify.Verify(t.Context(), fresh)
	i.clock.advance(time.Hour)
	_, longAfter := i.verify.Verify(t.Context(), fresh)

	if before != nil {
		t.Errorf("a second before: got %v; want it accepted", before)
	}
	for _, err := range []error{after, afterFresh, longAfter} {
		if !errors.Is(err, identity.ErrExpired) {
			t.Errorf("got %v; want %v", err, identity.ErrExpired)
		}
	}
}

func TestRevokedSessionIsRefusedAtOnce(t *testing.T) {
	i := newIssue(t)
	mine, other := i.token(t, "mine"), i.token(t, "other")
	if _, err := i.verify.Verify(t.Context(), mine); err != nil {
		t.Fatal(err)
	}

	i.verify.Revoke("mine", i.clock.now(), true)
	i.verify.Revoke("mine", time.Time{}, false) // taken off the board too early

	if _, err := i.verify.Verify(t.Context(), mine); !errors.Is(err, identity.ErrRevoked) {
		t.Errorf("got %v; want %v", err, identity.ErrRevoked)
	}
	if _, err := i.verify.Verify(t.Context(), other); err != nil {
		t.Errorf("another session: got %v; want it accepted", err)
	}
}

func TestRevocationsOutliveTheirTokensWhateverTheirNumber(t *testing.T) {
	i := newIssue(t)
	token := i.token(t, "first")
	i.verify.Revoke("first", i.clock.now().Add(-time.Hour), true) // a clock far behind

	for n := range 5000 {
		i.verify.Revoke(fmt.Sprint("other-", n), i.clock.now(), true)
	}
	i.clock.advance(5*time.Minute - time.Second)
	for n := range 5000 {
		i.verify.Revoke(fmt.Sprint("more-", n), i.clock.now(), true)
	}

	if _, err := i.verify.Verify(t.Context(), token); !errors.Is(err, identity.ErrRevoked) {
		t.Errorf("got %v; want %v", err, identity.ErrRevoked)
	}
}

func TestKeysAreFetchedOnceForAll(t *testing.T) {
	i := newIssue(t)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := i.verify.Verify(t.Context(), i.token(t, "s")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()

	if n := i.fetches.Load(); n != 1 {
		t.Errorf("fetched %d times; want once", n)
	}
}

func TestUnknownKeyIsAskedForButNotAtEveryToken(t *testing.T) {
	i := newIssue(t)
	if _, err := i.verify.Verify(t.Context(), i.token(t, "s")); err != nil {
		t.Fatal(err)
	}
	next := newSigner(t, seedOf('b'))
	token, err := next.Sign(i.clock.now(), "user-1", "s", "user")
	if err != nil {
		t.Fatal(err)
	}

	for range 20 {
		if _, err := i.verify.Verify(t.Context(), token); !errors.Is(err, identity.ErrInvalid) {
			t.Fatalf("got %v; want %v", err, identity.ErrInvalid)
		}
	}
	calls := i.fetches.Load()
	i.answer([]authv1.Key{i.signer.Key(), next.Key()}, nil)
	i.clock.advance(5 * time.Second)
	_, err = i.verify.Verify(t.Context(), token)

	if calls > 2 {
		t.Errorf("20 tokens with an unknown key fetched %d times; want at most 2", calls)
	}
	if err != nil {
		t.Errorf("after the new key was published: got %v; want it accepted", err)
	}
}

func TestKeysAreKeptWhenTheyCantBeFetched(t *testing.T) {
	i := newIssue(t)
	if _, err := i.verify.Verify(t.Context(), i.token(t, "s")); err != nil {
		t.Fatal(err)
	}

	i.answer(nil, errors.New("auth is away"))
	i.clock.advance(time.Hour)

	for range 3 { // the first renews a stale ring behind our back, in vain
		if _, err := i.verify.Verify(t.Context(), i.token(t, "s")); err != nil {
			t.Errorf("got %v; want the old keys to serve", err)
		}
		i.clock.advance(time.Minute)
	}
}

func TestWithoutAnyKeyNobodyCanTell(t *testing.T) {
	i := newIssue(t)
	i.answer(nil, errors.New("auth is away"))
	token := i.token(t, "s")

	_, err := i.verify.Verify(t.Context(), token)
	i.answer([]authv1.Key{i.signer.Key()}, nil)
	i.clock.advance(2 * time.Second)
	_, later := i.verify.Verify(t.Context(), token)

	if fault.From(err).Code != fault.Unavailable {
		t.Errorf("got %v; want %s", err, fault.Unavailable)
	}
	if later != nil {
		t.Errorf("once there are keys: got %v; want it accepted", later)
	}
}

func TestWaitingForKeysEndsWithTheCaller(t *testing.T) {
	never := make(chan struct{})
	defer close(never)
	v := identity.NewVerifier(identity.Config{
		Issuer: issuer,
		Keys:   func(context.Context) ([]authv1.Key, error) { <-never; return nil, nil },
	})
	token, err := newSigner(t, seedOf('a')).Sign(time.Now(), "u", "s", "user")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	if _, err := v.Verify(ctx, token); fault.From(err).Code != fault.Unavailable {
		t.Errorf("got %v; want %s", err, fault.Unavailable)
	}
}

func TestCallerTravelsInTheContext(t *testing.T) {
	want := identity.Caller{UserID: "u", SessionID: "s", Role: "user"}
	ctx := identity.With(t.Context(), want)

	got, err := identity.User(ctx)

	if err != nil || got != want || got.Admin() {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if _, err := identity.User(t.Context()); !errors.Is(err, identity.ErrMissing) {
		t.Errorf("nobody: got %v; want %v", err, identity.ErrMissing)
	}
}

func TestSignerRefusesWhatVerifiersWouldRefuse(t *testing.T) {
	s := newSigner(t, seedOf('a'))
	for _, ids := range [][3]string{
		{"", "s", "user"},
		{"u", "", "user"},
		{"u", "s", ""},
		{"u.>", "s", "user"},
		{"u", "s*", "user"},
		{strings.Repeat("u", 65), "s", "user"},
	} {
		if _, err := s.Sign(time.Now(), ids[0], ids[1], ids[2]); err == nil {
			t.Errorf("signed for %q", ids)
		}
	}
	for _, bad := range []struct {
		issuer string
		seed   []byte
		life   time.Duration
	}{
		{"", seedOf('a'), time.Minute},
		{issuer, seedOf('a')[:31], time.Minute},
		{issuer, seedOf('a'), authv1.AccessLife + time.Second},
		{issuer, seedOf('a'), 0},
	} {
		if _, err := identity.NewSigner(bad.issuer, bad.seed, bad.life); err == nil {
			t.Errorf("made a signer of %q, %d bytes, %s", bad.issuer, len(bad.seed), bad.life)
		}
	}
}

func BenchmarkVerifySeenToken(b *testing.B) {
	c := newClock()
	s, err := identity.NewSigner(issuer, seedOf('a'), 5*time.Minute)
	if err != nil {
		b.Fatal(err)
	}
	v := identity.NewVerifier(identity.Config{
		Issuer: issuer, Now: c.now,
		Keys: func(context.Context) ([]authv1.Key, error) { return []authv1.Key{s.Key()}, nil },
	})
	token, err := s.Sign(c.now(), "u", "s", "user")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := v.Verify(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}
