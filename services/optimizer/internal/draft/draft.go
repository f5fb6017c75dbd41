// Package draft is a tailored CV that its user goes on with: changes are
// accepted and rejected, texts edited, questions answered.
//
// Its promise: whatever was done to it, a draft is made anew of the source and
// the steps that stand, checked as a whole, and carries a report for exactly
// what it holds.
package draft

import (
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

// Source is what a draft is made from.
type Source struct {
	Text   string          `json:"text"`
	Parts  []resume.Part   `json:"parts"`
	Today  time.Time       `json:"today"` // when it was ordered: what "present" means
	Stated []resume.Stated `json:"stated"`
	Denied []string        `json:"denied"` // questions that were answered with no
}

// Document reads the source.
func (s Source) Document() resume.Document {
	return resume.Parse(resume.Input{Text: s.Text, Parts: s.Parts, Today: s.Today}).With(s.Stated)
}

// Brief is what it is made for.
type Brief struct {
	Job      string `json:"job"`
	Title    string `json:"title"`
	Company  string `json:"company"`
	Language string `json:"language"` // of explanations and the letter's frame; empty for the CV's
	Tone     string `json:"tone"`
	Letter   bool   `json:"letter"` // one is wanted
	Framed   bool   `json:"framed"` // its greeting and closing are added here

	// Notes are added to the explanation, such as who made it.
	Notes []string `json:"notes"`
}

// Step is one operation that was proposed, by a model, the rules or the user.
type Step struct {
	edit.Checked

	Mine     bool `json:"mine"`     // the user's own
	Rejected bool `json:"rejected"` // the user doesn't want it
}

// Vain is what was claimed and not let through while it was first made.
type Vain struct {
	Claims  int                `json:"claims"` // that were checked, the good ones too
	Refused []edit.Unsupported `json:"refused"`
	Texts   []string           `json:"texts"`
}

// Draft is one revision.
type Draft struct {
	Number int       `json:"number"` // from 1
	Base   int       `json:"base"`   // the one it was made from; 0 for none
	Why    string    `json:"why"`    // made, revised, answered or restored
	At     time.Time `json:"at"`

	Source Source `json:"source"`
	Brief  Brief  `json:"brief"`
	Steps  []Step `json:"steps"`
	Vain   Vain   `json:"vain"`

	Written []Author `json:"written"`

	Made   Made   `json:"made"`
	Report Report `json:"report"`
}

// Author is who wrote a part of a result: not always who was asked first.
type Author struct {
	Part     string `json:"part"` // cv or letter
	Provider string `json:"provider"`
	Model    string `json:"model"`
}

// The reasons for a revision.
const (
	First    = "made"
	Revised  = "revised"
	Answered = "answered"
	Restored = "restored"
)

// Made is what came of it.
type Made struct {
	Document  resume.Document `json:"document"`
	Letter    string          `json:"letter"` // Markdown
	Parts     []Paragraph     `json:"parts"`  // of the letter
	Match     match.Score     `json:"match"`
	Changes   []edit.Change   `json:"changes"`
	Dropped   []Dropped       `json:"dropped"`
	Grounding Grounding       `json:"grounding"`
}

// Paragraph is one of the letter's, by the step that wrote it.
type Paragraph struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Dropped is something of the source that the result doesn't have.
type Dropped struct {
	ID      string `json:"id"`
	Section string `json:"section"`
	Text    string `json:"text"`
}

// Grounding reports the check of every generated claim.
type Grounding struct {
	Checked     int                `json:"checked"`
	Supported   int                `json:"supported"`
	Unsupported []edit.Unsupported `json:"unsupported"`
	Questions   []Question         `json:"questions"`
}
