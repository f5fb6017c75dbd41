package ledger

import (
	"context"
	"time"
)

// Seals keeps checkpoints, beside the book that they are of.
type Seals interface {
	// Add seals, as of now, the heads that moved since the newest checkpoint, and
	// has sign sign the new one. It reports false where no head has moved, or
	// another replica was faster.
	Add(ctx context.Context, now time.Time, sign func(*Checkpoint)) (Checkpoint, bool, error)

	// Check compares every checkpoint with the one before and with the book, and
	// returns the newest. What is wrong is a *BrokenError.
	Check(ctx context.Context, verify func(Checkpoint) string, witness Witness) (Checkpoint, error)
}

// Notary seals the book from time to time, so that nobody can take back what was
// sealed, whatever rights they have to the database.
type Notary struct {
	Seals Seals
	Keys  *Keyring
	Now   func() time.Time
}

// Seal makes checkpoints until all heads are sealed, and returns them.
func (n *Notary) Seal(ctx context.Context) (all []Checkpoint, err error) {
	for {
		c, made, err := n.Seals.Add(ctx, n.Now(), n.Keys.Sign)
		if err != nil || !made {
			return all, err
		}
		all = append(all, c)
	}
}

// Check audits the checkpoints, and that there is the one that witness is of,
// unless witness is none. It returns the newest.
func (n *Notary) Check(ctx context.Context, witness Witness) (Checkpoint, error) {
	return n.Seals.Check(ctx, n.Keys.Verify, witness)
}
