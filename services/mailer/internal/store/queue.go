package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
)

// longestFailure is how much of a reason is kept.
const longestFailure = 190

// Claim implements delivery.Queue.
func (s *Store) Claim(ctx context.Context, now, until time.Time, n int) (claimed []delivery.Mail, err error) {
	due, err := s.due(ctx, now, n)
	if err != nil {
		return nil, err
	}
	for _, d := range due {
		// Whoever still finds it as it was read has it.
		result, err := s.db.Exec(ctx, `UPDATE emails_sent SET next_us = ?, attempts = attempts + 1
			WHERE id = ? AND status = ? AND next_us = ?`, sqldb.Micros(until), d.ID, queued, d.next)
		if err != nil {
			return claimed, fmt.Errorf("claim mail: %w", err)
		}
		changed, err := result.RowsAffected()
		if err != nil {
			return claimed, fmt.Errorf("claim mail: %w", err)
		}
		if changed == 1 {
			d.Attempts++
			claimed = append(claimed, d.Mail)
		}
	}
	return claimed, nil
}

type due struct {
	delivery.Mail
	next int64
}

func (s *Store) due(ctx context.Context, now time.Time, n int) (all []due, err error) {
	rows, err := s.db.Query(ctx, `SELECT id, kind, reference, trace, created_us, expires_us, attempts, next_us
		FROM emails_sent WHERE status = ? AND next_us <= ? ORDER BY next_us, id LIMIT ?`, queued, sqldb.Micros(now), n)
	if err != nil {
		return nil, fmt.Errorf("read due mails: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var d due
		var created, expires int64
		err := rows.Scan(&d.ID, &d.Kind, &d.Reference, &d.Trace, &created, &expires, &d.Attempts, &d.next)
		if err != nil {
			return nil, fmt.Errorf("read due mails: %w", err)
		}
		d.CreatedAt, d.ExpiresAt = sqldb.Time(created), sqldb.Time(expires)
		all = append(all, d)
	}
	return all, rows.Err()
}

// Hold implements delivery.Queue.
func (s *Store) Hold(ctx context.Context, m delivery.Mail, until time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE emails_sent SET next_us = ? WHERE id = ? AND status = ? AND attempts = ?`,
		sqldb.Micros(until), m.ID, queued, m.Attempts)
	if err != nil {
		return fmt.Errorf("hold mail: %w", err)
	}
	return nil
}

// Delay implements delivery.Queue.
func (s *Store) Delay(ctx context.Context, m delivery.Mail, until time.Time, why string) error {
	_, err := s.db.Exec(ctx, `UPDATE emails_sent SET next_us = ?, failure = ? WHERE id = ? AND status = ? AND attempts = ?`,
		sqldb.Micros(until), clip(why), m.ID, queued, m.Attempts)
	if err != nil {
		return fmt.Errorf("delay mail: %w", err)
	}
	return nil
}

// Conclude implements delivery.Queue: the row and its announcement are one
// transaction, and only the first end of a mail counts.
func (s *Store) Conclude(ctx context.Context, m delivery.Mail, end delivery.Outcome, at time.Time) error {
	announcement, err := concluded(m, end, at)
	if err != nil {
		return err
	}
	var sent any // NULL
	if end == delivery.Sent {
		sent = sqldb.Micros(at)
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		result, err := tx.Exec(ctx, `UPDATE emails_sent SET status = ?, sent_us = ? WHERE id = ? AND status = ?`,
			string(end), sent, m.ID, queued)
		if err != nil {
			return fmt.Errorf("conclude mail: %w", err)
		}
		if changed, err := result.RowsAffected(); err != nil || changed == 0 {
			return err
		}
		return tx.Enqueue(ctx, announcement)
	})
}

func clip(s string) string {
	runes := []rune(s)
	return string(runes[:min(len(runes), longestFailure)])
}
