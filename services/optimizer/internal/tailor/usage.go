package tailor

import (
	"context"
	"time"
)

// Use is what was asked of one model on one day.
type Use struct {
	Day              time.Time // its beginning, UTC
	Provider         string
	Model            string
	Calls            int64
	Failed           int64 // of the calls, those that came to nothing
	Estimated        int64 // of the calls, those whose tokens we counted ourselves
	PromptTokens     int64
	CachedTokens     int64 // of the prompts'
	CompletionTokens int64
	CostMicroUSD     int64
}

// Usages sums up what was asked of models, the newest day first.
type Usages interface {
	// Used is of one user's optimizations, those that are not deleted, or of all
	// that ever was where userID is empty.
	Used(ctx context.Context, userID string, since time.Time) ([]Use, error)
}
