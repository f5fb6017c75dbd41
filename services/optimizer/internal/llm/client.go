package llm

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Client asks a provider until an answer is accepted, or there is no point in
// asking on. It is the only place that tries again.
type Client struct {
	provider Provider
	book     Book
	prices   Prices
	policy   Policy
	log      *slog.Logger
}

// Policy says how patient a Client is.
type Policy struct {
	Attempts int           // at most, for one answer
	Budget   time.Duration // no attempt begins later than this after the first
	Base     time.Duration // the first pause is random up to this, each further one up to twice as much
	Cap      time.Duration // and never longer than this
}

// DefaultPolicy is patient for as long as a person may be who watches.
func DefaultPolicy() Policy {
	return Policy{Attempts: 6, Budget: 3 * time.Minute, Base: time.Second, Cap: 30 * time.Second}
}

// Book keeps the attempts. Begin is called before an attempt is made, and an
// attempt that can't be written down is not made.
type Book interface {
	Begin(ctx context.Context, a Attempt) error
	End(ctx context.Context, a Attempt) error
}

// Attempt is one request to a provider.
type Attempt struct {
	ID           string
	Optimization string
	Part         string
	PromptID     string
	Provider     string
	Model        string
	StartedAt    time.Time
	EndedAt      time.Time // zero while it runs
	Usage        Usage
	CostMicroUSD int64
	Prices       string // the version of the table that the cost is from; empty when the model isn't in it
	Outcome      string // running, finished, cancelled, or the kind of the error
}

// The outcomes of attempts besides the kinds of errors.
const (
	Running   = "running"
	Finished  = "finished"
	Cancelled = "cancelled"
)

// Sink takes an answer as it comes.
type Sink interface {
	// Begin says that an attempt begins: what came so far is void.
	Begin()

	// Take takes the next piece and Done the end. An *Error of kind
	// Unacceptable asks for a better answer; its detail is told to the model.
	Take(text string) error
	Done() error
}

// NewClient returns a client that asks p and writes every attempt into book.
func NewClient(p Provider, book Book, prices Prices, policy Policy, log *slog.Logger) *Client {
	return &Client{provider: p, book: book, prices: prices, policy: policy, log: log}
}

// Provider is the name of the provider that is asked.
func (c *Client) Provider() string { return c.provider.Name() }

// mostAdjustments bounds how often a server's likes and dislikes are learnt
// within one Ask.
const mostAdjustments = 6

// Ask gets an answer for an optimization. It returns an *Error when there is
// none to be had, and any other error, such as the context's, as it is.
func (c *Client) Ask(ctx context.Context, optimization string, q Request, sink Sink) error {
	begun, failures, adjustments, again := time.Now(), 0, 0, false
	for {
		text, err := c.attempt(ctx, optimization, q, sink)
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return err // nil, or nothing that another attempt cures
		}
		c.log.WarnContext(ctx, "model did not answer", "optimization_id", optimization, "kind", e.Kind, "status", e.Status, "detail", e.Detail)
		switch {
		case e.Kind == Adjust && adjustments < mostAdjustments:
			adjustments++
		case (e.Kind == Unacceptable || e.Kind == Cut) && !again:
			again = true
			q.Turns = corrected(text, e)
		case e.Again() && failures+1 < c.policy.Attempts:
			if err := c.pause(ctx, begun, failures, e); err != nil {
				return err
			}
			failures++
		default:
			return e
		}
	}
}

// pause waits before the next attempt, or returns e if there is no time for one.
func (c *Client) pause(ctx context.Context, begun time.Time, failures int, e *Error) error {
	d := c.policy.pause(failures, e.RetryAfter)
	if time.Since(begun)+d > c.policy.Budget || over(ctx, d) {
		return e
	}
	return rest(ctx, d)
}

// corrected is how the conversation goes on after an answer that won't do.
func corrected(text string, e *Error) []Turn {
	why := e.Detail
	if e.Kind == Cut {
		why = "it was cut off because it was too long; answer with fewer operations and shorter texts"
	}
	return []Turn{{Model: true, Text: text}, {Text: "That answer can't be used: " + why + ". Answer once more, in full."}}
}

// pause is full jitter, or what the provider asked for and a little.
func (p Policy) pause(failures int, asked time.Duration) time.Duration {
	if asked > 0 {
		return asked + jitter(p.Base)
	}
	most := p.Cap
	if failures < 20 {
		most = min(most, p.Base<<failures)
	}
	return jitter(most)
}

func jitter(most time.Duration) time.Duration {
	return rand.N(max(most, 1)) //nolint:gosec // spreading requests out needs no secret
}

// over reports whether ctx ends before d has passed.
func over(ctx context.Context, d time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < d
}

func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// mostKept bounds what is shown to the model of an answer that won't do.
const mostKept = 64 << 10

// attempt asks once, with the attempt written down before and after, and
// returns what was said.
func (c *Client) attempt(ctx context.Context, optimization string, q Request, sink Sink) (string, error) {
	a := Attempt{
		ID: newID(), Optimization: optimization, Part: string(q.Prompt.Brief.Part), PromptID: q.Prompt.ID,
		Provider: c.provider.Name(), Model: q.Model, StartedAt: time.Now(),
		Usage:   Usage{PromptTokens: tokens(q.promptBytes()), Source: Estimated}, // in case we never come back
		Outcome: Running,
	}
	a.CostMicroUSD, a.Prices = c.prices.Cost(a.Model, a.Usage)
	if err := c.book.Begin(ctx, a); err != nil {
		return "", err
	}
	ctx, span := startSpan(ctx, a)
	sink.Begin()
	var said strings.Builder
	heard := 0
	answer, err := c.provider.Complete(ctx, q, func(text string) error {
		heard += len(text)
		said.WriteString(text[:min(len(text), mostKept-said.Len())])
		return sink.Take(text)
	})
	if err == nil {
		err = sink.Done()
	}
	a.EndedAt, a.Outcome = time.Now(), outcome(err)
	a.Usage = used(answer, q, heard)
	a.CostMicroUSD, a.Prices = c.prices.Cost(a.Model, a.Usage)
	endSpan(span, a)
	c.end(ctx, a)
	return said.String(), err
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

func used(a Answer, q Request, heard int) Usage {
	switch {
	case a.Usage.Source != "":
		return a.Usage
	case a.Begun:
		return Usage{PromptTokens: tokens(q.promptBytes()), CompletionTokens: tokens(heard), Source: Estimated}
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
