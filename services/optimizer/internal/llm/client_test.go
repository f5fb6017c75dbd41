package llm

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// scripted is a provider that does one thing after the other, the last one
// again and again.
type scripted struct {
	mu    sync.Mutex
	asked []Request
	steps []step
}

type step struct {
	say    []string
	answer Answer
	err    error
}

func (s *scripted) Name() string { return "scripted" }

func (s *scripted) Complete(_ context.Context, q Request, hear func(string) error) (Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q)
	step := s.steps[min(len(s.asked), len(s.steps))-1]
	for _, text := range step.say {
		if err := hear(text); err != nil {
			return step.answer, err
		}
	}
	return step.answer, step.err
}

// book keeps attempts in memory.
type book struct {
	begun, ended []Attempt
	full         bool
}

var errFull = errors.New("the book is full")

func (b *book) Begin(_ context.Context, a Attempt) error {
	if b.full {
		return errFull
	}
	b.begun = append(b.begun, a)
	return nil
}

func (b *book) End(_ context.Context, a Attempt) error {
	b.ended = append(b.ended, a)
	return nil
}

func (b *book) outcomes() (all []string) {
	for _, a := range b.ended {
		all = append(all, a.Outcome)
	}
	return all
}

// ear keeps what it hears of the last attempt, and can be hard to please.
type ear struct {
	begun   int
	heard   strings.Builder
	dislike map[string]error
}

func (e *ear) Begin(Author) { e.begun++; e.heard.Reset() }

func (e *ear) Take(text string) error { e.heard.WriteString(text); return nil }

func (e *ear) Done() error { return e.dislike[e.heard.String()] }

func ask(t *testing.T, p Provider, b *book, e *ear) error {
	t.Helper()
	policy := Policy{Attempts: 4, Budget: 5 * time.Second, Base: time.Millisecond, Cap: 4 * time.Millisecond, Breaker: BreakerPolicy{Failures: 5, Pause: time.Minute}}
	_, err := client(p, b, policy).Ask(t.Context(), "o1", Request{Model: "gpt-4o-mini", Prompt: prompt.Prompt{ID: "p", System: "sys", User: "user"}}, e)
	return err
}

// client returns one that asks p alone.
func client(p Provider, b *book, policy Policy) *Client {
	return NewClient(Config{
		Links: []*Link{{Provider: p, Models: []string{"gpt-4o-mini"}}}, Book: b, Prices: DefaultPrices(), Policy: policy,
		Log: slog.New(slog.DiscardHandler),
	})
}

// A server that cuts the prompt down to its context, without a word, is noticed.
func TestAPromptThatWasCutDownIsNoticed(t *testing.T) {
	for read, noticed := range map[int64]bool{40: true, 3_000: false} {
		var log bytes.Buffer
		p := &scripted{steps: []step{{say: []string{"Hello"}, answer: Answer{Begun: true, Usage: Usage{PromptTokens: read, Source: FromProvider}}}}}
		c := client(p, &book{}, DefaultPolicy())
		c.log = slog.New(slog.NewTextHandler(&log, nil))

		_, err := c.Ask(t.Context(), "o1", Request{Model: "gpt-4o-mini", Prompt: prompt.Prompt{User: strings.Repeat("CV words ", 1_000)}}, &ear{})

		if told := strings.Contains(log.String(), "read only a part"); err != nil || told != noticed || strings.Contains(log.String(), "CV words") {
			t.Errorf("of %d tokens read the log says %q, %v", read, log.String(), err)
		}
	}
}

func good(text string) step { return step{say: []string{text}, answer: Answer{Begun: true}} }

func bad(kind Kind) step { return step{err: &Error{Kind: kind}} }

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	for _, kind := range []Kind{Away, Busy, Truncated, Stalled, Garbled} {
		b, e := &book{}, &ear{}

		err := ask(t, &scripted{steps: []step{bad(kind), bad(kind), good("yes")}}, b, e)

		if err != nil || e.heard.String() != "yes" || !slices.Equal(b.outcomes(), []string{string(kind), string(kind), Finished}) {
			t.Errorf("%s: heard %q after %v, %v; want yes at the third attempt", kind, e.heard.String(), b.outcomes(), err)
		}
	}
}

func TestWhatWontPassIsNotTriedAgain(t *testing.T) {
	for _, kind := range []Kind{Refused, Denied, Declined} {
		b := &book{}

		err := ask(t, &scripted{steps: []step{bad(kind)}}, b, &ear{})

		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != kind || len(b.begun) != 1 {
			t.Errorf("%s: got %v after %d attempts; want it after one", kind, err, len(b.begun))
		}
	}
}

func TestTryingAgainHasAnEnd(t *testing.T) {
	b := &book{}

	err := ask(t, &scripted{steps: []step{bad(Away)}}, b, &ear{})

	if e, ok := errors.AsType[*Error](err); !ok || e.Code() != "llm_unavailable" || len(b.begun) != 4 {
		t.Errorf("got %v after %d attempts; want llm_unavailable after four", err, len(b.begun))
	}
}

func TestTheBudgetIsKeptWithoutWaitingForIt(t *testing.T) {
	b, began := &book{}, time.Now()
	busy := step{err: &Error{Kind: Busy, RetryAfter: time.Minute}}

	err := ask(t, &scripted{steps: []step{busy}}, b, &ear{})

	if _, ok := errors.AsType[*Error](err); !ok || len(b.begun) != 1 || time.Since(began) > time.Second {
		t.Errorf("got %v after %d attempts and %v; want it at once", err, len(b.begun), time.Since(began))
	}
}

func TestTheDeadlineIsKeptWithoutWaitingForIt(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	began := time.Now()
	p := &scripted{steps: []step{{err: &Error{Kind: Busy, RetryAfter: 20 * time.Second}}}}
	c := client(p, &book{}, DefaultPolicy())

	_, err := c.Ask(ctx, "o1", Request{}, &ear{})

	if e, ok := errors.AsType[*Error](err); !ok || e.Kind != Busy || time.Since(began) > time.Second {
		t.Errorf("got %v after %v; want busy at once", err, time.Since(began))
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	began := time.Now()
	const asked = 60 * time.Millisecond

	err := ask(t, &scripted{steps: []step{{err: &Error{Kind: Busy, RetryAfter: asked}}, good("yes")}}, &book{}, &ear{})

	if waited := time.Since(began); err != nil || waited < asked {
		t.Errorf("waited %v, %v; want %v", waited, err, asked)
	}
}

func TestPausesGrowAndStayWithinTheirCap(t *testing.T) {
	p := Policy{Base: time.Second, Cap: 10 * time.Second}
	for failures := range 70 {
		most := min(p.Cap, time.Second<<min(failures, 10))
		for range 50 {
			if got := p.pause(failures, 0); got < 0 || got > most {
				t.Fatalf("pause %v after %d failures; want up to %v", got, failures, most)
			}
		}
	}
}

func TestAnAttemptThatCantBeWrittenDownIsNotMade(t *testing.T) {
	p := &scripted{steps: []step{good("yes")}}

	err := ask(t, p, &book{full: true}, &ear{})

	if !errors.Is(err, errFull) || len(p.asked) != 0 {
		t.Errorf("got %v after %d requests; want none", err, len(p.asked))
	}
}

func TestAnAnswerIsAskedForOnceMoreWithWhatWasWrong(t *testing.T) {
	p := &scripted{steps: []step{good("no"), good("yes")}}
	wrong := map[string]error{"no": &Error{Kind: Unacceptable, Detail: "it must say yes"}}

	err := ask(t, p, &book{}, &ear{dislike: wrong})

	if err != nil || len(p.asked) != 2 || len(p.asked[1].Turns) != 2 || !strings.Contains(p.asked[1].Turns[1].Text, "it must say yes") ||
		p.asked[1].Turns[0].Text != "no" {
		t.Errorf("got %v after %+v; want a second request that says why", err, p.asked)
	}
	p = &scripted{steps: []step{good("no")}}
	if err := ask(t, p, &book{}, &ear{dislike: wrong}); len(p.asked) != 2 || err == nil {
		t.Errorf("asked %d times, %v; want twice", len(p.asked), err)
	}
	p = &scripted{steps: []step{bad(Cut)}}
	if err := ask(t, p, &book{}, &ear{}); len(p.asked) != 2 || err == nil {
		t.Errorf("cut off, asked %d times, %v; want twice", len(p.asked), err)
	}
}

func TestEachAttemptBeginsAnew(t *testing.T) {
	e := &ear{}
	half := step{say: []string{"half"}, answer: Answer{Begun: true}, err: &Error{Kind: Truncated}}

	err := ask(t, &scripted{steps: []step{half, good("whole")}}, &book{}, e)

	if err != nil || e.begun != 2 || e.heard.String() != "whole" {
		t.Errorf("heard %q in %d attempts, %v; want whole", e.heard.String(), e.begun, err)
	}
}

func TestEveryAttemptHasItsCost(t *testing.T) {
	told := Usage{PromptTokens: 1_000_000, CachedTokens: 400_000, CompletionTokens: 1_000_000, Source: FromProvider}
	for name, test := range map[string]struct {
		step   step
		source Source
		cost   int64
	}{
		"told by the provider":      {step{answer: Answer{Begun: true, Usage: told}}, FromProvider, 90_000 + 30_000 + 600_000},
		"estimated":                 {step{say: []string{strings.Repeat("x", 4_000)}, answer: Answer{Begun: true}}, Estimated, 301},
		"cut off, so estimated":     {step{say: []string{strings.Repeat("x", 4_000)}, answer: Answer{Begun: true}, err: &Error{Kind: Declined}}, Estimated, 301},
		"never begun":               {step{err: &Error{Kind: Refused}}, NoUsage, 0},
		"of a provider without any": {step{answer: Answer{Begun: true, Usage: Usage{Source: NoUsage}}}, NoUsage, 0},
	} {
		b := &book{}

		_ = ask(t, &scripted{steps: []step{test.step}}, b, &ear{})

		if len(b.ended) != 1 || b.ended[0].Usage.Source != test.source || b.ended[0].CostMicroUSD != test.cost || b.ended[0].Prices == "" {
			t.Errorf("%s: got %+v; want %s, %d micro-USD", name, b.ended, test.source, test.cost)
		}
		if a := b.begun[0]; a.Outcome != Running || a.Usage.Source != Estimated || !a.EndedAt.IsZero() {
			t.Errorf("%s: began as %+v; want it running, estimated", name, a)
		}
	}
}

func TestAnAttemptThatIsCancelledIsClosed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b := &book{}
	p := &scripted{steps: []step{{say: []string{"a"}, answer: Answer{Begun: true}, err: context.Canceled}}}
	c := client(p, b, DefaultPolicy())
	cancel()

	_, err := c.Ask(ctx, "o1", Request{}, &ear{})

	if !errors.Is(err, context.Canceled) || !slices.Equal(b.outcomes(), []string{Cancelled}) {
		t.Errorf("got %v, %v; want it cancelled and closed", err, b.outcomes())
	}
}

func TestPricesAreFound(t *testing.T) {
	prices, err := DefaultPrices().With("local=0/0/7, gpt-4o=1/2/3")
	if err != nil {
		t.Fatal(err)
	}
	for model, want := range map[string]Price{
		"local": {0, 0, 7}, "gpt-4o": {1, 2, 3}, "gpt-4o-2024-08-06": {1, 2, 3}, "gpt-4o-mini-2024-07-18": {150_000, 75_000, 600_000},
	} {
		if got, ok := prices.Of(model); !ok || got != want {
			t.Errorf("%s costs %+v; want %+v", model, got, want)
		}
	}
	if _, ok := prices.Of("llama3"); ok {
		t.Error("an unknown model has a price")
	}
	if cost, version := prices.Cost("llama3", Usage{PromptTokens: 5}); cost != 0 || version != "" {
		t.Errorf("an unknown model costs %d by %q", cost, version)
	}
	for _, own := range []string{"a", "a=1", "a=1/2", "a=1/2/x", "a=-1/2/3", "=1/2/3", "a=1/2/99999999999", "a =1/2/3"} {
		if _, err := DefaultPrices().With(own); err == nil {
			t.Errorf("%q was accepted", own)
		}
	}
}
