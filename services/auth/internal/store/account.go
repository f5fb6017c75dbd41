package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/account"
	"github.com/sartor-cv/sartor/services/auth/internal/address"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

var (
	_ account.Store  = (*Store)(nil)
	_ session.Family = (*Store)(nil)
)

// Change implements account.Store. Nothing is locked while fn works: if somebody
// else has changed the same user meanwhile, fn works again on what they made.
func (s *Store) Change(ctx context.Context, id string, fn func(user.User) (user.User, error)) (user.User, error) {
	for range collisions {
		was, err := s.account(ctx, id)
		if err != nil {
			return user.User{}, err
		}
		u, err := s.reveal(ctx, was)
		if err != nil {
			return user.User{}, err
		}
		if u, err = fn(u); err != nil {
			return u, err
		}
		sealed, err := s.hide(ctx, u)
		if err != nil {
			return user.User{}, err
		}
		done, err := exactlyOne(s.db.Exec(ctx, `UPDATE accounts SET sealed = ? WHERE id = ? AND sealed = ?`, sealed, id, was.sealed))
		if err != nil {
			return user.User{}, explain("change a user", err)
		}
		if done {
			return u, nil
		}
	}
	return user.User{}, fmt.Errorf("change a user: %w", errCollision)
}

// Erase implements account.Store. A session keeps the id of its user, which is
// nobody's from now on, until verifiers need not know of its end any more.
func (s *Store) Erase(ctx context.Context, e account.Erasure) (endings []session.Ending, err error) {
	u, err := s.User(ctx, e.UserID) // an address never changes
	if err != nil && !errors.Is(err, ErrNoUser) {
		return nil, err
	}
	there := err == nil
	err = s.tx(ctx, "erase a user", func(ctx context.Context, tx *sqldb.Tx) error {
		if there {
			if err := s.erase(ctx, tx, e, u.Email); err != nil {
				return err
			}
		}
		endings, err = endAll(ctx, tx, e.UserID, e.Now, e.Since)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE sessions SET user_agent = '' WHERE user_id = ?`, e.UserID)
		return err
	})
	return endings, err
}

func (s *Store) erase(ctx context.Context, tx *sqldb.Tx, e account.Erasure, email address.Address) error {
	// Deleted where challenges always come first: before what belongs to them.
	if _, err := tx.Exec(ctx, `DELETE FROM challenges WHERE mailbox = ?`, e.Mailbox(email)); err != nil {
		return fmt.Errorf("delete challenges: %w", err)
	}
	found, err := exactlyOne(tx.Exec(ctx, `DELETE FROM accounts WHERE id = ?`, e.UserID))
	if err != nil || !found {
		return err // somebody was faster, and has announced it
	}
	if err := s.keys.Vault.EraseIn(ctx, tx, e.UserID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `REPLACE INTO erased_addresses (id, until_us) VALUES (?, ?)`, e.Mark(email), sqldb.Micros(e.Until))
	if err != nil {
		return fmt.Errorf("remember an erased address: %w", err)
	}
	m, err := authv1.UserErased.Message("auth.user_erased."+e.UserID, authv1.UserErasedFact{UserID: e.UserID, ErasedAt: e.Now})
	if err != nil {
		return err
	}
	return tx.Enqueue(ctx, m)
}

// returning reports whether an account of this address was erased lately.
func returning(ctx context.Context, tx *sqldb.Tx, mark string, now time.Time) (bool, error) {
	var n int64
	err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM erased_addresses WHERE id = ? AND until_us > ?`, mark, sqldb.Micros(now)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for an erased address: %w", err)
	}
	return n > 0, nil
}

// Of implements session.Family.
func (s *Store) Of(ctx context.Context, userID string) (all []session.Session, err error) {
	rows, err := s.db.Query(ctx, selectSession+` WHERE user_id = ? ORDER BY created_us DESC, id DESC`, userID)
	if err != nil {
		return nil, explain("list sessions", err)
	}
	defer func() { _ = rows.Close() }()

	for rows.Next() {
		one, err := scanSession(rows)
		if err != nil {
			return nil, fmt.Errorf("list sessions: %w", err)
		}
		all = append(all, one)
	}
	return all, explain("list sessions", rows.Err())
}

// EndAll implements session.Family.
func (s *Store) EndAll(ctx context.Context, userID string, now, since time.Time) (endings []session.Ending, err error) {
	err = s.tx(ctx, "end all sessions", func(ctx context.Context, tx *sqldb.Tx) error {
		endings, err = endAll(ctx, tx, userID, now, since)
		return err
	})
	return endings, err
}

func endAll(ctx context.Context, tx *sqldb.Tx, userID string, now, since time.Time) ([]session.Ending, error) {
	_, err := tx.Exec(ctx, `UPDATE sessions SET revoked_us = ? WHERE user_id = ? AND revoked_us = 0`, sqldb.Micros(now), userID)
	if err != nil {
		return nil, fmt.Errorf("end sessions: %w", err)
	}
	rows, err := tx.Query(ctx, `SELECT id, revoked_us FROM sessions WHERE user_id = ? AND revoked_us > ?`, userID, sqldb.Micros(since))
	if err != nil {
		return nil, fmt.Errorf("list ended sessions: %w", err)
	}
	return scanEndings(rows)
}
