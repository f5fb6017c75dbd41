package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// Earlier implements tailor.Orders.
func (s *Store) Earlier(ctx context.Context, userID string, t tailor.Ticket) (*tailor.Optimization, error) {
	var fingerprint []byte
	var id string
	err := s.db.QueryRow(ctx, `SELECT id, fingerprint FROM optimizations WHERE user_id = ? AND idempotency_key = ?`,
		userID, t.Key).Scan(&id, &fingerprint)
	if sqldb.IsNoRow(err) {
		return nil, nil //nolint:nilnil // there is none, and that is no error
	}
	if err != nil {
		return nil, fmt.Errorf("look for an earlier order: %w", err)
	}
	if !bytes.Equal(fingerprint, t.Fingerprint[:]) {
		return nil, tailor.ErrKeyReused
	}
	r, err := scan(s.db.QueryRow(ctx, `SELECT `+columns+` FROM optimizations WHERE id = ?`, id))
	if sqldb.IsNoRow(err) || err == nil && (r.State == tailor.Reserving || r.State == tailor.Abandoned) {
		return nil, tailor.ErrInProgress
	}
	if err != nil {
		return nil, fmt.Errorf("read an earlier order: %w", err)
	}
	o, err := s.opened(ctx, r)
	return &o, err
}

// Place implements tailor.Orders.
func (s *Store) Place(ctx context.Context, o tailor.Optimization, t tailor.Ticket) (*tailor.Optimization, error) {
	options, err := s.seal(ctx, o.UserID, about("options", o.ID), o.Options)
	if err != nil {
		return nil, err
	}
	in, err := s.seal(ctx, o.UserID, about("input", o.ID), input{CVText: o.CVText, JobDescription: o.JobDescription})
	if err != nil {
		return nil, err
	}
	var key any
	if t.Key != "" {
		key = t.Key
	}
	_, err = s.db.Exec(ctx, `INSERT INTO optimizations (id, user_id, idempotency_key, fingerprint, state, outcome, stage,
		file_id, provider, model, options, input, held, charge, credits, calls, prompt_tokens, completion_tokens,
		cost_micro_usd, error_code, error_message, runs, lease, lease_until_us, created_us, moved_us, finished_us)
		VALUES (?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, '', '', 0, '', 0, ?, ?, 0)`,
		o.ID, o.UserID, key, t.Fingerprint[:], tailor.Reserving, o.Stage, o.FileID, o.Provider, o.Model, options, in,
		o.Held, micros(o.CreatedAt), micros(s.now()))
	if sqldb.IsDuplicate(err) && t.Key != "" {
		earlier, err := s.Earlier(ctx, o.UserID, t)
		if err == nil && earlier == nil {
			err = tailor.ErrInProgress // it was abandoned this moment
		}
		return earlier, err
	}
	if err != nil {
		return nil, fmt.Errorf("write an order down: %w", err)
	}
	return nil, nil //nolint:nilnil // it is the first
}

// Queue implements tailor.Orders.
func (s *Store) Queue(ctx context.Context, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		ok, err := touched(tx.Exec(ctx, `UPDATE optimizations SET state = ?, moved_us = ? WHERE id = ? AND state = ?`,
			tailor.Queued, micros(s.now()), id, tailor.Reserving))
		if err != nil {
			return fmt.Errorf("queue an order: %w", err)
		}
		if !ok {
			return fmt.Errorf("queue an order: %w", errAbandoned)
		}
		return enqueue(ctx, tx, "run-"+id, id)
	})
}

// errAbandoned is plain, so Internal: it took us longer than we ever should.
var errAbandoned = errors.New("it was abandoned meanwhile")

// Abandon implements tailor.Orders.
func (s *Store) Abandon(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `UPDATE optimizations SET state = ?, idempotency_key = NULL, moved_us = ? WHERE id = ? AND state = ?`,
		tailor.Abandoned, micros(s.now()), id, tailor.Reserving)
	if err != nil {
		return fmt.Errorf("abandon an order: %w", err)
	}
	return nil
}

// Discard implements tailor.Orders.
func (s *Store) Discard(ctx context.Context, id string) error {
	_, err := s.db.Exec(ctx, `DELETE FROM optimizations WHERE id = ? AND state IN (?, ?)`, id, tailor.Reserving, tailor.Abandoned)
	if err != nil {
		return fmt.Errorf("discard an order: %w", err)
	}
	return nil
}

// enqueue gives an optimization to the workers.
func enqueue(ctx context.Context, tx *sqldb.Tx, messageID, id string) error {
	m, err := optimizerv1.Run.Message(messageID, optimizerv1.RunTask{OptimizationID: id})
	if err != nil {
		return err
	}
	return tx.Enqueue(ctx, m)
}
