package llm

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Book keeps the attempts. Begin is called before an attempt is made, and an
// attempt that can't be written down is not made.
type Book interface {
	Begin(ctx context.Context, a Attempt) error
	End(ctx context.Context, a Attempt) error
}

// Attempt is one request to a provider.
type Attempt struct {
	ID           string
	Optimization string // empty where it is for none
	User         string // whom it is for, where it is for no optimization
	Part         string
	PromptID     string
	Provider     string
	Model        string
	StartedAt    time.Time
	EndedAt      time.Time // zero while it runs
	Usage        Usage
	CostMicroUSD int64
	Prices       string // the version of the table that the cost is from; empty when the model isn't in it
	Outcome      string // running, finished, cancelled, lost, or the kind of the error
}

// The outcomes of attempts besides the kinds of errors.
const (
	Running   = "running"
	Finished  = "finished"
	Cancelled = "cancelled"
	Lost      = "lost" // whoever made it was gone before its end
)

// mostKept bounds what is shown to the model of an answer that won't do.
const mostKept = 64 << 10

// attempt asks once, with the attempt written down before and after, and
// returns what was said.
func (c *Client) attempt(ctx context.Context, optimization string, t turn, q Request, sink Sink) (string, error) {
	a := Attempt{
		ID: newID(), Optimization: optimization, Part: string(q.Prompt.Brief.Part), PromptID: q.Prompt.ID,
		Provider: t.Provider.Name(), Model: q.Model, StartedAt: time.Now(),
		Usage:   Usage{PromptTokens: tokens(size(q.texts())), Source: Estimated}, // in case we never come back
		Outcome: Running,
	}
	a.CostMicroUSD, a.Prices = c.prices.Cost(a.Model, a.Usage)
	if err := c.book.Begin(ctx, a); err != nil {
		return "", err
	}
	ctx, span := startSpan(ctx, a)
	sink.Begin(Author{Provider: a.Provider, Model: a.Model})
	var said strings.Builder
	heard := 0
	answer, err := t.Provider.Complete(ctx, q, func(text string) error {
		heard += len(text)
		said.WriteString(text[:min(len(text), mostKept-said.Len())])
		return sink.Take(text)
	})
	if err == nil {
		err = sink.Done()
	}
	a.EndedAt, a.Outcome = time.Now(), outcome(err)
	a.Usage = used(answer, q, said.String(), heard)
	a.CostMicroUSD, a.Prices = c.prices.Cost(a.Model, a.Usage)
	endSpan(span, a)
	c.doubt(ctx, t, a, q)
	c.end(ctx, a)
	return said.String(), err
}

// leastTokens is for how many bytes a model counts at least one token.
const leastTokens = 8

// doubt warns of servers that cut prompts down to their context without a word,
// as those of local models do: the answers are then about half a CV.
func (c *Client) doubt(ctx context.Context, t turn, a Attempt, q Request) {
	if n := a.Usage.PromptTokens; a.Usage.Source == FromProvider && n < int64(size(q.texts())/leastTokens) {
		c.log.WarnContext(ctx, "the server seems to have read only a part of what it was sent; give it a longer context",
			"server", t.Server, "model", t.model, "tokens_read", n, "bytes_sent", size(q.texts()))
	}
}

// end is written down even when the work was cancelled. Where that fails, the
// beginning is on record, with an estimate.
func (c *Client) end(ctx context.Context, a Attempt) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := c.book.End(ctx, a); err != nil {
		c.log.ErrorContext(ctx, "end of an attempt not recorded", "attempt_id", a.ID, "error", err)
	}
}

// used is what an attempt used; where the provider doesn't say, it is counted.
// What was heard beyond what was kept is taken to be like it.
func used(a Answer, q Request, said string, heard int) Usage {
	switch {
	case a.Usage.Source != "":
		return a.Usage
	case a.Begun:
		u := Usage{PromptTokens: count(q.texts()...), CompletionTokens: count(said), Source: Estimated}
		if heard > len(said) {
			u.CompletionTokens = u.CompletionTokens * int64(heard) / int64(len(said))
		}
		return u
	default:
		return Usage{Source: NoUsage}
	}
}

func outcome(err error) string {
	if err == nil {
		return Finished
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return string(e.Kind)
	}
	return Cancelled
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
