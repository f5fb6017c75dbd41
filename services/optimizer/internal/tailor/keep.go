package tailor

import (
	"context"
	"errors"
	"time"
)

// Owned is which optimization, and whose.
type Owned struct{ ID, UserID string }

// Shelf knows what has been kept for long.
type Shelf interface {
	// Old returns some of the optimizations that were final before a time.
	Old(ctx context.Context, before time.Time, most int) ([]Owned, error)
}

// tidied is how many optimizations are looked for at once.
const tidied = 100

// Tidy deletes the optimizations that ended so long ago, as their owners would.
// A life of zero is until they do.
func (e *Ender) Tidy(ctx context.Context, shelf Shelf, life time.Duration) error {
	more := life > 0
	for more {
		old, err := shelf.Old(ctx, e.Now().Add(-life), tidied)
		if err != nil {
			return err
		}
		for _, o := range old {
			if err := e.Delete(ctx, o.UserID, o.ID); err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		more = len(old) == tidied
	}
	return nil
}
