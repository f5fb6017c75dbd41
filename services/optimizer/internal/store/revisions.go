package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

var _ tailor.Revisions = (*Store)(nil)

// Draft implements tailor.Revisions.
func (s *Store) Draft(ctx context.Context, userID, id string, number int) (d draft.Draft, err error) {
	if err := s.hasResult(ctx, userID, id); err != nil {
		return d, err
	}
	query, args := `SELECT number, content FROM revisions WHERE optimization_id = ? ORDER BY number DESC LIMIT 1`, []any{id}
	if number > 0 {
		query, args = `SELECT number, content FROM revisions WHERE optimization_id = ? AND number = ?`, []any{id, number}
	}
	var sealed []byte
	err = s.db.QueryRow(ctx, query, args...).Scan(&number, &sealed)
	if sqldb.IsNoRow(err) {
		return d, tailor.ErrNoRevision
	}
	if err != nil {
		return d, fmt.Errorf("read a revision: %w", err)
	}
	return d, s.open(ctx, userID, aboutRevision(id, number), sealed, &d)
}

// hasResult reports what keeps a user's optimization from having revisions.
func (s *Store) hasResult(ctx context.Context, userID, id string) error {
	var state tailor.State
	err := s.db.QueryRow(ctx, `SELECT state FROM optimizations WHERE id = ? AND user_id = ? AND `+shown, id, userID).Scan(&state)
	switch {
	case sqldb.IsNoRow(err):
		return tailor.ErrNotFound
	case err != nil:
		return fmt.Errorf("read an optimization: %w", err)
	case state != tailor.Succeeded:
		return tailor.ErrNoResult
	default:
		return nil
	}
}

// Outlines implements tailor.Revisions.
func (s *Store) Outlines(ctx context.Context, userID, id string) ([]tailor.Outline, error) {
	if err := s.hasResult(ctx, userID, id); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `SELECT number, base, why, evidence, score_before, score_after, made_us FROM revisions
		WHERE optimization_id = ? ORDER BY number DESC`, id)
	if err != nil {
		return nil, fmt.Errorf("list revisions: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []tailor.Outline
	for rows.Next() {
		var o tailor.Outline
		var made int64
		if err := rows.Scan(&o.Number, &o.Base, &o.Why, &o.Scores.Evidence, &o.Scores.Before, &o.Scores.After, &made); err != nil {
			return nil, fmt.Errorf("list revisions: %w", err)
		}
		o.At = fromMicros(made)
		all = append(all, o)
	}
	return all, rows.Err()
}

// Add implements tailor.Revisions. The optimization shows its newest revision.
func (s *Store) Add(ctx context.Context, userID, id string, a tailor.Addition) error {
	d, r, w := a.Draft, a.Result, a.Word
	content, err := s.seal(ctx, userID, aboutRevision(id, d.Number), d)
	if err != nil {
		return err
	}
	result, err := s.seal(ctx, userID, about("result", id), r)
	if err != nil {
		return err
	}
	wordID := uuid.Must(uuid.NewV7()).String()
	var word []byte
	if w != nil {
		if word, err = s.seal(ctx, userID, "words/"+wordID, w); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		ok, err := touched(tx.Exec(ctx, `UPDATE optimizations SET result = ?, evidence = ?, score_before = ?, score_after = ?, moved_us = ?
			WHERE id = ? AND user_id = ? AND state = ? AND result IS NOT NULL`,
			result, r.Match.Evidence, r.Match.Before, r.Match.After, micros(s.now()), id, userID, tailor.Succeeded))
		if err != nil {
			return fmt.Errorf("show a revision: %w", err)
		}
		if !ok {
			return tailor.ErrNotFound // deleted, or erased, meanwhile
		}
		if err := addRevision(ctx, tx, revision{userID, id, content}, d); err != nil || w == nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO words (id, user_id, optimization_id, content, said_us) VALUES (?, ?, ?, ?, ?)`,
			wordID, userID, id, word, micros(d.At))
		if err != nil {
			return fmt.Errorf("keep a user's word: %w", err)
		}
		return nil
	})
}

// revision is a draft as it is kept.
type revision struct {
	userID, id string
	content    []byte
}

func addRevision(ctx context.Context, tx *sqldb.Tx, r revision, d draft.Draft) error {
	m := d.Made.Match
	_, err := tx.Exec(ctx, `INSERT INTO revisions (optimization_id, number, user_id, base, why, content, evidence, score_before, score_after, made_us)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.id, d.Number, r.userID, d.Base, d.Why, r.content, m.Evidence, m.Before, m.After, micros(d.At))
	if sqldb.IsDuplicate(err) {
		return tailor.ErrRevised
	}
	if err != nil {
		return fmt.Errorf("keep a revision: %w", err)
	}
	return nil
}

func aboutRevision(id string, number int) string {
	return fmt.Sprintf("revisions/%s/%d", id, number)
}
