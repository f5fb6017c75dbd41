package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// input is what a user gave to an optimization, besides the options.
type input struct {
	CVText         string `json:"cv_text"`
	JobDescription string `json:"job_description"`
}

// row is an optimization as it is kept.
type row struct {
	tailor.Optimization

	options, input, result []byte
	outcome                tailor.State
	evidence               sql.NullInt64
	before, after          sql.NullInt64
	code, message          string
	created, finished      int64
	leaseUntil             int64
}

const columns = `id, user_id, state, outcome, stage, file_id, provider, model, options, input, result,
	evidence, score_before, score_after, held, credits, calls, prompt_tokens, completion_tokens, cost_micro_usd,
	error_code, error_message, runs, lease_until_us, created_us, finished_us`

// shortColumns are columns without the long texts.
const shortColumns = `id, user_id, state, outcome, stage, file_id, provider, model, options, NULL, NULL,
	evidence, score_before, score_after, held, credits, calls, prompt_tokens, completion_tokens, cost_micro_usd,
	error_code, error_message, runs, lease_until_us, created_us, finished_us`

type scanner interface{ Scan(dest ...any) error }

func scan(from scanner) (*row, error) {
	r := &row{}
	u := &r.Usage
	err := from.Scan(&r.ID, &r.UserID, &r.State, &r.outcome, &r.Stage, &r.FileID, &r.Provider, &r.Model, &r.options, &r.input, &r.result,
		&r.evidence, &r.before, &r.after, &r.Held, &u.Credits, &u.Calls, &u.PromptTokens, &u.CompletionTokens, &u.CostMicroUSD,
		&r.code, &r.message, &r.Runs, &r.leaseUntil, &r.created, &r.finished)
	return r, err
}

// opened decrypts a row. An end that isn't final yet is not in it.
func (s *Store) opened(ctx context.Context, r *row) (tailor.Optimization, error) {
	o := r.Optimization
	o.CreatedAt, o.FinishedAt = fromMicros(r.created), fromMicros(r.finished)
	if err := s.open(ctx, o.UserID, about("options", o.ID), r.options, &o.Options); err != nil {
		return o, fmt.Errorf("optimization %s: %w", o.ID, err)
	}
	if r.input != nil {
		var in input
		if err := s.open(ctx, o.UserID, about("input", o.ID), r.input, &in); err != nil {
			return o, fmt.Errorf("optimization %s: %w", o.ID, err)
		}
		o.CVText, o.JobDescription = in.CVText, in.JobDescription
	}
	if !o.State.Final() {
		return o, nil
	}
	if r.code != "" {
		o.Failure = &tailor.Failure{Code: r.code, Message: r.message}
	}
	if o.State != tailor.Succeeded {
		return o, nil
	}
	o.Scores = &tailor.Scores{Evidence: int(r.evidence.Int64), Before: int(r.before.Int64), After: int(r.after.Int64)}
	if r.result != nil {
		o.Result = &tailor.Result{}
		if err := s.open(ctx, o.UserID, about("result", o.ID), r.result, o.Result); err != nil {
			return o, fmt.Errorf("optimization %s: %w", o.ID, err)
		}
	}
	return o, nil
}

func about(what, id string) string { return "optimizations/" + id + "/" + what }
