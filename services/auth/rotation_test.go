package auth_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/auth"
)

// The key is changed as `auth new-key` says: announced, used, and the old one
// taken away, replica by replica, while people log in, refresh and ask.
func TestASigningKeyChangesWithoutRefusingAnybody(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		now, next := bytes.Repeat([]byte("a"), ed25519.SeedSize), bytes.Repeat([]byte("b"), ed25519.SeedSize)
		r := &rotation{house: start(t, dsn, keys(now, nil)), replicas: make([]*testkit.Running, 2)}
		r.replicas[0], r.replicas[1] = r.running, r.Start(auth.Service, r.env)
		r.elsewhere = r.verifier()
		stop := r.load()
		old := r.login("early@example.com")

		r.roll(keys(now, next)) // announced
		announced := signedWith(t, next)
		testkit.Eventually(t, "the next key is believed before it signs", func() bool {
			_, err := r.elsewhere.Verify(t.Context(), announced)
			return err == nil
		})
		r.roll(keys(next, now)) // used
		fresh := r.login("late@example.com")
		_, both := r.elsewhere.Verify(t.Context(), old.AccessToken)
		r.roll(keys(next, nil)) // the old one is gone
		stop()

		if kidOf(fresh.AccessToken) == kidOf(old.AccessToken) || both != nil {
			t.Errorf("got %s after %s, and of the old token %v; want another key, and the old token good", kidOf(fresh.AccessToken), kidOf(old.AccessToken), both)
		}
		if r.refused.Load() != 0 || r.asked.Load() < 50 {
			t.Errorf("%d of %d valid tokens were refused; want none of many", r.refused.Load(), r.asked.Load())
		}
		t.Logf("%d valid tokens, %d refused, %d calls while no replica answered", r.asked.Load(), r.refused.Load(), r.away.Load())
	})
}

type rotation struct {
	*house
	replicas             []*testkit.Running
	elsewhere            *identity.Verifier
	asked, refused, away atomic.Int64
}

func keys(signs, believed []byte) map[string]string {
	retired := ""
	if believed != nil {
		public, _ := ed25519.NewKeyFromSeed(believed).Public().(ed25519.PublicKey)
		retired = base64.RawURLEncoding.EncodeToString(public)
	}
	return map[string]string{"JWT_PRIVATE_KEY": base64.StdEncoding.EncodeToString(signs), "JWT_RETIRED_KEYS": retired}
}

// roll gives each replica its new settings, never both at once.
func (r *rotation) roll(env map[string]string) {
	r.t.Helper()
	maps.Copy(r.env, env)
	for i := range r.replicas {
		r.replicas[i].Stop()
		r.replicas[i] = r.Start(auth.Service, r.env)
	}
}

// load refreshes sessions and shows their tokens, to auth and elsewhere, until it
// is stopped.
func (r *rotation) load() (stop func()) {
	ctx, cancel := context.WithCancel(r.t.Context())
	var wg sync.WaitGroup
	for i := range 4 {
		s := r.login(fmt.Sprintf("user%d@example.com", i))
		wg.Go(func() {
			for ctx.Err() == nil {
				next, err := r.refresh(s.RefreshToken)
				if err != nil {
					r.judge(err)
					continue
				}
				_, err = r.elsewhere.Verify(r.t.Context(), next.AccessToken)
				r.judge(err)
				_, err = r.me(s.AccessToken) // the one before, which is still good
				r.judge(err)
				s = next
			}
		})
	}
	return func() { cancel(); wg.Wait() }
}

func (r *rotation) judge(err error) {
	r.asked.Add(1)
	switch {
	case fault.From(err).Code == fault.Unauthenticated:
		r.refused.Add(1)
		r.t.Error(err)
	case err != nil:
		r.away.Add(1)
	}
}

func signedWith(t *testing.T, seed []byte) string {
	t.Helper()
	signer, err := identity.NewSigner("sartor", seed, 5*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signer.Sign(time.Now(), "somebody", "session", identity.RoleUser)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func kidOf(token string) string {
	header, _, _ := strings.Cut(token, ".")
	return header
}

func TestANewKeyIsPrintedAsSettings(t *testing.T) {
	var out bytes.Buffer

	if err := auth.Service.Commands[0].Run(t.Context(), host.Invocation{Out: &out}); err != nil {
		t.Fatal(err)
	}

	values := map[string]string{}
	for line := range strings.Lines(out.String()) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && values[name] == "" {
			values[name] = value
		}
	}
	seed, err := base64.StdEncoding.DecodeString(values["JWT_PRIVATE_KEY"])
	if err != nil || len(seed) != ed25519.SeedSize || keys(nil, seed)["JWT_RETIRED_KEYS"] != values["JWT_RETIRED_KEYS"] {
		t.Errorf("got %s, %v; want a seed and its public half", out.String(), err)
	}
}
