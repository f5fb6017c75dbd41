package identity_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/identity"
)

func TestSilenceIsNotTakenForNobodyLoggingOut(t *testing.T) {
	now := time.Now()
	v := identity.NewVerifier(identity.Config{Issuer: "sartor", Now: func() time.Time { return now }})

	atFirst := v.Current()
	now = now.Add(authv1.BeatMissed)
	inTime := v.Current()
	now = now.Add(time.Millisecond)
	cutOff := v.Current()
	v.Hear()
	afterBeat := v.Current()
	now = now.Add(authv1.BeatMissed)
	v.Revoke("somebody", now, true)
	now = now.Add(authv1.BeatMissed)
	afterLogout := v.Current()

	if atFirst != nil || inTime != nil || afterBeat != nil || afterLogout != nil || !errors.Is(cutOff, identity.ErrCutOff) {
		t.Errorf("got %v, %v, %v, %v, %v; want only the silence of more than %s refused",
			atFirst, inTime, cutOff, afterBeat, afterLogout, authv1.BeatMissed)
	}
}
