package identity_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/identity"
)

// While keys change, tokens of both are good; ten minutes after the old one was
// taken away, who still signs with it is believed by nobody.
func TestAKeyThatWasTakenAwaySignsNothingAnyMore(t *testing.T) {
	i := newIssue(t)
	next := newSigner(t, seedOf('b'))
	sign := func(s *identity.Signer) string {
		t.Helper()
		token, err := s.Sign(i.clock.now(), "user-1", "s", identity.RoleUser)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	good := func(what string, tokens ...string) {
		t.Helper()
		for _, token := range tokens {
			if _, err := i.verify.Verify(t.Context(), token); err != nil {
				t.Errorf("%s: got %v; want it accepted", what, err)
			}
		}
	}
	good("before", sign(i.signer))

	i.answer([]authv1.Key{i.signer.Key(), next.Key()}, nil)
	i.clock.advance(5 * time.Second)
	last := sign(i.signer)
	good("while both are announced", sign(next), last)
	i.answer([]authv1.Key{next.Key()}, nil)
	i.clock.advance(4 * time.Minute)
	good("shortly after", sign(next), last)
	i.clock.advance(10 * time.Minute)
	good("the next one", sign(next)) // and the ring is renewed behind its back

	stolen := sign(i.signer)
	deadline := time.Now().Add(10 * time.Second)
	err := error(nil)
	for err == nil && time.Now().Before(deadline) {
		_, err = i.verify.Verify(t.Context(), stolen)
		stolen = sign(i.signer) // not one that is remembered
	}
	if !errors.Is(err, identity.ErrInvalid) {
		t.Errorf("signed with the old key: got %v; want %v", err, identity.ErrInvalid)
	}
}
