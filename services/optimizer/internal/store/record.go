package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/fault"
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
	r.Attempts, _, err = s.attempts(ctx, `llm_usage a WHERE a.optimization_id = ? ORDER BY a.started_us, a.attempt_id`, id)
	return r, err
}

// comparedPage is how many attempts a page has.
const comparedPage = 100

// Comparisons implements tailor.Records. A cursor is where the page before ended:
// when its last attempt began, and its id.
func (s *Store) Comparisons(ctx context.Context, userID, cursor string) ([]tailor.Attempt, string, error) {
	begun, last, _ := strings.Cut(cursor, ".")
	since, err := strconv.ParseInt(begun, 10, 64)
	if cursor != "" && err != nil {
		return nil, "", fault.InvalidField("query.cursor", "is not from this listing; begin again without it")
	}
	all, last, err := s.attempts(ctx, `llm_compared c JOIN llm_usage a ON a.attempt_id = c.attempt_id
		WHERE c.user_id = ? AND (c.started_us > ? OR c.started_us = ? AND c.attempt_id > ?)
		ORDER BY c.started_us, c.attempt_id LIMIT ?`, userID, since, since, last, comparedPage)
	if err != nil || len(all) < comparedPage {
		return all, "", err
	}
	return all, fmt.Sprintf("%d.%s", micros(all[comparedPage-1].StartedAt), last), nil
}

// attempts reads those that a query is about, and the id of the last.
func (s *Store) attempts(ctx context.Context, from string, args ...any) (all []tailor.Attempt, last string, err error) {
	rows, err := s.db.Query(ctx, `SELECT a.attempt_id, a.part, a.provider, a.model, a.started_us, a.prompt_tokens, a.completion_tokens,
		a.cost_micro_usd, a.outcome, a.ended_us, a.prompt_id, a.cached_tokens, a.source, a.prices FROM `+from, args...)
	if err != nil {
		return nil, "", fmt.Errorf("read attempts: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var a tailor.Attempt
		var started, ended int64
		err := rows.Scan(&last, &a.Part, &a.Provider, &a.Model, &started, &a.PromptTokens, &a.CompletionTokens, &a.CostMicroUSD, &a.Outcome,
			&ended, &a.Prompt, &a.CachedTokens, &a.Source, &a.Prices)
		if err != nil {
			return nil, "", fmt.Errorf("read attempts: %w", err)
		}
		a.StartedAt = fromMicros(started)
		if at := fromMicros(ended); ended != 0 {
			a.EndedAt = &at
		}
		all = append(all, a)
	}
	if err := rows.Err(); err != nil {
		return nil, "", fmt.Errorf("read attempts: %w", err)
	}
	return all, last, nil
}
