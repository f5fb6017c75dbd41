// Package edit applies a plan to a CV.
//
// A plan says what to keep, drop, reorder and reword, each time citing facts
// by id. Names, employers, titles, dates, degrees, certificates and contacts
// are copied by this code and can't be named in a plan's words: whoever wrote
// the plan, they come out as they went in.
package edit

import "github.com/sartor-cv/sartor/libs/resume"

// Kind says what an operation does.
type Kind string

// The kinds of operations.
const (
	Keep    Kind = "keep"    // the cited facts stay as they are
	Drop    Kind = "drop"    // the cited bullets or skills are left out, and listed
	Reorder Kind = "reorder" // the cited facts, all of one place, come first, in this order
	Rewrite Kind = "rewrite" // Text instead of the first cited fact; the others, of the same entry, are further evidence
	Summary Kind = "summary" // Text as the summary, in place of the present one if there is one
	Letter  Kind = "letter"  // Text as the cover letter's next paragraph
)

// Op is one operation. Facts are the ids it rests on.
type Op struct {
	Kind   Kind     `json:"kind"`
	Facts  []string `json:"facts"`
	Text   string   `json:"text,omitempty"`
	Reason string   `json:"reason,omitempty"` // for people: why this helps
}

// Plan is what somebody, a model or the rules, wants done to a CV. Facts that
// it doesn't name stay.
type Plan struct {
	Ops []Op `json:"ops"`
}

// Verdict is what the check made of an operation.
type Verdict string

// The verdicts. The zero value is treated as Reverted.
const (
	Supported Verdict = "supported" // in other words, all of it proven by the cited facts
	Verbatim  Verdict = "verbatim"  // the source's own words
	Reverted  Verdict = "reverted"  // refused: the source's own words stand
)

// Unsupported is a claim that the cited facts don't hold.
type Unsupported struct {
	Text   string `json:"text"`
	Kind   string `json:"kind"` // number, date, organization, title, degree, certificate, skill, scope, team, hedge, negation, content, link, identity, citation, language, quote
	Reason string `json:"reason"`
}

// Checked is an operation with the check's result: what ground.Check returns
// and what Apply takes.
type Checked struct {
	ID string `json:"id,omitempty"` // what a change is called; empty to be numbered

	Op          Op            `json:"op"`
	Verdict     Verdict       `json:"verdict"`
	Evidence    []resume.Span `json:"evidence"`
	Unsupported []Unsupported `json:"unsupported"`

	// Formulas show how derived figures came about, such as years of
	// experience.
	Formulas []string `json:"formulas,omitempty"`

	// Safe is the text that may stand: the operation's own where it is
	// supported, else what is left of a summary or letter without its
	// unsupported sentences, or nothing.
	Safe string `json:"safe"`

	// Claims counts the sentences and clauses that were checked.
	Claims int `json:"claims"`
}

// Change is one difference between the source and the result, also one that
// was refused.
type Change struct {
	ID       string        `json:"id"` // "c1", "c2", …
	Section  string        `json:"section"`
	Before   string        `json:"before"`
	After    string        `json:"after"`
	Reason   string        `json:"reason"`
	Evidence []resume.Span `json:"evidence"`
	Verdict  Verdict       `json:"verdict"`
	Rejected bool          `json:"rejected,omitempty"` // the user doesn't want it
}

// Result is a tailored CV.
type Result struct {
	Document resume.Document `json:"document"`
	Letter   []string        `json:"letter"` // paragraphs
	// LetterFacts are the facts that each paragraph rests on.
	LetterFacts [][]string    `json:"letter_facts"`
	Changes     []Change      `json:"changes"`
	Dropped     []resume.Fact `json:"dropped"` // what the plan left out
}
