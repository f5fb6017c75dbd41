package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// Record implements tailor.Records.
func (s *Store) Record(ctx context.Context, userID, id string) (r tailor.Record, err error) {
	o, err := s.Get(ctx, userID, id)
	if err != nil {
		return r, err
	}
	r.CVText = o.CVText
	var key sql.NullString
	if err := s.db.QueryRow(ctx, `SELECT idempotency_key FROM optimizations WHERE id = ?`, id).Scan(&key); err != nil {
		return r, fmt.Errorf("read a record: %w", err)
	}
	r.Key = key.String
	rows, err := s.db.Query(ctx, `SELECT part, provider, model, started_us, prompt_tokens, completion_tokens, cost_micro_usd, outcome
		FROM llm_usage WHERE optimization_id = ? ORDER BY started_us, attempt_id`, id)
	if err != nil {
		return r, fmt.Errorf("read attempts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a tailor.Attempt
		var started int64
		err := rows.Scan(&a.Part, &a.Provider, &a.Model, &started, &a.PromptTokens, &a.CompletionTokens, &a.CostMicroUSD, &a.Outcome)
		if err != nil {
			return r, fmt.Errorf("read attempts: %w", err)
		}
		a.StartedAt = fromMicros(started)
		r.Attempts = append(r.Attempts, a)
	}
	if err := rows.Err(); err != nil {
		return r, fmt.Errorf("read attempts: %w", err)
	}
	return r, nil
}
