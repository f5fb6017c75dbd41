package optimizerv1

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Calls for an export that is complete.
var (
	// Record gives what is kept of one of the caller's optimizations beside what Get
	// gives.
	Record = contract.NewCall[RecordRequest, RecordReply]("optimizer", "v1", "record", contract.ByUser)

	// Comparisons lists what models were asked for the caller's comparisons of CVs, the
	// oldest first.
	Comparisons = contract.NewCall[ComparisonsRequest, ComparisonsReply]("optimizer", "v1", "comparisons", contract.ByUser)
)

// RecordRequest names one of the caller's optimizations.
type RecordRequest struct {
	ID string `json:"id"`
}

// RecordReply is what was given and what was asked of models.
type RecordReply struct {
	IdempotencyKey string    `json:"idempotency_key,omitempty"`
	CVText         string    `json:"cv_text,omitempty"` // where it was given as text
	Attempts       []Attempt `json:"attempts"`
}

// Attempt is one request to a model.
type Attempt struct {
	Part             string    `json:"part"`
	Provider         string    `json:"provider"`
	Model            string    `json:"model"`
	StartedAt        time.Time `json:"started_at"`
	PromptTokens     int64     `json:"prompt_tokens"`
	CompletionTokens int64     `json:"completion_tokens"`
	CostMicroUSD     int64     `json:"cost_micro_usd"`
	Outcome          string    `json:"outcome"`

	EndedAt      *time.Time `json:"ended_at,omitempty"`
	Prompt       string     `json:"prompt,omitempty"` // the instructions, by name
	CachedTokens int64      `json:"cached_tokens,omitempty"`
	Source       string     `json:"source,omitempty"` // of the counts: the model, or an estimate
	Prices       string     `json:"prices,omitempty"` // the list that the cost is by
}

// ComparisonsRequest asks for a page.
type ComparisonsRequest struct {
	Cursor string `json:"cursor,omitempty"` // from the reply before
}

// ComparisonsReply is a page of at most 100.
type ComparisonsReply struct {
	Items      []Attempt `json:"items"`
	NextCursor string    `json:"next_cursor,omitempty"` // empty on the last page
}
