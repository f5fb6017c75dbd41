// Package optimizerv1 is everything the optimizer service says in public.
package optimizerv1

import (
	"encoding/json"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Calls the optimizer service answers.
var (
	Create = contract.NewCall[CreateRequest, CreateReply]("optimizer", "v1", "create", contract.ByUser)
	Get    = contract.NewCall[GetRequest, Optimization]("optimizer", "v1", "get", contract.ByUser)
	List   = contract.NewCall[ListRequest, ListReply]("optimizer", "v1", "list", contract.ByUser)
	Stats  = contract.NewCall[StatsRequest, StatsReply]("optimizer", "v1", "stats", contract.ByUser)
)

// Finished is announced once for every optimization, when its credits are
// settled or released.
var Finished = contract.NewEvent[FinishedFact]("optimizer", "v1", "finished")

// Run is the job of carrying out one optimization.
var Run = contract.NewJob[RunTask]("optimizer", "v1", "run")

// Progress is what happens to one optimization while it runs.
var Progress = contract.NewLive[Step]("optimization")

// The statuses of an optimization; the last three are final.
const (
	StatusQueued         = "queued"
	StatusWaitingForFile = "waiting_for_file"
	StatusRunning        = "running"
	StatusSucceeded      = "succeeded"
	StatusFailed         = "failed"
	StatusCancelled      = "cancelled"
)

// The longest texts that are accepted, in bytes.
const (
	MaxCVText         = 200_000
	MaxJobDescription = 60_000
)

// Options are the caller's wishes; the zero value is a good choice.
type Options struct {
	Language    string `json:"language,omitempty"`     // BCP 47; empty for the CV's own
	Tone        string `json:"tone,omitempty"`         // neutral, formal or warm; empty for neutral
	CoverLetter *bool  `json:"cover_letter,omitempty"` // nil for yes
	Model       string `json:"model,omitempty"`        // empty for the operator's choice
	JobTitle    string `json:"job_title,omitempty"`
	Company     string `json:"company,omitempty"`
}

// CreateRequest asks for a CV to be tailored. Exactly one of FileID and CVText
// is given.
type CreateRequest struct {
	IdempotencyKey string  `json:"idempotency_key,omitempty"`
	FileID         string  `json:"file_id,omitempty"`
	CVText         string  `json:"cv_text,omitempty"`
	JobDescription string  `json:"job_description"`
	Options        Options `json:"options"`
}

// CreateReply is the optimization that was made.
type CreateReply struct {
	Optimization Optimization `json:"optimization"`
	HeldCredits  int64        `json:"held_credits"`
	Replayed     bool         `json:"replayed"` // the answer of an earlier request with this key
}

// GetRequest names one of the caller's optimizations, and which revision of its
// result to show; 0 is the newest.
type GetRequest struct {
	ID       string `json:"id"`
	Revision int    `json:"revision,omitempty"`
}

// ListRequest asks for the caller's optimizations, newest first.
type ListRequest struct {
	Limit  int    `json:"limit"`
	Cursor string `json:"cursor,omitempty"`
	Status string `json:"status,omitempty"` // only this one; empty for all
}

// ListReply is one page of optimizations, without the long texts.
type ListReply struct {
	Items      []Optimization `json:"items"`
	NextCursor string         `json:"next_cursor,omitempty"`
}

// Optimization is a CV being tailored, and the result when it is done.
type Optimization struct {
	ID             string     `json:"id"`
	UserID         string     `json:"user_id"`
	Status         string     `json:"status"`
	Stage          string     `json:"stage"` // read, plan, tailor, letter, check, settle or done
	CreatedAt      time.Time  `json:"created_at"`
	FinishedAt     *time.Time `json:"finished_at,omitempty"`
	FileID         string     `json:"file_id,omitempty"`
	JobDescription string     `json:"job_description,omitempty"`
	Options        Options    `json:"options"`
	Provider       string     `json:"provider"`
	Model          string     `json:"model"`
	HeldCredits    int64      `json:"held_credits"`
	Result         *Result    `json:"result,omitempty"`
	Scores         *Scores    `json:"scores,omitempty"` // in lists too
	Usage          Usage      `json:"usage"`
	Error          *Failure   `json:"error,omitempty"`
}

// Result is what a succeeded optimization made.
type Result struct {
	CVMarkdown          string          `json:"cv_markdown"`
	Resume              json.RawMessage `json:"resume"` // JSON Resume, https://jsonresume.org/schema
	CoverLetterMarkdown string          `json:"cover_letter_markdown,omitempty"`
	Match               Match           `json:"match"`
	Changes             []Change        `json:"changes"`
	Grounding           Grounding       `json:"grounding"`
	Written             []Author        `json:"written"`

	Revision int         `json:"revision"` // 0 of what was made before there were revisions
	Letter   []Paragraph `json:"letter"`   // the cover letter's paragraphs, for edits
	Dropped  []Dropped   `json:"dropped"`  // what the source has and the result hasn't
}

// Author is who wrote a part of a result: not always who was asked first.
type Author struct {
	Part     string `json:"part"` // cv or letter
	Provider string `json:"provider"`
	Model    string `json:"model"`
}

// Scores are 0 to 100. Evidence is what the CV can prove against the job;
// Before and After are how well the source and the result show it.
type Scores struct {
	Evidence int `json:"evidence"`
	Before   int `json:"before"`
	After    int `json:"after"`
}

// Match compares the CV with the job.
type Match struct {
	Scores
	Matched     []string `json:"matched"`     // the job's keywords that the result shows
	Missing     []string `json:"missing"`     // those the CV has nothing of
	Unsupported []string `json:"unsupported"` // those a model claimed and the CV doesn't hold
	Explanation []string `json:"explanation"` // point by point, for people
	Points      []Point  `json:"points"`      // the same with the places
}

// Point is what one requirement gives to the score. Proven are places in the
// CV's text, Asked is one in the job description.
type Point struct {
	Kind   string  `json:"kind"` // skill, duty, title, years, degree or language
	Term   string  `json:"term"`
	Must   bool    `json:"must"`
	Asked  Span    `json:"asked"`
	Proven []Span  `json:"proven"`
	Of     float64 `json:"of"`    // how much of the 100 it can give
	Gives  float64 `json:"gives"` // how much of that is proven
	Shown  float64 `json:"shown"` // 0 to 1: how prominently the result shows it
	Note   string  `json:"note"`
}

// Paragraph is one of the cover letter's.
type Paragraph struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Dropped is something of the source that the result doesn't have.
type Dropped struct {
	ID      string `json:"id"`
	Section string `json:"section"`
	Text    string `json:"text"`
}

// Change is one difference between the source and the result.
type Change struct {
	ID       string `json:"id"`
	Section  string `json:"section"`
	Before   string `json:"before"`
	After    string `json:"after"`
	Reason   string `json:"reason"`
	Evidence []Span `json:"evidence"`
	Verdict  string `json:"verdict"` // supported, verbatim or reverted
	Rejected bool   `json:"rejected,omitempty"`
}

// Span is a piece of the CV's text, in bytes.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Grounding reports the check of every generated claim.
type Grounding struct {
	Checked     int           `json:"checked"`
	Supported   int           `json:"supported"`
	Unsupported []Unsupported `json:"unsupported"`
	Questions   []Question    `json:"questions"` // what the user could confirm
}

// Question is something that only the user can know.
type Question struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`  // gap: the job asks for it; claim: the user wrote it
	About string `json:"about"` // the skill, or the words
	Text  string `json:"text"`
}

// Unsupported is a claim that was not let through.
type Unsupported struct {
	Text   string `json:"text"`
	Kind   string `json:"kind"` // number, skill, ...
	Reason string `json:"reason"`
}

// Usage is what an optimization used and cost.
type Usage struct {
	Calls            int64 `json:"calls"`
	PromptTokens     int64 `json:"prompt_tokens"`
	CompletionTokens int64 `json:"completion_tokens"`
	CostMicroUSD     int64 `json:"cost_micro_usd"`
	Credits          int64 `json:"credits"` // charged
}

// Failure says why an optimization did not succeed.
type Failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// StatsRequest asks about the caller's optimizations.
type StatsRequest struct{}

// StatsReply sums the caller's optimizations up.
type StatsReply struct {
	Total            int64   `json:"total"`
	Succeeded        int64   `json:"succeeded"`
	Failed           int64   `json:"failed"`
	Running          int64   `json:"running"` // queued and waiting ones included
	Usage            Usage   `json:"usage"`
	AverageScoreGain float64 `json:"average_score_gain"` // mean of After - Before over the succeeded ones
}

// RunTask names the optimization to carry out.
type RunTask struct {
	OptimizationID string `json:"optimization_id"`
}

// Step is one thing that happened to an optimization.
type Step struct {
	Type   string `json:"type"` // status, stage, delta, done or error
	Status string `json:"status,omitempty"`
	Stage  string `json:"stage,omitempty"`

	// Target and Text are of a delta: "cv" or "coverLetter", and what is to be
	// appended to it. Restart empties the target first.
	Target  string `json:"target,omitempty"`
	Text    string `json:"text,omitempty"`
	Restart bool   `json:"restart,omitempty"`

	Error *Failure `json:"error,omitempty"` // of an error
}

// FinishedFact is announced when an optimization has reached its end.
type FinishedFact struct {
	OptimizationID string    `json:"optimization_id"`
	UserID         string    `json:"user_id"`
	Status         string    `json:"status"`
	Credits        int64     `json:"credits"`
	FinishedAt     time.Time `json:"finished_at"`
}
