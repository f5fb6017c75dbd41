// Package match reads what a job asks for and scores a CV against it.
//
// The score is counted, not guessed: the same texts give the same bytes, and
// no order of sections or wording raises what a CV can prove.
package match

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
)

// The kinds of requirements.
const (
	KindSkill    = "skill"
	KindYears    = "years"
	KindDegree   = "degree"
	KindTitle    = "title"
	KindLanguage = "language"
	KindDuty     = "duty" // a sentence about what is to be done or known
)

// Requirement is one thing a job asks for.
type Requirement struct {
	Kind  string `json:"kind"`
	Term  string `json:"term"` // the skill's or language's canonical name, the degree's level, the title; the sentence of a duty
	Must  bool   `json:"must"` // else nice to have
	Years int    `json:"years,omitempty"`
	Text  string `json:"text"` // the job's own words
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Job is a job description that was read.
type Job struct {
	Text         string        `json:"text"` // cleaned: what the spans point into
	Title        string        `json:"title"`
	Company      string        `json:"company"`
	Language     string        `json:"language"`
	Requirements []Requirement `json:"requirements"`

	source string
	trail  trail
}

// Span is where a stretch of Text stands in the posting as it was given.
func (j Job) Span(start, end int) resume.Span {
	from, to := j.trail.source(start, end)
	if to > len(j.source) {
		return resume.Span{}
	}
	return resume.Span{Start: from, End: to, Text: j.source[from:to]}
}

// Posting is what Read reads; title and company are optional and win over
// what the text says.
type Posting struct {
	Text    string
	Title   string
	Company string
}

// The most requirements of one kind that are kept.
const (
	maxSkills = 60
	maxDuties = 40
)

// Read finds out what a job asks for, in plain text, Markdown or HTML.
func Read(p Posting) Job {
	source := strings.ToValidUTF8(p.Text, "?")
	t := clean(source)
	r := reader{job: Job{Text: t.text, Title: oneLine(p.Title), Company: oneLine(p.Company), Requirements: []Requirement{}, source: source, trail: t}}
	r.job.Language = words.Detect(r.job.Text)
	all := pieces(r.job.Text)
	for _, piece := range all {
		r.asks = r.asks || piece.part == must
	}
	r.title()
	for _, piece := range all {
		r.piece(piece)
	}
	return r.job
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// reader collects a job's requirements.
type reader struct {
	job    Job
	asks   bool // there is a part that lists what is required
	skills int
	duties int
}
