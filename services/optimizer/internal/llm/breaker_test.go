package llm

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestAModelThatIsDownIsLeftAloneAndTriedAgain(t *testing.T) {
	const pause = 100 * time.Millisecond
	policy := quick
	policy.Attempts, policy.Breaker = 1, BreakerPolicy{Failures: 3, Pause: pause}
	b := &book{}
	first := &scripted{steps: []step{bad(Away), bad(Away), bad(Away), bad(Away), good("back")}}
	c := chained(b, policy, first, &scripted{steps: []step{good("yes")}})
	ask := func() Author {
		t.Helper()
		by, err := c.Ask(t.Context(), "o1", who, &ear{})
		if err != nil {
			t.Fatal(err)
		}
		return by
	}
	state := func() string { return c.Circuits()[0].State }

	for range 10 {
		ask()
	}
	if n := len(first.asked); n != 3 || state() != "open" {
		t.Fatalf("asked it %d times, %s; want to stop after 3", n, state())
	}
	if slices.Contains(b.outcomes(), string(Open)) {
		t.Error("an attempt that was not made is on record")
	}
	testkit.Eventually(t, "half open", func() bool { return state() == "half-open" })
	ask()
	if n := len(first.asked); n != 4 || state() != "open" {
		t.Fatalf("asked it %d times, %s; want one probe", n, state())
	}
	testkit.Eventually(t, "half open", func() bool { return state() == "half-open" })
	if by := ask(); by.Model != "a" || state() != "closed" {
		t.Errorf("%+v answered, %s; want the first again", by, state())
	}
}

// Where there is nobody else, a pause of the breaker is waited for like any other.
func TestTheOnlyModelIsWaitedFor(t *testing.T) {
	policy := quick
	policy.Attempts, policy.Breaker = 3, BreakerPolicy{Failures: 2, Pause: 20 * time.Millisecond}
	b := &book{}

	_, err := chained(b, policy, &scripted{steps: []step{bad(Away), bad(Away), good("yes")}}).Ask(t.Context(), "o1", who, &ear{})

	if err != nil || len(b.begun) != 3 {
		t.Errorf("got %v after %d attempts; want the third to answer", err, len(b.begun))
	}
	policy.Budget, policy.Breaker.Pause = time.Second, time.Hour
	_, err = chained(b, policy, &scripted{steps: []step{bad(Away)}}).Ask(t.Context(), "o1", who, &ear{})
	if e, ok := errors.AsType[*Error](err); !ok || e.Code() != "llm_unavailable" {
		t.Errorf("got %v; want llm_unavailable", err)
	}
}

func TestWhatIsAboutOneRequestOpensNoBreaker(t *testing.T) {
	for kind, opens := range map[Kind]bool{
		Away: true, Truncated: true, Stalled: true, Garbled: true, Denied: true,
		Busy: false, Refused: false, Declined: false, Cut: false, Unacceptable: false, Adjust: false,
	} {
		b := newBreaker(BreakerPolicy{Failures: 2, Pause: time.Hour})
		for range 5 {
			_ = b.do(func() error { return &Error{Kind: kind} })
		}
		if got := b.circuit.State().String() == "open"; got != opens {
			t.Errorf("%s opens it: %v; want %v", kind, got, opens)
		}
	}
}

// A chain as it is in life: a server that is broken, one that wants another
// key, and one that works.
func TestAChainOfRealServers(t *testing.T) {
	broken := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Text: `{"ops":[]}`, Finish: "none"}
	})
	locked := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Status: http.StatusForbidden, Text: "not you"}
	})
	works := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer { return testkit.LLMAnswer{Text: `{"ops":[]}`} })
	var links []*Link
	for _, s := range []*testkit.LLM{broken, locked, works} {
		links = append(links, &Link{Provider: patient(t, s.URL, time.Minute), Models: []string{"m"}})
	}
	b, e := &book{}, &ear{}
	c := chained(b, quick)
	c.links = links

	by, err := c.Ask(t.Context(), "o1", request(), e)

	if err != nil || by.Place != 2 || e.heard.String() != `{"ops":[]}` {
		t.Errorf("%+v said %q, %v", by, e.heard.String(), err)
	}
	if got := b.outcomes(); !slices.Equal(got, []string{"truncated", "truncated", "truncated", "denied", "finished"}) {
		t.Errorf("attempts %v", got)
	}
}
