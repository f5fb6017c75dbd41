package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

var _ login.Store = (*Store)(nil)

// Open implements login.Store.
func (s *Store) Open(ctx context.Context, o login.Opening) error {
	announcement, err := requested(o.Challenge)
	if err != nil {
		return err
	}
	return s.tx(ctx, "open a challenge", func(ctx context.Context, tx *sqldb.Tx) error {
		c := o.Challenge
		if err := spend(ctx, tx, c.CreatedAt, o.Spends...); err != nil {
			return err
		}
		if err := cooled(ctx, tx, o); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO challenges
			(id, sealed, mailbox, scope, client, binding, reserved, attempts, created_us, expires_us, used_us)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			c.ID, c.Sealed, c.Mailbox, c.Scope, c.Client, c.Binding, flag(c.Reserved), c.Attempts,
			sqldb.Micros(c.CreatedAt), sqldb.Micros(c.ExpiresAt), micros(c.UsedAt))
		if err != nil {
			return fmt.Errorf("insert challenge: %w", err)
		}
		return tx.Enqueue(ctx, announcement)
	})
}

// cooled refuses a challenge that follows too soon on one that is still good.
// Its scope's count is locked, so two at once see each other.
func cooled(ctx context.Context, tx *sqldb.Tx, o login.Opening) error {
	var last sql.NullInt64
	err := tx.QueryRow(ctx, `SELECT MAX(created_us) FROM challenges WHERE scope = ? AND used_us = 0 AND attempts < ?`,
		o.Challenge.Scope, o.Tries).Scan(&last)
	if err != nil {
		return fmt.Errorf("read the last challenge: %w", err)
	}
	if !last.Valid {
		return nil
	}
	wait := sqldb.Time(last.Int64).Add(o.Resend).Sub(o.Challenge.CreatedAt)
	if wait > 0 {
		return login.Limited(min(wait, o.Resend))
	}
	return nil
}

// Reserved implements login.Store.
func (s *Store) Reserved(ctx context.Context, challengeID, mailbox string) (bool, error) {
	var n int64
	err := s.db.QueryRow(ctx, `SELECT COUNT(*) FROM challenges WHERE id = ? AND mailbox = ? AND reserved = 1`,
		challengeID, mailbox).Scan(&n)
	return n > 0, explain("look whose challenge it is", err)
}

// Try implements login.Store. The guess is committed before anybody compares.
func (s *Store) Try(ctx context.Context, g login.Guess) (c login.Challenge, err error) {
	found := false
	err = s.tx(ctx, "count a guess", func(ctx context.Context, tx *sqldb.Tx) error {
		if err := spend(ctx, tx, g.Now, g.Spends...); err != nil {
			return err
		}
		found, err = exactlyOne(tx.Exec(ctx, `UPDATE challenges SET attempts = attempts + 1
			WHERE id = ? AND mailbox = ? AND (binding = '' OR binding = ?) AND attempts < ? AND used_us = 0 AND expires_us > ?`,
			g.ChallengeID, g.Mailbox, g.Binding, g.Tries, sqldb.Micros(g.Now)))
		if err != nil || !found {
			return err
		}
		if c, err = loadChallenge(tx.QueryRow(ctx, selectChallenge, g.ChallengeID)); err != nil {
			return err
		}
		return spend(ctx, tx, g.Now, c.Guesses(g.PerMailbox))
	})
	if err == nil && !found {
		err = login.ErrInvalidCode
	}
	return c, err
}

// Redeem implements login.Store.
func (s *Store) Redeem(ctx context.Context, r login.Redemption) (user.User, error) {
	mailbox := s.keys.mailbox(r.User.Email)
	for range collisions {
		account, known, err := accountOf(ctx, s.db, mailbox)
		if err != nil {
			return user.User{}, explain("redeem a challenge", err)
		}
		if !known {
			account = row{id: r.User.ID, created: sqldb.Micros(r.User.CreatedAt)}
			if account.sealed, err = s.hide(ctx, r.User); err != nil {
				return user.User{}, err
			}
		}
		err = s.tx(ctx, "redeem a challenge", func(ctx context.Context, tx *sqldb.Tx) error {
			account, err = redeem(ctx, tx, r, mailbox, account)
			return err
		})
		if errors.Is(err, errErasedMeanwhile) {
			continue
		}
		if err != nil {
			return user.User{}, err
		}
		return s.reveal(ctx, account)
	}
	return user.User{}, fmt.Errorf("redeem a challenge: %w", errCollision)
}

// errErasedMeanwhile sends who had an account when they were looked for, and has
// none now, back to be registered.
var errErasedMeanwhile = errors.New("the account was erased meanwhile")

// redeem lets in the account of a mailbox, or else the one that is given.
func redeem(ctx context.Context, tx *sqldb.Tx, r login.Redemption, mailbox string, fresh row) (row, error) {
	account, returning, err := accountOf(ctx, tx, mailbox)
	if err != nil {
		return row{}, err
	}
	refunds := r.Refunds
	if returning {
		refunds = append([]login.Refund{r.Returning}, refunds...)
	}
	if err := refund(ctx, tx, refunds...); err != nil {
		return row{}, err
	}
	if err := useUp(ctx, tx, r.Challenge.ID, r.Now); err != nil {
		return row{}, err
	}
	if err := refund(ctx, tx, r.InScope); err != nil {
		return row{}, err
	}
	if returning { // unless erased at this moment
		if returning, err = locked(ctx, tx, account.id); err != nil {
			return row{}, err
		}
	}
	if !returning {
		if account = fresh; account.id != r.User.ID {
			return row{}, errErasedMeanwhile
		}
		if err := register(ctx, tx, account, mailbox, r.Erased); err != nil {
			return row{}, err
		}
	}
	r.Session.UserID = account.id
	if err := insertSession(ctx, tx, r.Session); err != nil {
		return row{}, err
	}
	return account, remember(ctx, tx, r.Remember, r.Until)
}

// useUp lets exactly one of those who have the right code pass.
func useUp(ctx context.Context, tx *sqldb.Tx, id string, now time.Time) error {
	won, err := exactlyOne(tx.Exec(ctx, `UPDATE challenges SET used_us = ?
		WHERE id = ? AND used_us = 0 AND expires_us > ?`, sqldb.Micros(now), id, sqldb.Micros(now)))
	if err != nil {
		return fmt.Errorf("use up a challenge: %w", err)
	}
	if !won {
		return login.ErrInvalidCode
	}
	return nil
}

const selectChallenge = `SELECT id, sealed, mailbox, scope, client, binding, reserved, attempts, created_us, expires_us, used_us
	FROM challenges WHERE id = ?`

// Challenge implements login.Store.
func (s *Store) Challenge(ctx context.Context, id string) (login.Challenge, error) {
	c, err := loadChallenge(s.db.QueryRow(ctx, selectChallenge, id))
	if sqldb.IsNoRow(err) {
		return login.Challenge{}, login.ErrNoChallenge
	}
	return c, explain("load a challenge", err)
}

func loadChallenge(row *sql.Row) (c login.Challenge, err error) {
	var created, expires, used, reserved int64
	err = row.Scan(&c.ID, &c.Sealed, &c.Mailbox, &c.Scope, &c.Client, &c.Binding, &reserved, &c.Attempts, &created, &expires, &used)
	c.Reserved = reserved == 1
	c.CreatedAt, c.ExpiresAt, c.UsedAt = sqldb.Time(created), sqldb.Time(expires), fromMicros(used)
	return c, err
}
