package tailor

import (
	"context"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
)

func TestThePrice(t *testing.T) {
	for _, test := range []struct {
		cv, job int
		letter  bool
		want    int64
	}{
		{0, 0, false, 4},
		{5_000, 3_000, true, 6},
		{20_000, 10_000, true, 6},
		{20_001, 10_000, true, 7},
		{20_000, 10_001, true, 7},
		{unknownCV, 10_000, true, 7},
		{MaxCVText, MaxJobDescription, true, 20},
	} {
		if got := Price(test.cv, test.job, test.letter); got != test.want {
			t.Errorf("%d and %d bytes cost %d; want %d", test.cv, test.job, got, test.want)
		}
	}
}

func TestWhatSurelyHoldsNothingLeavesNoOrder(t *testing.T) {
	for reason, test := range map[string]struct {
		code fault.Code
		sure bool
	}{
		"insufficient_credits": {fault.Exhausted, true},
		"daily_limit_reached":  {fault.Limited, true},
		"service_busy":         {fault.Limited, false},
		"ledger_timeout":       {fault.Unavailable, false},
	} {
		if got := sure(fault.New(test.code, reason, "x")); got != test.sure {
			t.Errorf("%s is sure: %v; want %v", reason, got, test.sure)
		}
	}
}

func TestTheFingerprintIsOfTheOrderAlone(t *testing.T) {
	yes := true
	a := Order{Key: "a", CVText: "x", JobDescription: "y", Options: Options{CoverLetter: &yes}}
	b := a
	b.Key, b.Options.CoverLetter = "b", new(bool)
	*b.Options.CoverLetter = true

	if a.Fingerprint() != b.Fingerprint() {
		t.Error("the same order has two fingerprints")
	}
	b.JobDescription = "z"
	if a.Fingerprint() == b.Fingerprint() {
		t.Error("two orders have one fingerprint")
	}
}

func TestARunThatBreaksOffEndsOrComesAgain(t *testing.T) {
	for name, test := range map[string]struct {
		err, cause error
		code       string // empty: it comes again
	}{
		"the model is away":        {err: &llm.Error{Kind: llm.Stalled}, code: "llm_unavailable"},
		"the model refuses":        {err: &llm.Error{Kind: llm.Refused}, code: "llm_refused"},
		"the model talks nonsense": {err: &llm.Error{Kind: llm.Unacceptable}, code: "llm_invalid_answer"},
		"too long":                 {err: context.DeadlineExceeded, cause: errTooLong, code: "timed_out"},
		"a file that is no CV":     {err: final("encrypted", "m"), code: "encrypted"},
		"we are stopping":          {err: context.Canceled, cause: context.Canceled},
		"the database is away":     {err: fault.New(fault.Unavailable, "away", "away")},
		"the lease was lost":       {err: context.Canceled, cause: ErrLost},
		"the file isn't read":      {err: &LaterError{}},
	} {
		f := failureOf(test.err, test.cause)

		if got := code(f); got != test.code {
			t.Errorf("%s: ends with %q; want %q", name, got, test.code)
		}
		if f != nil && f.Message == "" {
			t.Errorf("%s: says nothing to people", name)
		}
	}
}

func code(f *Failure) string {
	if f == nil {
		return ""
	}
	return f.Code
}

func TestCorrectionsReplaceWhatWasRefused(t *testing.T) {
	op := func(kind edit.Kind, fact string, v edit.Verdict) edit.Checked {
		return edit.Checked{Op: edit.Op{Kind: kind, Facts: []string{fact}}, Verdict: v, Safe: string(v) + fact}
	}
	got := repaired(
		[]edit.Checked{op(edit.Rewrite, "f1", edit.Reverted), op(edit.Rewrite, "f2", edit.Supported), op(edit.Summary, "f3", edit.Reverted), op(edit.Rewrite, "f4", edit.Reverted)},
		[]edit.Checked{op(edit.Rewrite, "f1", edit.Supported), op(edit.Rewrite, "f2", edit.Verbatim), op(edit.Summary, "f9", edit.Supported), op(edit.Rewrite, "f4", edit.Reverted), op(edit.Rewrite, "f7", edit.Supported)},
	)

	var all []string
	for _, c := range got {
		all = append(all, c.Safe)
	}
	if want := "supportedf1 supportedf2 supportedf9 revertedf4"; strings.Join(all, " ") != want {
		t.Errorf("got %v; want %s", all, want)
	}
}
