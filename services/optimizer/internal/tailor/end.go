package tailor

import (
	"context"
	"errors"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

// Endings keeps what ends before its time.
type Endings interface {
	// Cancel decides that an open optimization of a user is cancelled. One whose
	// end is decided stays as it is. ErrNotFound if there is none.
	Cancel(ctx context.Context, userID, id string) error

	// Delete removes an optimization of a user that is final, or returns ErrOpen.
	Delete(ctx context.Context, userID, id string) error

	// Shred destroys a user's key and all content, cancels what is open, and
	// returns the ids of what remains: numbers, and credits to be released.
	Shred(ctx context.Context, userID string) (ids []string, err error)

	// Purge removes what is final of a user and returns how many others remain.
	Purge(ctx context.Context, userID string) (left int64, err error)
}

// ErrOpen is the fault of deleting what holds credits that can't be released now.
var ErrOpen = fault.New(fault.Unavailable, "optimization_open",
	"the optimization is stopped, but its credits are still held; try again shortly").After(2)

// Ender ends optimizations before their time.
type Ender struct {
	Endings Endings
	Archive Archive
	Cashier *Cashier

	Stop   func(id string) // the work on it in this process
	Forget func(ctx context.Context, id string) error
	Now    func() time.Time
}

// Cancel stops an optimization of a user's and returns what it came to. Its
// credits are released at once, or when the credits service is back.
func (e *Ender) Cancel(ctx context.Context, userID, id string) (Optimization, error) {
	if err := e.Endings.Cancel(ctx, userID, id); err != nil {
		return Optimization{}, err
	}
	e.Stop(id)
	_ = e.Cashier.Close(ctx, id) // what this can't do, the Sweeper does
	return e.Archive.Get(ctx, userID, id)
}

// Delete stops an optimization of a user's, if need be, and forgets it.
func (e *Ender) Delete(ctx context.Context, userID, id string) error {
	if err := e.Endings.Cancel(ctx, userID, id); err != nil {
		return err
	}
	e.Stop(id)
	if err := e.Cashier.Close(ctx, id); err != nil {
		return errors.Join(ErrOpen, err)
	}
	if err := e.Endings.Delete(ctx, userID, id); err != nil {
		return err
	}
	return e.Forget(ctx, id)
}

const (
	// settled is how long what was begun before its user was erased may go on:
	// a worker elsewhere finds out when it renews its lease, a third of it.
	settled = 20 * time.Second

	lookAgain = 3 * time.Second // for what the Sweeper has to finish first
)

// Erase forgets all of a user who was erased at a time: the content at once, the
// rest when nothing is under way any more. Until then it returns a LaterError.
func (e *Ender) Erase(ctx context.Context, userID string, at time.Time) error {
	ids, err := e.Endings.Shred(ctx, userID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		e.Stop(id)
	}
	var failed error
	for _, id := range ids {
		failed = errors.Join(failed, e.Cashier.Close(ctx, id), e.Forget(ctx, id))
	}
	if failed != nil {
		return failed
	}
	if wait := min(settled, settled-e.Now().Sub(at)); wait > 0 {
		return &LaterError{After: wait, Why: "erased; once more for what was on its way"}
	}
	left, err := e.Endings.Purge(ctx, userID)
	if err == nil && left > 0 {
		return &LaterError{After: lookAgain, Why: "some of it still holds credits"}
	}
	return err
}
