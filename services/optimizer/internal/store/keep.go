package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

var _ tailor.Shelf = (*Store)(nil)

// Old implements tailor.Shelf.
func (s *Store) Old(ctx context.Context, before time.Time, most int) (all []tailor.Owned, err error) {
	rows, err := s.db.Query(ctx, `SELECT id, user_id FROM optimizations
		WHERE state IN `+final+` AND finished_us < ? ORDER BY id LIMIT ?`, micros(before), most)
	if err != nil {
		return nil, fmt.Errorf("list old optimizations: %w", err)
	}
	defer func() { _ = rows.Close() }()

	for rows.Next() {
		var o tailor.Owned
		if err := rows.Scan(&o.ID, &o.UserID); err != nil {
			return nil, fmt.Errorf("list old optimizations: %w", err)
		}
		all = append(all, o)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list old optimizations: %w", err)
	}
	return all, nil
}
