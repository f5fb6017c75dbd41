// Package tailor carries an optimization from the order to its end.
//
// Its promises: an order holds credits exactly as long as it is open and is
// charged at most once, what is shown has been checked before, and whatever
// breaks on the way, every order reaches an end.
package tailor

import (
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

// State is where an optimization stands.
type State string

// The states. Outside, Reserving and Abandoned don't exist yet, and Ending is
// still running.
const (
	Reserving State = "reserving" // written down, its credits not yet held for sure
	Abandoned State = "abandoned" // never became an order; its credits are to be released
	Queued    State = "queued"
	Waiting   State = "waiting"
	Running   State = "running"
	Ending    State = "ending" // its end is decided, its credits not yet settled or released
	Succeeded State = "succeeded"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Final reports whether nothing will change any more.
func (s State) Final() bool { return s == Succeeded || s == Failed || s == Cancelled }

// Stage is what is being done.
type Stage string

// The stages, in order.
const (
	StageRead   Stage = "read"
	StagePlan   Stage = "plan"
	StageTailor Stage = "tailor"
	StageLetter Stage = "letter"
	StageCheck  Stage = "check"
	StageSettle Stage = "settle"
	StageDone   Stage = "done"
)

// Options are the caller's wishes.
type Options struct {
	Language    string `json:"language,omitempty"`
	Tone        string `json:"tone,omitempty"`
	CoverLetter *bool  `json:"cover_letter,omitempty"`
	Model       string `json:"model,omitempty"`
	JobTitle    string `json:"job_title,omitempty"`
	Company     string `json:"company,omitempty"`
}

// Letter reports whether a cover letter is wanted.
func (o Options) Letter() bool { return o.CoverLetter == nil || *o.CoverLetter }

// Optimization is a CV being tailored.
type Optimization struct {
	ID         string
	UserID     string
	State      State
	Stage      Stage
	CreatedAt  time.Time
	FinishedAt time.Time // zero until then

	FileID         string // exactly one of FileID
	CVText         string // and CVText is given
	JobDescription string
	Options        Options
	Provider       string
	Model          string

	Held    int64    // credits, while it is open
	Runs    int      // how often it was begun
	Result  *Result  // of a success
	Scores  *Scores  // of a success
	Usage   Usage    // once its end is decided
	Failure *Failure // of a failure
}

// Scores are 0 to 100.
type Scores struct {
	Evidence int
	Before   int
	After    int
}

// Usage is what an optimization used and cost.
type Usage struct {
	Calls            int64
	PromptTokens     int64
	CompletionTokens int64
	CostMicroUSD     int64
	Credits          int64 // charged
}

// Failure says why an optimization did not succeed. The code is stable, the
// message for people.
type Failure struct {
	Code    string
	Message string
}

// Result is what a success made.
type Result struct {
	CVMarkdown          string        `json:"cv_markdown"`
	Resume              []byte        `json:"resume"` // JSON Resume
	CoverLetterMarkdown string        `json:"cover_letter_markdown"`
	Match               match.Score   `json:"match"`
	Changes             []edit.Change `json:"changes"`
	Grounding           Grounding     `json:"grounding"`
	Written             []Author      `json:"written"`

	Revision int               `json:"revision"` // 0 of what was made before there were revisions
	Letter   []draft.Paragraph `json:"letter"`
	Dropped  []draft.Dropped   `json:"dropped"`
}

// Author is who wrote a part of a result: not always who was asked first.
type Author = draft.Author

// Grounding reports the check of every generated claim.
type Grounding = draft.Grounding

// CV is a file's text, as the files service read it.
type CV struct {
	FileID    string
	UserID    string
	Text      string
	Parts     []resume.Part
	Rejection *Failure // it can't be read: the rest is empty
}

// Stats sums a user's optimizations up.
type Stats struct {
	Total     int64
	Succeeded int64
	Failed    int64
	Running   int64
	Usage     Usage
	Gain      float64 // mean of After - Before over the succeeded ones
}

// Backlog is what is under way, of all users.
type Backlog struct {
	Open      map[State]int64 // how many there are in each state that isn't final
	OldestEnd time.Time       // the earliest end that isn't settled yet; zero for none
}

// Page says which optimizations to list, newest first.
type Page struct {
	Limit  int
	Before string // the id that the page before ended with
	States []State
}

// Faults that callers can expect.
var (
	ErrNotFound   = fault.New(fault.NotFound, "optimization_not_found", "there is no such optimization")
	ErrNoFile     = fault.New(fault.NotFound, "file_not_found", "there is no such file")
	ErrKeyReused  = fault.New(fault.Invalid, "idempotency_key_reused", "this Idempotency-Key was used for another request; use a new one")
	ErrInProgress = fault.New(fault.Conflict, "request_in_progress", "the first request with this Idempotency-Key is still running; try again shortly").After(2)
)
