package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/url"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"
)

// OpenAI says how to reach a server that speaks OpenAI's chat protocol.
type OpenAI struct {
	BaseURL string
	Key     string
	Azure   string // the version of Azure's API, at a server of Azure's; models are then deployments
	Whole   bool   // ask for whole answers instead of streams
	JSON    JSONMode

	FirstToken time.Duration // the longest silence before an answer
	Idle       time.Duration // the longest silence within one
}

// after is how long usage is waited for once an answer is finished.
const after = 5 * time.Second

// wholeAnswer is how much longer the silence before a whole answer may be than
// that before the first piece of a stream.
const wholeAnswer = 4 * time.Minute

// Validate reports what is wrong with the settings.
func (o OpenAI) Validate() error {
	u, err := url.Parse(o.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("the address of a model's server must begin with http:// or https://")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("the address of a model's server must have no user, query or fragment")
	}
	if !o.JSON.known() {
		return fmt.Errorf("OPENAI_JSON must be one of auto, schema, object and prompt, not %q", o.JSON)
	}
	return nil
}

type chat struct {
	OpenAI

	client *openai.Client
	learnt learnt
}

// NewOpenAI returns the provider "openai", or "azure".
func NewOpenAI(o OpenAI) (Provider, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	config := openai.DefaultConfig(o.Key)
	if o.Azure != "" {
		config = openai.DefaultAzureConfig(o.Key, o.BaseURL)
		config.APIVersion = o.Azure // the library's own is older than JSON schemas
		config.AzureModelMapperFunc = func(deployment string) string { return deployment }
	}
	config.BaseURL = o.BaseURL
	config.HTTPClient = newHTTPClient()
	config.EmptyMessagesLimit = math.MaxUint32 // the transport lets no empty messages through
	return &chat{OpenAI: o, client: openai.NewClientWithConfig(config)}, nil
}

// Name implements Provider.
func (c *chat) Name() string {
	if c.Azure != "" {
		return KindAzure
	}
	return KindOpenAI
}

// Complete implements Provider.
func (c *chat) Complete(ctx context.Context, q Request, hear func(string) error) (Answer, error) {
	how := c.learnt.about(q.Model, c.OpenAI)
	patience := c.FirstToken
	if how.whole {
		patience += wholeAnswer
	}
	ctx, alive, stop := watched(ctx, patience)
	defer stop()

	var a Answer
	var err error
	if how.whole {
		a, err = c.whole(ctx, how.request(q), hear)
	} else {
		a, err = c.stream(ctx, how.request(q), listener{hear: hear, alive: alive, idle: c.Idle})
	}
	return a, c.explain(ctx, q.Model, how, err)
}

// explain makes of err what the Client can judge.
func (c *chat) explain(ctx context.Context, model string, how manner, err error) error {
	var unheard *heardError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unheard):
		return unheard.err
	case errors.Is(context.Cause(ctx), errSilence):
		return &Error{Kind: Stalled, Detail: "it said nothing for too long"}
	case ctx.Err() != nil:
		return ctx.Err()
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	if c.learnt.from(model, how, e) {
		return &Error{Kind: Adjust, Status: e.Status, Detail: "it doesn't know a feature that was used"}
	}
	return e
}

// heardError is an error of the one who hears, so of ours.
type heardError struct{ err error }

func (h *heardError) Error() string { return h.err.Error() }

func (c *chat) whole(ctx context.Context, r openai.ChatCompletionRequest, hear func(string) error) (Answer, error) {
	r.StreamOptions = nil
	reply, err := c.client.CreateChatCompletion(ctx, r)
	if err != nil {
		return Answer{}, unsent(err)
	}
	a := Answer{Begun: true}
	a.Usage = usageOf(&reply.Usage)
	choice := reply.Choices[0] // the transport refuses answers without
	if choice.Message.Refusal != "" {
		return a, &Error{Kind: Declined}
	}
	if choice.Message.Content != "" {
		if err := hear(choice.Message.Content); err != nil {
			return a, &heardError{err}
		}
	}
	return a, finished(string(choice.FinishReason))
}

// listener is the hearing end of a stream: who hears it, and the timer that
// cuts it off when it falls silent.
type listener struct {
	hear  func(string) error
	alive func(time.Duration)
	idle  time.Duration
}

func (c *chat) stream(ctx context.Context, r openai.ChatCompletionRequest, l listener) (Answer, error) {
	stream, err := c.client.CreateChatCompletionStream(ctx, r)
	if err != nil {
		return Answer{}, unsent(err)
	}
	defer func() { _ = stream.Close() }()

	a, end := Answer{Begun: true}, ""
	for {
		raw, err := stream.RecvRaw() // Recv would hide what isn't a chunk
		if err != nil {
			return a, ended(end, err)
		}
		var chunk openai.ChatCompletionStreamResponse
		if err := json.Unmarshal(raw, &chunk); err != nil {
			return a, ended(end, &Error{Kind: Garbled, Detail: "a piece of the answer is not JSON"})
		}
		if u := usageOf(chunk.Usage); u.Source == FromProvider {
			a.Usage = u
		}
		if end != "" || len(chunk.Choices) == 0 || chunk.Choices[0].Index != 0 {
			continue
		}
		end, err = l.take(chunk.Choices[0])
		if err != nil {
			return a, err
		}
	}
}

// take hears one piece and returns its finish reason, if it has one.
func (l listener) take(c openai.ChatCompletionStreamChoice) (string, error) {
	if c.Delta.Refusal != "" {
		return "", &Error{Kind: Declined}
	}
	if c.Delta.Content != "" || c.Delta.ReasoningContent != "" {
		l.alive(l.idle) // comments and empty pieces are no sign of life
	}
	if c.Delta.Content != "" {
		if err := l.hear(c.Delta.Content); err != nil {
			return "", &heardError{err}
		}
	}
	if c.FinishReason != "" && c.FinishReason != openai.FinishReasonNull {
		l.alive(after)
	}
	if c.FinishReason == openai.FinishReasonNull {
		return "", nil
	}
	return string(c.FinishReason), nil
}

// ended judges a stream that is over: what counts is whether it said that it
// was finished, whatever ended it after that.
func ended(finish string, err error) error {
	if finish != "" {
		return finished(finish)
	}
	if errors.Is(err, io.EOF) {
		return &Error{Kind: Truncated, Detail: "it ended without a finish reason"}
	}
	return broken(err)
}

func finished(reason string) error {
	switch strings.ToLower(reason) {
	case "stop", "eos", "end_turn": // what servers call it
		return nil
	case "length", "max_tokens":
		return &Error{Kind: Cut, Detail: "it reached its greatest length"}
	case "content_filter":
		return &Error{Kind: Declined}
	case "":
		return &Error{Kind: Truncated, Detail: "it has no finish reason"}
	default:
		return &Error{Kind: Garbled, Detail: "its finish reason makes no sense"}
	}
}

// unsent is what an error before the answer means: the transport's, the
// network's, or go-openai's, which has its own ideas of models.
func unsent(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return &Error{Kind: Away, Detail: "it can't be reached"}
	}
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &Error{Kind: Garbled, Detail: "the answer is not a completion"}
	}
	return &Error{Kind: Refused, Detail: "the client library refuses the request"}
}

// broken is what an error within the answer means.
func broken(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: Truncated, Detail: "the connection broke off"}
}

func usageOf(u *openai.Usage) Usage {
	if u == nil {
		return Usage{}
	}
	usage := Usage{PromptTokens: int64(u.PromptTokens), CompletionTokens: int64(u.CompletionTokens), Source: FromProvider}
	if u.PromptTokensDetails != nil {
		usage.CachedTokens = int64(u.PromptTokensDetails.CachedTokens)
	}
	if !usage.plausible() {
		return Usage{}
	}
	return usage
}

var errSilence = errors.New("silence")

// watched returns a context that ends when alive isn't called for as long as
// it last said, and wait to begin with.
func watched(ctx context.Context, wait time.Duration) (_ context.Context, alive func(time.Duration), stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(wait, func() { cancel(errSilence) })
	return ctx, func(d time.Duration) { timer.Reset(d) }, func() { timer.Stop(); cancel(nil) }
}
