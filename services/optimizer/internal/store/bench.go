package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

const open = `('` + string(tailor.Queued) + `', '` + string(tailor.Waiting) + `', '` + string(tailor.Running) + `')`

// Claim implements tailor.Bench.
func (s *Store) Claim(ctx context.Context, l tailor.Lease) (tailor.Optimization, tailor.Claim, error) {
	now := micros(s.now())
	ours, err := touched(s.db.Exec(ctx, `UPDATE optimizations SET lease = ?, lease_until_us = ?, moved_us = ?
		WHERE id = ? AND state IN `+open+` AND lease_until_us <= ?`, l.Token, micros(l.Until), now, l.ID, now))
	if err != nil {
		return tailor.Optimization{}, tailor.Gone, fmt.Errorf("claim an optimization: %w", err)
	}
	r, err := scan(s.db.QueryRow(ctx, `SELECT `+columns+` FROM optimizations WHERE id = ?`, l.ID))
	switch {
	case sqldb.IsNoRow(err):
		return tailor.Optimization{}, tailor.Gone, nil
	case err != nil:
		return tailor.Optimization{}, tailor.Gone, fmt.Errorf("read a claimed optimization: %w", err)
	case ours:
		o, err := s.opened(ctx, r) // its content may have been erased
		return o, tailor.Ours, err
	case r.State == tailor.Ending:
		return tailor.Optimization{}, tailor.Over, nil
	case r.State == tailor.Queued || r.State == tailor.Waiting || r.State == tailor.Running:
		return tailor.Optimization{}, tailor.Taken, nil
	default:
		return tailor.Optimization{}, tailor.Gone, nil
	}
}

// Renew implements tailor.Bench.
func (s *Store) Renew(ctx context.Context, l tailor.Lease) error {
	return s.leased(ctx, l, `lease_until_us = ?`, micros(l.Until))
}

// Free implements tailor.Bench.
func (s *Store) Free(ctx context.Context, l tailor.Lease) error {
	return s.leased(ctx, l, `lease = '', lease_until_us = 0`)
}

// Move implements tailor.Bench.
func (s *Store) Move(ctx context.Context, l tailor.Lease, state tailor.State, stage tailor.Stage) error {
	begun := 0
	if state == tailor.Running && stage == tailor.StageRead {
		begun = 1
	}
	return s.leased(ctx, l, `state = ?, stage = ?, runs = runs + ?`, state, stage, begun)
}

// leased changes an open optimization under its lease.
func (s *Store) leased(ctx context.Context, l tailor.Lease, set string, args ...any) error {
	args = append(args, micros(s.now()), l.ID, l.Token)
	ok, err := touched(s.patiently(ctx, `UPDATE optimizations SET `+set+`, moved_us = ?
		WHERE id = ? AND lease = ? AND state IN `+open, args...))
	if err != nil {
		return fmt.Errorf("move an optimization on: %w", err)
	}
	if !ok {
		return tailor.ErrLost
	}
	return nil
}

// How long a database is waited for while a worker holds a lease: what it has
// done so far is worth it, and the lease lasts longer.
const (
	patience   = 12 * time.Second
	breath     = 200 * time.Millisecond
	longBreath = time.Second
)

// patiently runs a statement that changes the same when it is run twice, and
// waits for a database that is away.
func (s *Store) patiently(ctx context.Context, query string, args ...any) (sql.Result, error) {
	began := time.Now()
	for pause := breath; ; pause = min(2*pause, longBreath) {
		result, err := s.db.Exec(ctx, query, args...)
		if err == nil || fault.From(err).Code != fault.Unavailable || time.Since(began) > patience {
			return result, err
		}
		select {
		case <-ctx.Done():
			return result, err
		case <-time.After(pause):
		}
	}
}

// Conclude implements tailor.Bench.
func (s *Store) Conclude(ctx context.Context, l tailor.Lease, e tailor.End) error {
	result, owner, err := s.sealedResult(ctx, l.ID, e.Result)
	if err != nil {
		return err
	}
	var first []byte
	if e.Draft != nil && owner != "" {
		if first, err = s.seal(ctx, owner, aboutRevision(l.ID, e.Draft.Number), e.Draft); err != nil {
			return err
		}
	}
	scores := []any{nil, nil, nil}
	if e.Scores != nil {
		scores = []any{e.Scores.Evidence, e.Scores.Before, e.Scores.After}
	}
	failure := tailor.Failure{}
	if e.Failure != nil {
		failure = *e.Failure
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		u, err := used(ctx, tx, l.ID)
		if err != nil {
			return err
		}
		ok, err := touched(tx.Exec(ctx, `UPDATE optimizations SET state = ?, outcome = ?, stage = ?, result = ?,
			evidence = ?, score_before = ?, score_after = ?, charge = ?, error_code = ?, error_message = ?,
			calls = ?, prompt_tokens = ?, completion_tokens = ?, cost_micro_usd = ?,
			provider = COALESCE(?, provider), model = COALESCE(?, model), lease = '', lease_until_us = 0, moved_us = ?
			WHERE id = ? AND lease = ? AND state IN `+open,
			tailor.Ending, e.State, tailor.StageSettle, result, scores[0], scores[1], scores[2], e.Charge,
			failure.Code, failure.Message, u.Calls, u.PromptTokens, u.CompletionTokens, u.CostMicroUSD,
			orNull(e.By.Provider), orNull(e.By.Model), micros(s.now()), l.ID, l.Token))
		if err != nil {
			return fmt.Errorf("conclude an optimization: %w", err)
		}
		if !ok {
			return tailor.ErrLost
		}
		if first == nil {
			return nil
		}
		return addRevision(ctx, tx, revision{owner, l.ID, first}, *e.Draft)
	})
}

func orNull(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

func (s *Store) sealedResult(ctx context.Context, id string, r *tailor.Result) (sealed []byte, userID string, err error) {
	if r == nil {
		return nil, "", nil
	}
	if err := s.db.QueryRow(ctx, `SELECT user_id FROM optimizations WHERE id = ?`, id).Scan(&userID); err != nil {
		return nil, "", fmt.Errorf("find whose result it is: %w", err)
	}
	sealed, err = s.seal(ctx, userID, about("result", id), r)
	return sealed, userID, err
}

// used sums up what an optimization used; attempts that never ended are lost,
// and count with their estimate.
func used(ctx context.Context, tx *sqldb.Tx, id string) (u tailor.Usage, err error) {
	_, err = tx.Exec(ctx, `UPDATE llm_usage SET outcome = ? WHERE optimization_id = ? AND outcome = ?`, llm.Lost, id, llm.Running)
	if err != nil {
		return u, fmt.Errorf("close lost attempts: %w", err)
	}
	err = tx.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(prompt_tokens), 0), COALESCE(SUM(completion_tokens), 0),
		COALESCE(SUM(cost_micro_usd), 0) FROM llm_usage WHERE optimization_id = ?`, id).
		Scan(&u.Calls, &u.PromptTokens, &u.CompletionTokens, &u.CostMicroUSD)
	if err != nil {
		return u, fmt.Errorf("sum attempts up: %w", err)
	}
	return u, nil
}
