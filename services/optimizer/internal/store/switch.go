package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

var _ tailor.Switch = (*Switch)(nil)

// Switch is the one that stops all tailoring. It is a row, so that every replica
// and every shell sees the same, and a restart forgets nothing.
type Switch struct {
	DB  *sqldb.DB
	Now func() time.Time
}

// models is the switch's name.
const models = "llm"

// Off implements tailor.Switch.
func (s *Switch) Off(ctx context.Context) (since time.Time, off bool, err error) {
	var us int64
	err = s.DB.QueryRow(ctx, `SELECT off_us FROM switched_off WHERE name = ?`, models).Scan(&us)
	if sqldb.IsNoRow(err) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("look at the switch: %w", err)
	}
	return fromMicros(us), true, nil
}

// Set implements tailor.Switch.
func (s *Switch) Set(ctx context.Context, off bool) error {
	query, args := `DELETE FROM switched_off WHERE name = ?`, []any{models}
	if off {
		query, args = `INSERT INTO switched_off (name, off_us) VALUES (?, ?)`, []any{models, micros(s.Now())}
	}
	if _, err := s.DB.Exec(ctx, query, args...); err != nil && !sqldb.IsDuplicate(err) {
		return fmt.Errorf("turn the switch: %w", err)
	}
	return nil
}
