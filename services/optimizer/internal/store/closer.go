package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// Debt implements tailor.Closer.
func (s *Store) Debt(ctx context.Context, id string) (tailor.Debt, bool, error) {
	d := tailor.Debt{ID: id}
	var f tailor.Failure
	err := s.db.QueryRow(ctx, `SELECT outcome, charge, error_code, error_message FROM optimizations WHERE id = ? AND state = ?`,
		id, tailor.Ending).Scan(&d.State, &d.Charge, &f.Code, &f.Message)
	if sqldb.IsNoRow(err) {
		return d, false, nil
	}
	if err != nil {
		return d, false, fmt.Errorf("read what is owed: %w", err)
	}
	if f.Code != "" {
		d.Failure = &f
	}
	return d, true, nil
}

// Close implements tailor.Closer.
func (s *Store) Close(ctx context.Context, d tailor.Debt, charged int64) (won bool, err error) {
	failure := tailor.Failure{}
	if d.Failure != nil {
		failure = *d.Failure
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		now := s.now().UTC()
		won, err = touched(tx.Exec(ctx, `UPDATE optimizations SET state = ?, stage = ?, credits = ?, error_code = ?, error_message = ?,
			moved_us = ?, finished_us = ? WHERE id = ? AND state = ?`,
			d.State, tailor.StageDone, charged, failure.Code, failure.Message, micros(now), micros(now), d.ID, tailor.Ending))
		if err != nil || !won {
			return err
		}
		var userID string
		if err := tx.QueryRow(ctx, `SELECT user_id FROM optimizations WHERE id = ?`, d.ID).Scan(&userID); err != nil {
			return err
		}
		m, err := optimizerv1.Finished.Message("optimization-finished-"+d.ID, optimizerv1.FinishedFact{
			OptimizationID: d.ID, UserID: userID, Status: string(d.State), Credits: charged, FinishedAt: now,
		})
		if err != nil {
			return err
		}
		return tx.Enqueue(ctx, m)
	})
	if err != nil {
		return false, fmt.Errorf("close an optimization: %w", err)
	}
	return won, nil
}

// mostLeft bounds one round of sweeping.
const mostLeft = 100

// Left implements tailor.Closer.
func (s *Store) Left(ctx context.Context, state tailor.State, since time.Time) (ids []string, err error) {
	rows, err := s.db.Query(ctx, `SELECT id FROM optimizations WHERE state = ? AND moved_us <= ? AND lease_until_us <= ?
		ORDER BY moved_us LIMIT ?`, state, micros(since), micros(s.now()), mostLeft)
	if err != nil {
		return nil, fmt.Errorf("look for what is left: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("look for what is left: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Requeue implements tailor.Closer.
func (s *Store) Requeue(ctx context.Context, id string, since time.Time) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		now := micros(s.now())
		ok, err := touched(tx.Exec(ctx, `UPDATE optimizations SET moved_us = ?
			WHERE id = ? AND state IN `+open+` AND moved_us <= ? AND lease_until_us <= ?`, now, id, micros(since), now))
		if err != nil || !ok {
			return err
		}
		return enqueue(ctx, tx, fmt.Sprintf("run-%s-%d", id, now), id)
	})
}

// Backlog counts what is under way.
func (s *Store) Backlog(ctx context.Context) (b tailor.Backlog, err error) {
	b.Open = map[tailor.State]int64{}
	for _, state := range []tailor.State{tailor.Queued, tailor.Waiting, tailor.Running, tailor.Ending} {
		var n, oldest int64
		err := s.db.QueryRow(ctx, `SELECT COUNT(*), COALESCE(MIN(moved_us), 0) FROM optimizations WHERE state = ?`, state).Scan(&n, &oldest)
		if err != nil {
			return b, fmt.Errorf("count what is under way: %w", err)
		}
		b.Open[state] = n
		if state == tailor.Ending {
			b.OldestEnd = fromMicros(oldest)
		}
	}
	return b, nil
}
