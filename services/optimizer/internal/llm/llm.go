// Package llm asks language models. Every provider is one file here; the rest
// of the optimizer sees a Client.
//
// Its promise: an answer that Ask accepts is whole. A stream that ended without
// saying so, stood still or turned into an error page is never taken for one,
// each attempt is on record before it is made, and nothing waits for ever.
package llm

import (
	"context"

	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// Provider makes single attempts; retrying is the Client's business.
type Provider interface {
	// Name is what settings, records and results call it.
	Name() string

	// Complete asks once. It calls hear with each piece of the answer as it
	// comes, stops with hear's error if there is one, and returns without
	// error only when the provider itself said that the answer is finished.
	// Its own errors are of type *Error.
	Complete(ctx context.Context, q Request, hear func(text string) error) (Answer, error)
}

// Request is what is asked.
type Request struct {
	Model     string
	Prompt    prompt.Prompt
	MaxTokens int

	// Turns are what came after the prompt: an answer that wasn't acceptable
	// and what was wrong with it.
	Turns []Turn

	// From is the place of who answered an earlier part, so that those who
	// failed there aren't asked again.
	From int
}

// Turn is one more message of the conversation.
type Turn struct {
	Model bool // said by the model, else by us
	Text  string
}

// Answer is what is known about an answer besides its text, also about one
// that broke off.
type Answer struct {
	Usage Usage
	Begun bool // the provider had taken the request on, so it may cost
}

// Source says where the numbers of a Usage come from.
type Source string

// The sources of usage.
const (
	FromProvider Source = "provider"
	Estimated    Source = "estimate" // counted by us from the length of the texts
	NoUsage      Source = "none"     // nothing was used
)

// Usage is what an attempt used.
type Usage struct {
	PromptTokens     int64
	CompletionTokens int64
	CachedTokens     int64 // of the prompt's
	Source           Source
}

// mostTokens is more than any model handles: larger numbers are nonsense.
const mostTokens = 50_000_000

// plausible reports whether u can be what a request really used.
func (u Usage) plausible() bool {
	for _, n := range []int64{u.PromptTokens, u.CompletionTokens, u.CachedTokens} {
		if n < 0 || n > mostTokens {
			return false
		}
	}
	return u.PromptTokens > 0 && u.CachedTokens <= u.PromptTokens
}

// texts are everything that is sent.
func (q Request) texts() []string {
	all := []string{q.Prompt.System, q.Prompt.User}
	for _, t := range q.Turns {
		all = append(all, t.Text)
	}
	return all
}
