package llm

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// PartEmbed is the part of the work that an attempt for embeddings is booked as.
const PartEmbed = "embed"

// Embedding is what an Embedder is made of.
type Embedding struct {
	Server  OpenAI
	Model   string
	Book    Book
	Prices  Prices
	Slots   Slots
	Breaker BreakerPolicy
	Log     *slog.Logger
}

// Embedder turns texts into vectors at a server that speaks OpenAI's protocol.
// As with a Client, every attempt is on record before it is made.
type Embedder struct {
	Embedding

	client  *openai.Client
	breaker *breaker
	user    string
}

// The bounds of a request for embeddings. Somebody waits for the answer.
const (
	embedTime = 3 * time.Second
	mostEmbed = 20_000 // bytes of one text: what models read of it

	// EmbedOver is after how long an attempt has an end, however slow the books
	// are, unless nobody is there any more to write it down.
	EmbedOver = time.Minute
)

// NewEmbedder returns an embedder that asks for one model.
func NewEmbedder(e Embedding) (*Embedder, error) {
	if err := e.Server.Validate(); err != nil {
		return nil, err
	}
	config := openai.DefaultConfig(e.Server.Key)
	config.BaseURL = e.Server.BaseURL
	config.HTTPClient = newHTTPClient()
	return &Embedder{Embedding: e, client: openai.NewClientWithConfig(config), breaker: newBreaker(e.Breaker)}, nil
}

// For returns the same embedder, asking for somebody.
func (e *Embedder) For(userID string) *Embedder {
	theirs := *e
	theirs.user = userID
	return &theirs
}

// Name implements rank.Embedder.
func (e *Embedder) Name() string { return e.Model }

// Embed implements rank.Embedder.
func (e *Embedder) Embed(ctx context.Context, texts []string) (vectors [][]float32, err error) {
	ctx, cancel := context.WithTimeout(ctx, embedTime)
	defer cancel()
	give, err := e.Slots.take(ctx)
	if err != nil {
		return nil, err
	}
	defer give()
	err = e.breaker.do(func() error {
		vectors, err = e.attempt(ctx, cutDown(texts))
		return err
	})
	return vectors, err
}

// attempt asks once, with the attempt written down before and after.
func (e *Embedder) attempt(ctx context.Context, texts []string) ([][]float32, error) {
	a := Attempt{
		ID: newID(), User: e.user, Part: PartEmbed, Provider: KindOpenAI, Model: e.Model, StartedAt: time.Now(),
		Usage: Usage{PromptTokens: tokens(size(texts)), Source: Estimated}, Outcome: Running,
	}
	a.CostMicroUSD, a.Prices = e.Prices.Cost(a.Model, a.Usage)
	if err := e.Book.Begin(ctx, a); err != nil {
		return nil, err
	}
	ctx, span := startSpan(ctx, a)
	vectors, usage, err := e.ask(ctx, texts)
	switch {
	case usage.Source == FromProvider:
		a.Usage = usage
	case err == nil: // it answered, and didn't say what that took
		a.Usage = Usage{PromptTokens: count(texts...), Source: Estimated}
	default:
		a.Usage = Usage{Source: NoUsage}
	}
	a.EndedAt, a.Outcome = time.Now(), outcome(err)
	a.CostMicroUSD, a.Prices = e.Prices.Cost(a.Model, a.Usage)
	endSpan(span, a)
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := e.Book.End(after, a); err != nil {
		e.Log.ErrorContext(ctx, "end of an attempt not recorded", "attempt_id", a.ID, "error", err)
	}
	return vectors, err
}

func (e *Embedder) ask(ctx context.Context, texts []string) ([][]float32, Usage, error) {
	res, err := e.client.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
		Input: texts, Model: openai.EmbeddingModel(e.Model), EncodingFormat: openai.EmbeddingEncodingFormatFloat,
	})
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, Usage{}, &Error{Kind: Stalled, Detail: "no embeddings in time"}
	case ctx.Err() != nil:
		return nil, Usage{}, ctx.Err()
	case err != nil:
		return nil, Usage{}, unsent(err)
	}
	used := usageOf(&res.Usage)
	vectors := make([][]float32, len(texts))
	for _, d := range res.Data {
		if d.Index < 0 || d.Index >= len(vectors) || vectors[d.Index] != nil {
			return nil, used, &Error{Kind: Garbled, Detail: "the embeddings are of other texts"}
		}
		vectors[d.Index] = d.Embedding
	}
	return vectors, used, nil
}

// cutDown makes texts such as servers take.
func cutDown(texts []string) []string {
	input := make([]string, len(texts))
	for i, text := range texts {
		input[i] = text
		if len(text) > mostEmbed {
			input[i] = strings.ToValidUTF8(text[:mostEmbed], "")
		}
		if input[i] == "" {
			input[i] = " " // servers refuse what is empty
		}
	}
	return input
}
