package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

var _ tailor.Usages = (*Store)(nil)

// dayUS is a day in microseconds; MySQL and SQLite differ in what / does.
const dayUS = int64(24 * time.Hour / time.Microsecond)

// mostUses bounds one answer.
const mostUses = 5_000

// Used implements tailor.Usages.
func (s *Store) Used(ctx context.Context, userID string, since time.Time) (all []tailor.Use, err error) {
	from, args := `llm_usage u WHERE u.started_us >= ?`, []any{dayUS, llm.Finished, llm.Running, llm.Estimated, micros(since)}
	if userID != "" {
		from = `(SELECT a.* FROM llm_usage a JOIN optimizations o ON o.id = a.optimization_id WHERE a.started_us >= ? AND o.user_id = ?
			UNION ALL SELECT a.* FROM llm_usage a JOIN llm_compared c ON c.attempt_id = a.attempt_id WHERE c.started_us >= ? AND c.user_id = ?) u`
		args = append(args, userID, micros(since), userID)
	}
	rows, err := s.db.Query(ctx, `SELECT u.started_us - u.started_us % ? AS day, u.provider, u.model, COUNT(*),
		SUM(CASE WHEN u.outcome NOT IN (?, ?) THEN 1 ELSE 0 END), SUM(CASE WHEN u.source = ? THEN 1 ELSE 0 END),
		SUM(u.prompt_tokens), SUM(u.cached_tokens), SUM(u.completion_tokens), SUM(u.cost_micro_usd)
		FROM `+from+` GROUP BY day, u.provider, u.model
		ORDER BY day DESC, u.provider, u.model LIMIT ?`, append(args, mostUses)...)
	if err != nil {
		return nil, fmt.Errorf("sum the use of models up: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var u tailor.Use
		var day int64
		err := rows.Scan(&day, &u.Provider, &u.Model, &u.Calls, &u.Failed, &u.Estimated,
			&u.PromptTokens, &u.CachedTokens, &u.CompletionTokens, &u.CostMicroUSD)
		if err != nil {
			return nil, fmt.Errorf("sum the use of models up: %w", err)
		}
		u.Day = fromMicros(day)
		all = append(all, u)
	}
	return all, rows.Err()
}
