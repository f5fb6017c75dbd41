// Package rules tailors a CV without any model: it orders, selects and quotes.
//
// Whatever it writes is made of the CV's own facts, so that it passes the same
// check as a model's words.
package rules

import (
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
	"github.com/sartor-cv/sartor/services/optimizer/internal/resume"
)

// Label is how results of this package are marked.
const Label = "offline rules, no AI"

// Options are the caller's wishes.
type Options struct {
	Language string // BCP 47; empty for the CV's own
	Tone     string // neutral, formal or warm
	Letter   bool
}

// Plan makes a plan for this CV and job.
func Plan(d resume.Document, job match.Job, o Options) edit.Plan { return edit.Plan{} }
