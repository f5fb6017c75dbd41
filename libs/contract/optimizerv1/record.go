package optimizerv1

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Record gives what is kept of one of the caller's optimizations beside what Get
// gives, for an export that is complete.
var Record = contract.NewCall[RecordRequest, RecordReply]("optimizer", "v1", "record", contract.ByUser)

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
}
