package api

import (
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// statuses are the states as they are shown.
var statuses = map[tailor.State]string{
	tailor.Queued:    optimizerv1.StatusQueued,
	tailor.Waiting:   optimizerv1.StatusWaitingForFile,
	tailor.Running:   optimizerv1.StatusRunning,
	tailor.Ending:    optimizerv1.StatusRunning,
	tailor.Succeeded: optimizerv1.StatusSucceeded,
	tailor.Failed:    optimizerv1.StatusFailed,
	tailor.Cancelled: optimizerv1.StatusCancelled,
}

func optimization(o tailor.Optimization) optimizerv1.Optimization {
	r := optimizerv1.Optimization{
		ID: o.ID, UserID: o.UserID, Status: statuses[o.State], Stage: string(o.Stage), CreatedAt: o.CreatedAt, FinishedAt: nil,
		FileID: o.FileID, JobDescription: o.JobDescription, Options: optimizerv1.Options(o.Options),
		Provider: o.Provider, Model: o.Model, HeldCredits: o.Held,
		Result: result(o.Result), Scores: (*optimizerv1.Scores)(o.Scores), Usage: optimizerv1.Usage(o.Usage), Error: failure(o.Failure),
	}
	if !o.FinishedAt.IsZero() {
		r.FinishedAt = &o.FinishedAt
	}
	if o.State.Final() {
		r.HeldCredits = 0
	}
	return r
}

func failure(f *tailor.Failure) *optimizerv1.Failure { return (*optimizerv1.Failure)(f) }

func result(r *tailor.Result) *optimizerv1.Result {
	if r == nil {
		return nil
	}
	m := r.Match
	return &optimizerv1.Result{
		CVMarkdown: r.CVMarkdown, Resume: r.Resume, CoverLetterMarkdown: r.CoverLetterMarkdown,
		Match: optimizerv1.Match{
			Scores:  optimizerv1.Scores{Evidence: m.Evidence, Before: m.Before, After: m.After},
			Matched: list(m.Matched), Missing: list(m.Missing), Unsupported: list(m.Unsupported), Explanation: list(m.Explanation),
			Points: each(m.Points, point),
		},
		Changes: each(r.Changes, change),
		Written: each(r.Written, func(a tailor.Author) optimizerv1.Author { return optimizerv1.Author(a) }),
		Grounding: optimizerv1.Grounding{
			Checked: r.Grounding.Checked, Supported: r.Grounding.Supported,
			Unsupported: each(r.Grounding.Unsupported, func(u edit.Unsupported) optimizerv1.Unsupported { return optimizerv1.Unsupported(u) }),
			Questions:   each(r.Grounding.Questions, func(q draft.Question) optimizerv1.Question { return optimizerv1.Question(q) }),
		},
		Revision: r.Revision,
		Letter:   each(r.Letter, func(p draft.Paragraph) optimizerv1.Paragraph { return optimizerv1.Paragraph(p) }),
		Dropped:  each(r.Dropped, func(d draft.Dropped) optimizerv1.Dropped { return optimizerv1.Dropped(d) }),
	}
}

func change(c edit.Change) optimizerv1.Change {
	return optimizerv1.Change{
		ID: c.ID, Section: c.Section, Before: c.Before, After: c.After, Reason: c.Reason,
		Evidence: each(c.Evidence, func(s resume.Span) optimizerv1.Span { return optimizerv1.Span(s) }), Verdict: string(c.Verdict), Rejected: c.Rejected,
	}
}

func point(p match.Point) optimizerv1.Point {
	return optimizerv1.Point{
		Kind: p.Kind, Term: p.Term, Must: p.Must, Asked: optimizerv1.Span(p.Asked),
		Proven: each(p.Proven, func(s resume.Span) optimizerv1.Span { return optimizerv1.Span(s) }),
		Of:     p.Of, Gives: p.Gives, Shown: p.Shown, Note: p.Note,
	}
}

func statsReply(s tailor.Stats) optimizerv1.StatsReply {
	return optimizerv1.StatsReply{
		Total: s.Total, Succeeded: s.Succeeded, Failed: s.Failed, Running: s.Running,
		Usage: optimizerv1.Usage(s.Usage), AverageScoreGain: s.Gain,
	}
}

// each translates a list; an empty one is [], not null.
func each[A, B any](in []A, fn func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, v := range in {
		out = append(out, fn(v))
	}
	return out
}

func list(in []string) []string { return each(in, func(s string) string { return s }) }

func step(s tailor.Step) optimizerv1.Step {
	return optimizerv1.Step{
		Type: s.Type, Status: s.Status, Stage: string(s.Stage), Target: s.Target, Text: s.Text, Restart: s.Restart, Error: failure(s.Failure),
	}
}
