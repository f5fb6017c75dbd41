package e2e

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// What an operator can do about what models cost, with the real program: a chain
// that falls to the rules, a cap of the day, a switch, and the books.
func TestTheOperatorIsMasterOfTheModels(t *testing.T) {
	t.Parallel()
	model := testkit.NewLLM(t, func(testkit.LLMRequest) testkit.LLMAnswer {
		return testkit.LLMAnswer{Status: http.StatusUnauthorized, Text: "the key has been withdrawn"}
	})
	host := strings.TrimSuffix(strings.TrimPrefix(model.URL, "http://"), "/v1")
	s := newSartor(t)
	p := s.start(t, "LLM_CHAIN=openai@"+model.URL+":gpt-4o-mini,offline", "LLM_KEYS="+host+"="+model.Key, "CREDITS_DAILY_PER_USER=10")
	c := &client{base: s.base()}
	c.login(t, "jane@example.org", s.mail)
	c.awaitBalance(t, balance{Balance: 100, Available: 100})
	order := map[string]any{"cvText": ownCV, "jobDescription": "We look for an engineer who knows Go."}

	var o struct {
		ID, Status, Provider string
		Written              []struct{ Part, Provider, Model string }
	}
	c.do(t, "POST", "/optimizations", order).want(t, http.StatusAccepted, &o)
	if o.Provider != "openai" {
		t.Errorf("it begins with %s; want openai", o.Provider)
	}
	testkit.Eventually(t, "the rules have done it", func() bool {
		c.do(t, "GET", "/optimizations/"+o.ID, nil).want(t, http.StatusOK, &o)
		return o.Status == "succeeded"
	})
	if o.Provider != "offline" || len(o.Written) != 2 || o.Written[0].Model != "rules-1" || len(model.Requests()) == 0 {
		t.Errorf("it ends with %s, written by %+v, after %d requests to the model", o.Provider, o.Written, len(model.Requests()))
	}
	if !strings.Contains(p.out.String(), "model given up") || strings.Contains(p.out.String(), model.Key) {
		t.Error("the log doesn't say that the key was refused, or it says the key")
	}

	capped := c.ask(t, "POST", "/optimizations", order) // 6 of 10 are charged
	capped.refused(t, http.StatusTooManyRequests, "daily_limit_reached")
	if n, err := strconv.Atoi(capped.header.Get("Retry-After")); err != nil || n < 1 || n > 24*60*60+1 {
		t.Errorf("Retry-After %q; want the seconds until midnight UTC", capped.header.Get("Retry-After"))
	}
	c.awaitBalance(t, balance{Balance: 94, Available: 94})

	if out, err := s.command(t, "optimizer", "llm", "off"); err != nil || !strings.HasPrefix(out, "off since") {
		t.Fatalf("got %q, %v", out, err)
	}
	c.ask(t, "POST", "/optimizations", order).refused(t, http.StatusServiceUnavailable, "llm_switched_off")
	if out, err := s.command(t, "optimizer", "llm", "on"); err != nil || out != "on\n" {
		t.Fatalf("got %q, %v", out, err)
	}
	c.ask(t, "POST", "/optimizations", order).refused(t, http.StatusTooManyRequests, "daily_limit_reached")

	var books struct {
		Items []struct {
			Day, Provider string
			Calls, Failed int64
		}
	}
	c.do(t, "GET", "/usage", nil).want(t, http.StatusOK, &books)
	today := time.Now().UTC().Format(time.DateOnly)
	if len(books.Items) < 2 || books.Items[0].Day < "2026" || books.Items[0].Day > today {
		t.Errorf("the books say %+v; want the rules and the model", books.Items)
	}
	c.do(t, "GET", "/admin/usage", nil).refused(t, http.StatusForbidden, "not_allowed")
}
