// Package match reads what a job asks for and scores a CV against it.
//
// The score is counted, not guessed: the same texts give the same bytes, and
// no order of sections or wording raises what a CV can prove.
package match

import "github.com/sartor-cv/sartor/services/optimizer/internal/resume"

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
}

// Posting is what Read reads; title and company are optional and win over
// what the text says.
type Posting struct {
	Text    string
	Title   string
	Company string
}

// Read finds out what a job asks for, in plain text, Markdown or HTML.
func Read(p Posting) Job { return Job{Text: p.Text, Title: p.Title, Company: p.Company} }

// Score compares a CV with a job.
type Score struct {
	Evidence    int      `json:"evidence"`    // 0 to 100: what the CV can prove
	Before      int      `json:"before"`      // 0 to 100: how well the source shows it
	After       int      `json:"after"`       // 0 to 100: how well the result shows it
	Matched     []string `json:"matched"`     // keywords of the job that the result shows
	Missing     []string `json:"missing"`     // keywords the CV has nothing of
	Unsupported []string `json:"unsupported"` // keywords of the job that somebody claimed in vain
	Explanation []string `json:"explanation"`
}

// Rate scores the source and what became of it. claimed are texts that the
// check refused: the job's keywords in them are Unsupported.
func Rate(job Job, before, after resume.Document, claimed []string) Score { return Score{} }
