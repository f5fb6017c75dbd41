package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rank"
)

var _ llm.Book = (*Store)(nil)

// Begin implements llm.Book.
func (s *Store) Begin(ctx context.Context, a llm.Attempt) error {
	_, err := s.patiently(ctx, `INSERT INTO llm_usage (attempt_id, optimization_id, part, prompt_id, provider, model, started_us,
		ended_us, prompt_tokens, completion_tokens, cached_tokens, source, cost_micro_usd, prices, outcome)
		VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Optimization, a.Part, a.PromptID, a.Provider, a.Model, micros(a.StartedAt),
		a.Usage.PromptTokens, a.Usage.CompletionTokens, a.Usage.CachedTokens, a.Usage.Source, a.CostMicroUSD, a.Prices, a.Outcome)
	if err != nil && !sqldb.IsDuplicate(err) { // twice is once: its answer was lost
		return fmt.Errorf("write an attempt down: %w", err)
	}
	if a.Optimization == "" {
		return s.compared(ctx, a)
	}
	return nil
}

// Daily is how many comparisons of CVs may ask a model in a day, in UTC; 0 for
// any number.
type Daily struct{ PerUser, Total int64 }

// Capped returns the store with caps on comparisons. They are kept by the
// database, so that replicas share them.
func (s *Store) Capped(d Daily) *Store {
	capped := *s
	capped.daily = d
	return &capped
}

// compared says whose comparison an attempt is for, and takes both back where
// that is one too many. It is written down before it is counted: of those who
// come at once none is missed.
func (s *Store) compared(ctx context.Context, a llm.Attempt) error {
	_, err := s.patiently(ctx, `INSERT INTO llm_compared (user_id, started_us, attempt_id) VALUES (?, ?, ?)`, a.User, micros(a.StartedAt), a.ID)
	if err != nil && !sqldb.IsDuplicate(err) {
		return fmt.Errorf("write a comparison down: %w", err)
	}
	day := micros(a.StartedAt) - micros(a.StartedAt)%dayUS
	var mine, all int64
	err1 := s.db.QueryRow(ctx, `SELECT COUNT(*) FROM llm_compared WHERE user_id = ? AND started_us >= ?`, a.User, day).Scan(&mine)
	err2 := s.db.QueryRow(ctx, `SELECT COUNT(*) FROM llm_compared WHERE started_us >= ?`, day).Scan(&all)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("count comparisons: %w", err)
	}
	why := ""
	switch {
	case s.daily.PerUser > 0 && mine > s.daily.PerUser:
		why = "you have had as many comparisons by a model as there are for one day"
	case s.daily.Total > 0 && all > s.daily.Total:
		why = "there have been as many comparisons by a model today as the operator allows"
	default:
		return nil
	}
	err1 = s.forget(ctx, `DELETE FROM llm_compared WHERE user_id = ? AND attempt_id = ?`, a.User, a.ID)
	err2 = s.forget(ctx, `DELETE FROM llm_usage WHERE attempt_id = ?`, a.ID)
	return errors.Join(&rank.WithheldError{Why: why}, err1, err2)
}

func (s *Store) forget(ctx context.Context, query string, args ...any) error {
	if _, err := s.patiently(ctx, query, args...); err != nil {
		return fmt.Errorf("take a comparison back: %w", err)
	}
	return nil
}

// Lose writes off the attempts for comparisons that began within a time and have no
// end: whoever made them is gone. They count with their estimate. Those for
// optimizations are written off when these end.
func (s *Store) Lose(ctx context.Context, from, to time.Time) error {
	_, err := s.db.Exec(ctx, `UPDATE llm_usage SET outcome = ? WHERE optimization_id = '' AND started_us >= ? AND started_us < ? AND outcome = ?`,
		llm.Lost, micros(from), micros(to), llm.Running)
	if err != nil {
		return fmt.Errorf("write attempts off: %w", err)
	}
	return nil
}

// End implements llm.Book.
func (s *Store) End(ctx context.Context, a llm.Attempt) error {
	_, err := s.patiently(ctx, `UPDATE llm_usage SET ended_us = ?, prompt_tokens = ?, completion_tokens = ?, cached_tokens = ?,
		source = ?, cost_micro_usd = ?, prices = ?, outcome = ? WHERE attempt_id = ?`,
		micros(a.EndedAt), a.Usage.PromptTokens, a.Usage.CompletionTokens, a.Usage.CachedTokens,
		a.Usage.Source, a.CostMicroUSD, a.Prices, a.Outcome, a.ID)
	if err != nil {
		return fmt.Errorf("write an attempt's end down: %w", err)
	}
	return nil
}
