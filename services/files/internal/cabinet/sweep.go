package cabinet

import (
	"context"
	"time"

	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// Broom finds what crashes left behind.
type Broom interface {
	// Stuck returns files that came before a time and are still being read, the
	// oldest first.
	Stuck(ctx context.Context, before time.Time) ([]File, error)

	// Again queues the reading of a file once more; once for each round, however
	// many ask.
	Again(ctx context.Context, f File, round int64) error

	// Orphans removes bytes and texts that no file has, and says how many.
	Orphans(ctx context.Context) (int, error)
}

// rounds is how many times a stuck file's patience is worn out before it is
// given up.
const rounds = 48

// Sweep reads stuck files again, gives up those that no reading helps, and
// removes orphans. A task may have been lost with its queue, or parked.
func (c *Cabinet) Sweep(ctx context.Context) (orphans int, err error) {
	now := c.Now()
	stuck, err := c.Broom.Stuck(ctx, now.Add(-c.Patience))
	if err != nil {
		return 0, err
	}
	for _, f := range stuck {
		round := int64(now.Sub(f.CreatedAt) / c.Patience)
		if round < rounds {
			err = c.Broom.Again(ctx, f, round)
		} else {
			unread := extract.Unread()
			err = c.Content.Conclude(ctx, f, extract.Result{Rejection: &unread}, now)
		}
		if err != nil {
			return 0, err
		}
	}
	return c.Broom.Orphans(ctx)
}
