package llm

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// chained asks one script after the other, with models a, b, c.
func chained(b *book, policy Policy, scripts ...*scripted) *Client {
	var links []*Link
	for i, s := range scripts {
		links = append(links, &Link{Provider: s, Models: []string{string(rune('a' + i))}})
	}
	return NewClient(Config{Links: links, Book: b, Prices: DefaultPrices(), Policy: policy, Log: slog.New(slog.DiscardHandler)})
}

var quick = Policy{
	Attempts: 3, Budget: 5 * time.Second, Base: time.Millisecond, Cap: 2 * time.Millisecond,
	Breaker: BreakerPolicy{Failures: 100, Pause: time.Minute},
}

func models(b *book) (all []string) {
	for _, a := range b.begun {
		all = append(all, a.Model)
	}
	return all
}

var who = Request{Prompt: prompt.Prompt{ID: "p", System: "sys", User: "user"}}

func TestTheNextAnswersWhateverTheFirstFailsOf(t *testing.T) {
	for kind, asked := range map[Kind][]string{
		Away: {"a", "a", "a", "b"}, Busy: {"a", "a", "a", "b"}, Truncated: {"a", "a", "a", "b"}, Stalled: {"a", "a", "a", "b"}, Garbled: {"a", "a", "a", "b"},
		Refused: {"a", "b"}, Denied: {"a", "b"}, Declined: {"a", "b"}, Cut: {"a", "a", "b"}, Unacceptable: {"a", "a", "b"},
	} {
		b, e := &book{}, &ear{}
		c := chained(b, quick, &scripted{steps: []step{bad(kind)}}, &scripted{steps: []step{good("yes")}})

		by, err := c.Ask(t.Context(), "o1", who, e)

		if err != nil || e.heard.String() != "yes" || !slices.Equal(models(b), asked) || by.Model != "b" || by.Place != 1 {
			t.Errorf("%s: heard %q of %+v after %v, %v; want %v", kind, e.heard.String(), by, models(b), err, asked)
		}
	}
}

func TestARateLimitBeyondTheBudgetIsNotWaitedFor(t *testing.T) {
	b, began := &book{}, time.Now()
	busy := step{err: &Error{Kind: Busy, RetryAfter: time.Hour}}

	_, err := chained(b, quick, &scripted{steps: []step{busy}}, &scripted{steps: []step{good("yes")}}).Ask(t.Context(), "o1", who, &ear{})

	if err != nil || !slices.Equal(models(b), []string{"a", "b"}) || time.Since(began) > time.Minute {
		t.Errorf("asked %v, %v; want the next one at once", models(b), err)
	}
}

// What was shown of an answer that didn't come to its end is taken back before
// anybody else is heard.
func TestTheNextBeginsAnew(t *testing.T) {
	e := &ear{}
	half := step{say: []string{"half of a paid answer"}, answer: Answer{Begun: true}, err: &Error{Kind: Truncated}}
	policy := quick
	policy.Attempts = 1

	_, err := chained(&book{}, policy, &scripted{steps: []step{half}}, &scripted{steps: []step{good("whole")}}).Ask(t.Context(), "o1", who, e)

	if err != nil || e.begun != 2 || e.heard.String() != "whole" {
		t.Errorf("heard %q after %d beginnings, %v", e.heard.String(), e.begun, err)
	}
}

func TestWhatIsNobodysFaultEndsTheChain(t *testing.T) {
	other := &scripted{steps: []step{good("yes")}}

	_, err := chained(&book{}, quick, &scripted{steps: []step{{err: context.Canceled}}}, other).Ask(t.Context(), "o1", who, &ear{})

	if !errors.Is(err, context.Canceled) || len(other.asked) != 0 {
		t.Errorf("got %v after asking the next %d times; want to stop", err, len(other.asked))
	}
	_, err = chained(&book{full: true}, quick, other).Ask(t.Context(), "o1", who, &ear{})
	if !errors.Is(err, errFull) || len(other.asked) != 0 {
		t.Errorf("got %v after asking %d times; want nobody asked without a row", err, len(other.asked))
	}
}

func TestWhenNobodyAnswersTheLastReasonIsTold(t *testing.T) {
	b := &book{}

	_, err := chained(b, quick, &scripted{steps: []step{bad(Denied)}}, &scripted{steps: []step{bad(Away)}}).Ask(t.Context(), "o1", who, &ear{})

	if e, ok := errors.AsType[*Error](err); !ok || e.Kind != Away || len(b.begun) != 4 {
		t.Errorf("got %v after %v; want away", err, models(b))
	}
}

func TestTheChosenModelIsAskedFirst(t *testing.T) {
	b, q := &book{}, who
	q.Model = "b"
	second := &scripted{steps: []step{bad(Declined)}}

	_, err := chained(b, quick, &scripted{steps: []step{bad(Declined)}}, second, &scripted{steps: []step{good("yes")}}).Ask(t.Context(), "o1", q, &ear{})

	if err != nil || !slices.Equal(models(b), []string{"b", "a", "c"}) {
		t.Errorf("asked %v, %v; want b, then the others in order", models(b), err)
	}
}

func TestWhoFailedBeforeIsNotAskedAgain(t *testing.T) {
	b, q := &book{}, who
	c := chained(b, quick, &scripted{steps: []step{bad(Declined)}}, &scripted{steps: []step{good("yes")}})
	by, err := c.Ask(t.Context(), "o1", q, &ear{})
	if err != nil {
		t.Fatal(err)
	}
	q.From = by.Place

	_, err = c.Ask(t.Context(), "o1", q, &ear{})

	if err != nil || !slices.Equal(models(b), []string{"a", "b", "b"}) {
		t.Errorf("asked %v, %v; want a once", models(b), err)
	}
}

// slow counts how many are at it at once.
type slow struct {
	now, most atomic.Int64
	enter     chan struct{}
	leave     chan struct{}
}

func (s *slow) Name() string { return "slow" }

func (s *slow) Complete(ctx context.Context, _ Request, _ func(string) error) (Answer, error) {
	n := s.now.Add(1)
	defer s.now.Add(-1)
	for old := s.most.Load(); n > old && !s.most.CompareAndSwap(old, n); old = s.most.Load() {
	}
	s.enter <- struct{}{}
	select {
	case <-s.leave:
		return Answer{Begun: true}, nil
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
}

// noBook keeps nothing, for several at once.
type noBook struct{}

func (noBook) Begin(context.Context, Attempt) error { return nil }

func (noBook) End(context.Context, Attempt) error { return nil }

func TestAServerGetsSoManyRequestsAtOnce(t *testing.T) {
	s := &slow{enter: make(chan struct{}, 20), leave: make(chan struct{})}
	slots := NewSlots(3)
	c := NewClient(Config{
		Links: []*Link{{Provider: s, Models: []string{"a"}, Slots: slots}, {Provider: s, Models: []string{"b"}, Slots: slots}},
		Book:  noBook{}, Policy: quick, Log: slog.New(slog.DiscardHandler),
	})
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			q := who
			q.Model = []string{"a", "b"}[i%2]
			if _, err := c.Ask(t.Context(), "o1", q, &ear{}); err != nil {
				t.Error(err)
			}
		})
	}
	for range 12 {
		<-s.enter
		s.leave <- struct{}{}
	}
	all.Wait()
	if got := s.most.Load(); got > 3 {
		t.Errorf("%d at once; want up to 3", got)
	}

	for range 3 {
		slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Ask(ctx, "o1", who, &ear{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v; want waiting for a slot to end with its context", err)
	}
}
