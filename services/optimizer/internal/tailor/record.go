package tailor

import (
	"context"
	"time"
)

// Record is what is kept of an optimization beside what is shown.
type Record struct {
	Key      string
	CVText   string
	Attempts []Attempt
}

// Attempt is one request to a model, as it was written down.
type Attempt struct {
	Part             string
	Provider         string
	Model            string
	StartedAt        time.Time
	PromptTokens     int64
	CompletionTokens int64
	CostMicroUSD     int64
	Outcome          string

	EndedAt      *time.Time
	Prompt       string
	CachedTokens int64
	Source       string
	Prices       string
}

// Records gives users what is kept of theirs.
type Records interface {
	Record(ctx context.Context, userID, id string) (Record, error)

	// Comparisons returns a page of what was asked for a user's comparisons, and the
	// cursor of the next.
	Comparisons(ctx context.Context, userID, cursor string) ([]Attempt, string, error)
}

// CodeDeleted is the code of a CV whose file was deleted. It is remembered, so
// that news of the file which comes late changes nothing.
const CodeDeleted = "file_deleted"

// Deleted is what remains of a CV whose file was deleted.
func Deleted(fileID, userID string) CV {
	return CV{FileID: fileID, UserID: userID, Rejection: &Failure{
		Code: CodeDeleted, Message: "the file was deleted before it was used; nothing was charged",
	}}
}

func (c CV) deleted() bool { return c.Rejection != nil && c.Rejection.Code == CodeDeleted }
