package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// shown is what exists for a user.
const shown = `state NOT IN ('` + string(tailor.Reserving) + `', '` + string(tailor.Abandoned) + `')`

// Get implements tailor.Archive.
func (s *Store) Get(ctx context.Context, userID, id string) (tailor.Optimization, error) {
	r, err := scan(s.db.QueryRow(ctx, `SELECT `+columns+` FROM optimizations WHERE id = ? AND user_id = ? AND `+shown, id, userID))
	if sqldb.IsNoRow(err) {
		return tailor.Optimization{}, tailor.ErrNotFound
	}
	if err != nil {
		return tailor.Optimization{}, fmt.Errorf("read an optimization: %w", err)
	}
	return s.opened(ctx, r)
}

// List implements tailor.Archive.
func (s *Store) List(ctx context.Context, userID string, p tailor.Page) ([]tailor.Optimization, error) {
	where, args := `user_id = ? AND `+shown, []any{userID}
	if p.Before != "" {
		where, args = where+` AND id < ?`, append(args, p.Before)
	}
	if len(p.States) > 0 {
		where += ` AND state IN (` + strings.Repeat(", ?", len(p.States))[2:] + `)`
		for _, state := range p.States {
			args = append(args, state)
		}
	}
	found, err := s.rows(ctx, `SELECT `+shortColumns+` FROM optimizations WHERE `+where+` ORDER BY id DESC LIMIT ?`, append(args, p.Limit)...)
	if err != nil {
		return nil, err
	}
	all := make([]tailor.Optimization, 0, len(found))
	for _, r := range found {
		o, err := s.opened(ctx, r)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

func (s *Store) rows(ctx context.Context, query string, args ...any) (found []*row, err error) {
	rows, err := s.db.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list optimizations: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list optimizations: %w", err)
		}
		found = append(found, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list optimizations: %w", err)
	}
	return found, nil
}

// Stats implements tailor.Archive.
func (s *Store) Stats(ctx context.Context, userID string) (tailor.Stats, error) {
	var st tailor.Stats
	var gain, scored int64
	u := &st.Usage
	err := s.db.QueryRow(ctx, `SELECT COUNT(*),
		COALESCE(SUM(CASE WHEN state = ? THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN state = ? THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN state NOT IN (?, ?, ?) THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(calls), 0), COALESCE(SUM(prompt_tokens), 0), COALESCE(SUM(completion_tokens), 0),
		COALESCE(SUM(cost_micro_usd), 0), COALESCE(SUM(credits), 0),
		COALESCE(SUM(CASE WHEN state = ? THEN score_after - score_before ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN state = ? AND score_after IS NOT NULL THEN 1 ELSE 0 END), 0)
		FROM optimizations WHERE user_id = ? AND `+shown,
		tailor.Succeeded, tailor.Failed, tailor.Succeeded, tailor.Failed, tailor.Cancelled, tailor.Succeeded, tailor.Succeeded, userID).
		Scan(&st.Total, &st.Succeeded, &st.Failed, &st.Running,
			&u.Calls, &u.PromptTokens, &u.CompletionTokens, &u.CostMicroUSD, &u.Credits, &gain, &scored)
	if err != nil {
		return st, fmt.Errorf("sum optimizations up: %w", err)
	}
	if scored > 0 {
		st.Gain = float64(gain) / float64(scored)
	}
	return st, nil
}
