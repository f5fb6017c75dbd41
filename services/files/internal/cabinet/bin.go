package cabinet

import (
	"context"
	"time"
)

// Bin is where files go for good.
type Bin interface {
	// Delete removes a file and all that was made of it, and announces that,
	// once.
	Delete(ctx context.Context, f File, at time.Time) error

	// Overdue returns some files of a status that were concluded before a time,
	// without the names that people gave them.
	Overdue(ctx context.Context, status Status, before time.Time, most int) ([]File, error)

	// Erase destroys the key of a user and removes all that it sealed.
	Erase(ctx context.Context, owner string) error
}

// Delete removes a file of owner's for good. The same again is ErrNotFound.
func (c *Cabinet) Delete(ctx context.Context, owner string, key Key) error {
	f, err := c.Store.Find(ctx, owner, key)
	if err != nil {
		return err
	}
	return c.Bin.Delete(ctx, f, c.Now())
}

// settled is how long something that was begun before its owner was erased may
// still go on: longer than any call.
const settled = 20 * time.Second

// Erase removes all that there is of a user who was erased at a time. It returns
// how long to wait until it is to be done once more, for what was on its way; zero
// when it was the last time.
func (c *Cabinet) Erase(ctx context.Context, owner string, at time.Time) (again time.Duration, err error) {
	if err := c.Bin.Erase(ctx, owner); err != nil {
		return 0, err
	}
	return min(settled, max(0, settled-c.Now().Sub(at))), nil
}
