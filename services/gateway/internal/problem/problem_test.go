package problem

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/fault"
)

func TestEveryFaultHasItsStatus(t *testing.T) {
	cases := map[fault.Code]int{
		fault.Malformed: 400, fault.Unauthenticated: 401, fault.Exhausted: 402, fault.Denied: 403,
		fault.NotFound: 404, fault.Conflict: 409, fault.TooLarge: 413, fault.Unsupported: 415,
		fault.Invalid: 422, fault.Limited: 429, fault.Unavailable: 503, fault.Internal: 500, "unheard_of": 500,
	}
	for code, want := range cases {
		if got := Of(fmt.Errorf("asking: %w", fault.New(code, "why", "because"))).Status; got != want {
			t.Errorf("%s: got %d; want %d", code, got, want)
		}
	}
}

func TestInnerErrorsStayInside(t *testing.T) {
	for _, err := range []error{
		errors.New("dial tcp 10.0.0.1:3306: refused"),
		fault.New(fault.Internal, "sql", "SELECT * FROM users"),
	} {
		p := Of(err)
		if p.Code != "internal" || strings.Contains(p.Detail+p.Title, "SELECT") || strings.Contains(p.Detail, "dial") {
			t.Errorf("got %+v; want a blank one", p)
		}
	}
}

func TestHeadersThatHelp(t *testing.T) {
	if got := Of(fault.New(fault.Unavailable, "away", "away")).GetHeaders().Get("Retry-After"); got != "1" {
		t.Errorf("unavailable: got Retry-After %q; want 1", got)
	}
	if got := Of(fault.New(fault.Limited, "rate_limited", "slow").After(7)).GetHeaders().Get("Retry-After"); got != "7" {
		t.Errorf("limited: got Retry-After %q; want 7", got)
	}
	if got := Of(fault.New(fault.Unauthenticated, "token_missing", "x")).GetHeaders().Get("WWW-Authenticate"); got == "" {
		t.Error("unauthenticated: got no WWW-Authenticate")
	}
}

func TestFieldsAreKept(t *testing.T) {
	p := Of(fault.InvalidField("body.amount", "must be positive"))

	want := []Field{{Location: "body.amount", Message: "must be positive"}}
	if !slices.Equal(p.Errors, want) {
		t.Errorf("got %v; want %v", p.Errors, want)
	}
}

func TestKindsAreSorted(t *testing.T) {
	if !slices.IsSortedFunc(kinds, func(a, b Kind) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("kinds are not sorted by code; Find would miss some")
	}
}
