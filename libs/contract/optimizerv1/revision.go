package optimizerv1

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Calls about what a user does with a result.
var (
	// Revise makes the next revision; it answers what that shows.
	Revise = contract.NewCall[ReviseRequest, Result]("optimizer", "v1", "revise", contract.ByUser)

	// Revisions lists the revisions, newest first.
	Revisions = contract.NewCall[RevisionsRequest, RevisionsReply]("optimizer", "v1", "revisions", contract.ByUser)

	// Answer makes the next revision of the user's word on a question.
	Answer = contract.NewCall[AnswerRequest, Result]("optimizer", "v1", "answer", contract.ByUser)

	// Answers lists what the user has ever answered, newest first.
	Answers = contract.NewCall[AnswersRequest, AnswersReply]("optimizer", "v1", "answers", contract.ByUser)

	// Forget removes an answer: later optimizations don't know it.
	Forget = contract.NewCall[ForgetRequest, ForgetReply]("optimizer", "v1", "forget", contract.ByUser)

	// Export prints a revision's CV or cover letter.
	Export = contract.NewCall[ExportRequest, ExportReply]("optimizer", "v1", "export", contract.ByUser)
)

// ReviseRequest changes the revision Base, which must be the newest: either by
// accepting, rejecting and editing, or by restoring an earlier one.
type ReviseRequest struct {
	ID      string   `json:"id"`
	Base    int      `json:"base"`
	Accept  []string `json:"accept,omitempty"` // changes, by id
	Reject  []string `json:"reject,omitempty"`
	Edits   []Edit   `json:"edits,omitempty"`
	Restore int      `json:"restore,omitempty"`
}

// Edit is a text of the user's own. Target is a fact of the CV, a paragraph of
// the letter or "summary"; without a text the target is left out.
type Edit struct {
	Target string `json:"target"`
	Text   string `json:"text"`
}

// RevisionsRequest names one of the caller's optimizations.
type RevisionsRequest struct {
	ID string `json:"id"`
}

// RevisionsReply is all revisions.
type RevisionsReply struct {
	Items []Revision `json:"items"`
}

// Revision is one revision without its texts.
type Revision struct {
	Number int       `json:"number"`
	Base   int       `json:"base"` // the one it was made from; 0 for none
	Why    string    `json:"why"`  // made, revised, answered or restored
	At     time.Time `json:"at"`
	Scores Scores    `json:"scores"`
}

// AnswerRequest is the caller's word on a question of the newest revision.
type AnswerRequest struct {
	ID         string `json:"id"`
	QuestionID string `json:"question_id"`
	Confirmed  bool   `json:"confirmed"` // else denied
	Text       string `json:"text,omitempty"`
}

// AnswersRequest asks for the caller's answers.
type AnswersRequest struct{}

// AnswersReply is all that the caller has said about themselves.
type AnswersReply struct {
	Items []Said `json:"items"`
}

// Said is an answer that was given.
type Said struct {
	ID             string    `json:"id"`
	OptimizationID string    `json:"optimization_id"`
	About          string    `json:"about"`
	Confirmed      bool      `json:"confirmed"`
	Text           string    `json:"text,omitempty"` // the statement that was confirmed
	At             time.Time `json:"at"`
}

// ForgetRequest names one of the caller's answers.
type ForgetRequest struct {
	ID string `json:"id"`
}

// ForgetReply says nothing more than that it is done.
type ForgetReply struct{}

// The documents that can be exported.
const (
	DocumentCV     = "cv"
	DocumentLetter = "cover-letter"
)

// ExportRequest asks for a document. Revision 0 is the newest.
type ExportRequest struct {
	ID       string `json:"id"`
	Revision int    `json:"revision,omitempty"`
	Document string `json:"document"`
	Format   string `json:"format"` // pdf, docx, md, txt; json of the CV
}

// ExportReply is the document, as it is to be saved.
type ExportReply struct {
	Data      []byte `json:"data"`
	MediaType string `json:"media_type"`
}
