package cabinet

import (
	"context"
	"time"
)

// Keep is for how long files are kept after they were read; zero is until their
// owner deletes them.
type Keep struct {
	Parsed   time.Duration
	Rejected time.Duration
}

// tidied is how many files are looked for at once.
const tidied = 100

// Tidy deletes the files that have been kept for as long as they were to be, as
// their owners would. Files that are being read aren't among them.
func (c *Cabinet) Tidy(ctx context.Context) error {
	for status, life := range map[Status]time.Duration{Parsed: c.Keep.Parsed, Rejected: c.Keep.Rejected} {
		more := life > 0
		for more {
			n, err := c.discard(ctx, status, c.Now().Add(-life))
			if err != nil {
				return err
			}
			more = n == tidied
		}
	}
	return nil
}

// discard deletes some files of a status that are older than a time, and returns
// how many it found.
func (c *Cabinet) discard(ctx context.Context, status Status, before time.Time) (int, error) {
	old, err := c.Bin.Overdue(ctx, status, before, tidied)
	if err != nil {
		return 0, err
	}
	for _, f := range old {
		if err := c.Bin.Delete(ctx, f, c.Now()); err != nil {
			return 0, err
		}
	}
	return len(old), nil
}
