package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

var _ session.Store = (*Store)(nil)

func insertSession(ctx context.Context, tx *sqldb.Tx, s session.Session) error {
	_, err := tx.Exec(ctx, `INSERT INTO sessions
		(id, user_id, counter, user_agent, created_us, rotated_us, expires_us, revoked_us, told_us)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
		s.ID, s.UserID, s.Counter, s.UserAgent, sqldb.Micros(s.CreatedAt), sqldb.Micros(s.RotatedAt),
		sqldb.Micros(s.ExpiresAt), micros(s.RevokedAt))
	if err != nil {
		return fmt.Errorf("insert session: %w", err)
	}
	return nil
}

// Present implements session.Store.
func (s *Store) Present(
	ctx context.Context, id string, fn func(*session.Session) error,
) (now session.Session, u user.User, verdict error) {
	var account row
	err := s.tx(ctx, "present a refresh token", func(ctx context.Context, tx *sqldb.Tx) error {
		was, err := scanSession(tx.QueryRow(ctx, selectSession+` WHERE id = ?`+tx.ForUpdate(), id))
		if sqldb.IsNoRow(err) {
			verdict = session.ErrInvalid
			return nil
		}
		if err != nil {
			return err
		}
		now = was
		verdict = fn(&now)
		if now != was {
			_, err = tx.Exec(ctx, `UPDATE sessions SET counter = ?, rotated_us = ?, revoked_us = ? WHERE id = ?`,
				now.Counter, sqldb.Micros(now.RotatedAt), micros(now.RevokedAt), id)
		}
		if err != nil || verdict != nil {
			return err
		}
		account, err = scanAccount(tx.QueryRow(ctx, selectAccount+` WHERE id = ?`, now.UserID))
		if sqldb.IsNoRow(err) {
			return ErrNoUser
		}
		return err
	})
	if err != nil {
		return session.Session{}, user.User{}, err
	}
	if verdict == nil {
		u, verdict = s.reveal(ctx, account)
	}
	return now, u, verdict
}

// End implements session.Store.
func (s *Store) End(ctx context.Context, userID, id string, now time.Time) (endedAt time.Time, err error) {
	_, err = s.db.Exec(ctx, `UPDATE sessions SET revoked_us = ? WHERE id = ? AND user_id = ? AND revoked_us = 0`,
		sqldb.Micros(now), id, userID)
	if err != nil {
		return time.Time{}, explain("end a session", err)
	}
	var revoked int64
	err = s.db.QueryRow(ctx, `SELECT revoked_us FROM sessions WHERE id = ? AND user_id = ?`, id, userID).Scan(&revoked)
	if sqldb.IsNoRow(err) {
		return time.Time{}, nil
	}
	return fromMicros(revoked), explain("end a session", err)
}

// Untold implements session.Store.
func (s *Store) Untold(ctx context.Context, since time.Time) ([]session.Ending, error) {
	return s.endings(ctx, `SELECT id, revoked_us FROM sessions WHERE revoked_us > ? AND told_us = 0`, since)
}

// Ended returns the sessions that ended since a time, told or not.
func (s *Store) Ended(ctx context.Context, since time.Time) ([]session.Ending, error) {
	return s.endings(ctx, `SELECT id, revoked_us FROM sessions WHERE revoked_us > ?`, since)
}

func (s *Store) endings(ctx context.Context, query string, since time.Time) (all []session.Ending, err error) {
	rows, err := s.db.Query(ctx, query, sqldb.Micros(since))
	if err != nil {
		return nil, explain("list ended sessions", err)
	}
	return scanEndings(rows)
}

func scanEndings(rows *sql.Rows) (all []session.Ending, err error) {
	defer func() { _ = rows.Close() }()

	for rows.Next() {
		var e session.Ending
		var at int64
		if err := rows.Scan(&e.SessionID, &at); err != nil {
			return nil, fmt.Errorf("list ended sessions: %w", err)
		}
		e.EndedAt = sqldb.Time(at)
		all = append(all, e)
	}
	return all, explain("list ended sessions", rows.Err())
}

// Told implements session.Store.
func (s *Store) Told(ctx context.Context, id string, now time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE sessions SET told_us = ? WHERE id = ?`, sqldb.Micros(now), id)
	return explain("note that an end was told", err)
}

const selectSession = `SELECT id, user_id, counter, user_agent, created_us, rotated_us, expires_us, revoked_us FROM sessions`

func scanSession(row interface{ Scan(into ...any) error }) (s session.Session, err error) {
	var created, rotated, expires, revoked int64
	err = row.Scan(&s.ID, &s.UserID, &s.Counter, &s.UserAgent, &created, &rotated, &expires, &revoked)
	s.CreatedAt, s.RotatedAt = sqldb.Time(created), sqldb.Time(rotated)
	s.ExpiresAt, s.RevokedAt = sqldb.Time(expires), fromMicros(revoked)
	return s, err
}
