package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
)

// spend counts each of the spends, or returns login.Limited: then the caller
// rolls back, and nothing was counted.
func spend(ctx context.Context, tx *sqldb.Tx, now time.Time, spends ...login.Spend) error {
	for _, s := range spends {
		tally, _, err := loadTally(ctx, tx, s.Key)
		if err != nil {
			return err
		}
		if wait := tally.Add(s.Rate, now); wait > 0 {
			return login.Limited(wait)
		}
		// The same for a mailbox that was counted before: how long it takes doesn't tell.
		_, err = tx.Exec(ctx, `REPLACE INTO tallies (id, marks, until_us) VALUES (?, ?, ?)`, s.Key, tally.String(), sqldb.Micros(s.Rate.Until(now)))
		if err != nil {
			return fmt.Errorf("count: %w", err)
		}
	}
	return nil
}

func refund(ctx context.Context, tx *sqldb.Tx, refunds ...login.Refund) error {
	for _, r := range refunds {
		tally, found, err := loadTally(ctx, tx, r.Key)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		tally.Take(r.Rate, r.At, r.N)
		if _, err := tx.Exec(ctx, `UPDATE tallies SET marks = ? WHERE id = ?`, tally.String(), r.Key); err != nil {
			return fmt.Errorf("uncount: %w", err)
		}
	}
	return nil
}

func loadTally(ctx context.Context, tx *sqldb.Tx, key string) (t login.Tally, found bool, err error) {
	var marks string
	err = tx.QueryRow(ctx, `SELECT marks FROM tallies WHERE id = ?`+tx.ForUpdate(), key).Scan(&marks)
	if sqldb.IsNoRow(err) {
		return login.Tally{}, false, nil
	}
	if err != nil {
		return login.Tally{}, false, fmt.Errorf("read a count: %w", err)
	}
	t, err = login.ParseTally(marks)
	return t, true, err
}

// Known implements login.Store.
func (s *Store) Known(ctx context.Context, key string, now time.Time) (bool, error) {
	var n int64
	err := s.db.QueryRow(ctx, `SELECT COUNT(*) FROM known_clients WHERE id = ? AND until_us > ?`,
		key, sqldb.Micros(now)).Scan(&n)
	return n > 0, explain("look for a known client", err)
}

func remember(ctx context.Context, tx *sqldb.Tx, key string, until time.Time) error {
	_, err := tx.Exec(ctx, `REPLACE INTO known_clients (id, until_us) VALUES (?, ?)`, key, sqldb.Micros(until))
	if err != nil {
		return fmt.Errorf("remember a client: %w", err)
	}
	return nil
}
