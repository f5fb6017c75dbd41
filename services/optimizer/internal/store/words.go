package store

import (
	"context"
	"fmt"

	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

var _ tailor.Words = (*Store)(nil)

// mostWords bounds what is read of what a user has ever said.
const mostWords = 500

// Words implements tailor.Words.
func (s *Store) Words(ctx context.Context, userID string) ([]tailor.Said, error) {
	rows, err := s.db.Query(ctx, `SELECT id, optimization_id, content, said_us FROM words WHERE user_id = ?
		ORDER BY said_us DESC, id DESC LIMIT ?`, userID, mostWords)
	if err != nil {
		return nil, fmt.Errorf("read a user's words: %w", err)
	}
	var all []tailor.Said
	var sealed [][]byte
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var w tailor.Said
		var content []byte
		var said int64
		if err := rows.Scan(&w.ID, &w.OptimizationID, &content, &said); err != nil {
			return nil, fmt.Errorf("read a user's words: %w", err)
		}
		w.At = fromMicros(said)
		all, sealed = append(all, w), append(sealed, content)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read a user's words: %w", err)
	}
	for i := range all {
		if err := s.open(ctx, userID, "words/"+all[i].ID, sealed[i], &all[i].Word); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Forget implements tailor.Words.
func (s *Store) Forget(ctx context.Context, userID, id string) error {
	gone, err := touched(s.db.Exec(ctx, `DELETE FROM words WHERE id = ? AND user_id = ?`, id, userID))
	if err != nil {
		return fmt.Errorf("forget a user's word: %w", err)
	}
	if !gone {
		return tailor.ErrNoWord
	}
	return nil
}
