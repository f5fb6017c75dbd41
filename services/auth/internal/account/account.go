// Package account lets people change what is known of them, and be forgotten.
//
// Whoever was forgotten may come back as a stranger. Only that somebody of this
// address was here is remembered for a while, under a key from which nobody can
// tell the address, so that credits for signing up are not given again and again.
package account

import (
	"context"
	"time"

	"github.com/sartor-cv/sartor/services/auth/internal/address"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

// Remembered is how long an erased address gets no credits for signing up.
const Remembered = 90 * 24 * time.Hour

// Store keeps users.
type Store interface {
	// Change lets fn change a user and saves what it returns.
	Change(ctx context.Context, id string, fn func(user.User) (user.User, error)) (user.User, error)

	// Erase forgets a user, ends the sessions, announces it, and returns the
	// sessions that ended since a time. Of one that is gone it returns those alone.
	Erase(ctx context.Context, e Erasure) ([]session.Ending, error)
}

// Erasure is what happens when somebody is forgotten.
type Erasure struct {
	UserID string
	Now    time.Time
	Since  time.Time // of endings
	Until  time.Time // the address is remembered
	Mark   func(address.Address) string

	// Mailbox is the key that the address's codes under way are kept by.
	Mailbox func(address.Address) string
}

// Desk is where people look after their accounts.
type Desk struct {
	Store    Store
	Sessions *session.Keeper
	Mark     func(address.Address) string // the key that an erased address is remembered by
	Mailbox  func(address.Address) string // the key that its codes are kept by
	Now      func() time.Time
}

// Update changes what somebody tells about themselves.
func (d *Desk) Update(ctx context.Context, userID string, c user.Change) (user.User, error) {
	return d.Store.Change(ctx, userID, c.Apply)
}

// Erase forgets a user. When it returns, the user's sessions are over everywhere
// and those who keep anything of theirs are being told.
func (d *Desk) Erase(ctx context.Context, userID string) error {
	now := d.Now()
	endings, err := d.Store.Erase(ctx, Erasure{
		UserID: userID, Now: now, Since: d.Sessions.Matters(now), Until: now.Add(Remembered), Mark: d.Mark, Mailbox: d.Mailbox,
	})
	if err != nil {
		return err
	}
	return d.Sessions.TellAll(ctx, endings)
}
