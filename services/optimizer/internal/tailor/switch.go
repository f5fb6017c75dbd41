package tailor

import (
	"context"
	"errors"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

// Switch is how an operator stops all tailoring, whoever does it, at once and
// until it is switched on again.
type Switch interface {
	Off(ctx context.Context) (since time.Time, off bool, err error)
	Set(ctx context.Context, off bool) error
}

// ErrOff is the fault of ordering while the switch is off.
var ErrOff = fault.New(fault.Unavailable, "llm_switched_off", "the operator has stopped tailoring for now; nothing was charged. Try again later").After(60)

// errOff is why a run is stopped by it.
var errOff = errors.New("switched off")

func offFailure() *Failure { return &Failure{Code: ErrOff.Reason, Message: ErrOff.Message} }

// Obey stops what is being worked on in this process while the switch is off.
// It is called all the time.
func (w *Worker) Obey(ctx context.Context) error {
	_, off, err := w.Switch.Off(ctx)
	if off {
		w.stops.all(errOff)
	}
	return err
}

// first is err, or otherwise the other.
func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
