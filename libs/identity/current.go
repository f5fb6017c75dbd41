package identity

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

// ErrCutOff is the fault of what must not be done on the word of a token whose
// session may have ended without our hearing of it.
var ErrCutOff = fault.New(fault.Unavailable, "revocations_unheard",
	"whether your session has ended can't be told at the moment, so nothing is changed; try again shortly").After(5)

// Hear takes note that the list of revoked sessions reaches us. Silence is told
// from the absence of revocations by it.
func (v *Verifier) Hear() { v.heard.Store(v.now().UnixNano()) }

// Current returns ErrCutOff when nothing was heard for so long that sessions may
// have ended unheard.
func (v *Verifier) Current() error {
	if v.now().Sub(time.Unix(0, v.heard.Load())) > authv1.BeatMissed {
		return ErrCutOff
	}
	return nil
}
