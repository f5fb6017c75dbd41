package store

import (
	"context"
	"fmt"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

var (
	_ tailor.Endings = (*Store)(nil)
	_ tailor.Records = (*Store)(nil)
)

const final = `('` + string(tailor.Succeeded) + `', '` + string(tailor.Failed) + `', '` + string(tailor.Cancelled) + `')`

// Cancel implements tailor.Endings.
func (s *Store) Cancel(ctx context.Context, userID, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		var found string
		err := tx.QueryRow(ctx, `SELECT id FROM optimizations WHERE id = ? AND user_id = ? AND `+shown, id, userID).Scan(&found)
		if sqldb.IsNoRow(err) {
			return tailor.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("read what is to be cancelled: %w", err)
		}
		return s.cancel(ctx, tx, id)
	})
}

// cancel takes an open optimization away from its worker, with what it used.
func (s *Store) cancel(ctx context.Context, tx *sqldb.Tx, id string) error {
	ok, err := touched(tx.Exec(ctx, `UPDATE optimizations SET state = ?, outcome = ?, stage = ?,
		lease = '', lease_until_us = 0, moved_us = ? WHERE id = ? AND state IN `+open,
		tailor.Ending, tailor.Cancelled, tailor.StageSettle, micros(s.now()), id))
	if err != nil {
		return fmt.Errorf("cancel an optimization: %w", err)
	}
	if !ok {
		return nil
	}
	u, err := used(ctx, tx, id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE optimizations SET calls = ?, prompt_tokens = ?, completion_tokens = ?, cost_micro_usd = ? WHERE id = ?`,
		u.Calls, u.PromptTokens, u.CompletionTokens, u.CostMicroUSD, id)
	if err != nil {
		return fmt.Errorf("write down what a cancelled one used: %w", err)
	}
	return nil
}

// Delete implements tailor.Endings. The attempts at models stay, for the
// operator's books: they name nobody. What the user has said about themselves
// stays too: it is theirs, not the optimization's.
func (s *Store) Delete(ctx context.Context, userID, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		gone, err := touched(tx.Exec(ctx, `DELETE FROM optimizations WHERE id = ? AND user_id = ? AND state IN `+final, id, userID))
		if err != nil {
			return fmt.Errorf("delete an optimization: %w", err)
		}
		if !gone {
			return tailor.ErrOpen
		}
		if _, err := tx.Exec(ctx, `DELETE FROM revisions WHERE optimization_id = ?`, id); err != nil {
			return fmt.Errorf("delete an optimization's revisions: %w", err)
		}
		return nil
	})
}

// Shred implements tailor.Endings.
func (s *Store) Shred(ctx context.Context, userID string) (ids []string, err error) {
	if err := s.vault.Erase(ctx, userID); err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		if err := s.blank(ctx, tx, userID); err != nil {
			return err
		}
		ids, err = idsOf(ctx, tx, `SELECT id FROM optimizations WHERE user_id = ? AND state IN `+open, userID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.cancel(ctx, tx, id); err != nil {
				return err
			}
		}
		ids, err = idsOf(ctx, tx, `SELECT id FROM optimizations WHERE user_id = ?`, userID)
		return err
	})
	return ids, err
}

// blank removes what a user's key has sealed, and the digests of it.
func (s *Store) blank(ctx context.Context, tx *sqldb.Tx, userID string) error {
	nothing, noDigest := []byte{}, make([]byte, 32)
	for _, change := range []struct {
		query string
		args  []any
	}{
		{
			`UPDATE optimizations SET state = ?, moved_us = ? WHERE user_id = ? AND state = ?`,
			[]any{tailor.Abandoned, micros(s.now()), userID, tailor.Reserving},
		},
		{
			`UPDATE optimizations SET idempotency_key = NULL, fingerprint = ?, options = ?, input = ?, result = NULL WHERE user_id = ?`,
			[]any{noDigest, nothing, nothing, userID},
		},
		{`DELETE FROM cvs WHERE user_id = ?`, []any{userID}},
		{`DELETE FROM revisions WHERE user_id = ?`, []any{userID}},
		{`DELETE FROM words WHERE user_id = ?`, []any{userID}},
		{`DELETE FROM llm_compared WHERE user_id = ?`, []any{userID}},
	} {
		if _, err := tx.Exec(ctx, change.query, change.args...); err != nil {
			return fmt.Errorf("shred: %w", err)
		}
	}
	return nil
}

func idsOf(ctx context.Context, tx *sqldb.Tx, query, userID string) (ids []string, err error) {
	rows, err := tx.Query(ctx, query, userID)
	if err != nil {
		return nil, fmt.Errorf("list a user's optimizations: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list a user's optimizations: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Purge implements tailor.Endings.
func (s *Store) Purge(ctx context.Context, userID string) (left int64, err error) {
	if _, err := s.db.Exec(ctx, `DELETE FROM optimizations WHERE user_id = ? AND state IN `+final, userID); err != nil {
		return 0, fmt.Errorf("purge: %w", err)
	}
	for _, table := range []string{"revisions", "words", "llm_compared"} { // those that were on their way when the rest went
		if _, err := s.db.Exec(ctx, `DELETE FROM `+table+` WHERE user_id = ?`, userID); err != nil {
			return 0, fmt.Errorf("purge: %w", err)
		}
	}
	if err := s.db.QueryRow(ctx, `SELECT COUNT(*) FROM optimizations WHERE user_id = ?`, userID).Scan(&left); err != nil {
		return 0, fmt.Errorf("purge: %w", err)
	}
	return left, nil
}
