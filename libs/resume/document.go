// Package resume understands a CV's text: who it is about, its sections,
// entries, dates, bullets and skills.
//
// Its promise is that nothing is lost and nothing is added: every letter of the
// source is in exactly one fact, and every fact knows the bytes it came from.
package resume

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind says what a fact is about.
type Kind string

// The kinds of facts.
const (
	Name         Kind = "name"
	Headline     Kind = "headline" // what the person calls themselves, under the name
	Contact      Kind = "contact"  // an address, number, link or place of the person
	Heading      Kind = "heading"  // of a section
	Summary      Kind = "summary"
	Organization Kind = "organization" // an employer, a school, whoever gave the entry its frame
	Title        Kind = "title"        // a job's or a project's
	Dates        Kind = "dates"
	Place        Kind = "place"
	Degree       Kind = "degree"
	Certificate  Kind = "certificate"
	Language     Kind = "language"
	Skill        Kind = "skill"
	Bullet       Kind = "bullet" // what was done
	Text         Kind = "text"   // prose that is none of the above
)

// Identity reports whether facts of this kind are only ever copied: no plan
// can rewrite or drop them.
func (k Kind) Identity() bool { return !k.Prose() && k != Skill }

// Prose reports whether facts of this kind may be said in other words.
func (k Kind) Prose() bool { return k == Summary || k == Bullet || k == Text }

// Span is a piece of the source, in bytes.
type Span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Fact is one thing the CV says.
type Fact struct {
	ID      string `json:"id"` // "f1", "f2", … in the source's order
	Kind    Kind   `json:"kind"`
	Section string `json:"section"`         // the section's id
	Entry   string `json:"entry,omitempty"` // the entry's id; empty outside entries
	Text    string `json:"text"`            // without markup, on one line
	Start   int    `json:"start"`           // bytes in the source; both 0 for what was composed
	End     int    `json:"end"`

	// Label is the group a skill stands in ("Languages", "Cloud").
	Label string `json:"label,omitempty"`

	// From names the facts that Text was made of, where it is no longer the
	// source's own wording.
	From []string `json:"from,omitempty"`

	// Stated says that it isn't the CV's, but the person's own statement.
	Stated bool `json:"stated,omitempty"`
}

// The kinds of sections, the same as those of the files service.
const (
	SectionContact      = "contact"
	SectionSummary      = "summary"
	SectionExperience   = "experience"
	SectionEducation    = "education"
	SectionSkills       = "skills"
	SectionProjects     = "projects"
	SectionCertificates = "certificates"
	SectionLanguages    = "languages"
	SectionOther        = "other"
)

// Section is a part of the CV under one heading. The first one has none: it
// holds the name and the contacts.
type Section struct {
	ID      string   `json:"id"` // "s0", "s1", …
	Kind    string   `json:"kind"`
	Heading string   `json:"heading"`
	Start   int      `json:"start"`
	End     int      `json:"end"`
	Facts   []string `json:"facts"`   // outside its entries, in order
	Entries []Entry  `json:"entries"` // in order
}

// Entry is one job, degree, project or the like: the frame that a bullet's
// claims belong to.
type Entry struct {
	ID    string   `json:"id"`   // "e1", "e2", …
	Head  []string `json:"head"` // title, organization, dates, place …, in the source's order
	Body  []string `json:"body"` // bullets and prose, in order
	Range Range    `json:"range"`
}

// Document is a CV, as it was written or as it was tailored.
type Document struct {
	Source   string    `json:"source"`   // what all spans point into
	Language string    `json:"language"` // BCP 47 base language; "und" when unclear
	Today    time.Time `json:"today"`    // what "present" means
	Sections []Section `json:"sections"`
	Facts    []Fact    `json:"facts"` // in the source's order
}

// Part tells Parse where a section lies, where somebody knows better than the
// text: it has the shape of the files service's sections.
type Part struct {
	Kind    string
	Heading string
	Start   int
	End     int
}

// Input is what Parse reads.
type Input struct {
	Text  string // plain text or Markdown
	Parts []Part // optional
	Today time.Time
}

// Fact returns the fact of that id.
func (d *Document) Fact(id string) (Fact, bool) {
	i := d.index(id)
	if i < 0 {
		return Fact{}, false
	}
	return d.Facts[i], true
}

// Section returns the section of that id.
func (d *Document) Section(id string) (Section, bool) {
	for _, s := range d.Sections {
		if s.ID == id {
			return s, true
		}
	}
	return Section{}, false
}

// Entry returns the entry of that id.
func (d *Document) Entry(id string) (Entry, bool) {
	for _, s := range d.Sections {
		for _, e := range s.Entries {
			if e.ID == id {
				return e, true
			}
		}
	}
	return Entry{}, false
}

// First returns the first fact of that kind.
func (d *Document) First(kind Kind) (Fact, bool) {
	i := slices.IndexFunc(d.Facts, func(f Fact) bool { return f.Kind == kind })
	if i < 0 {
		return Fact{}, false
	}
	return d.Facts[i], true
}

// Span returns where a fact stands in the source.
func (d *Document) Span(f Fact) Span {
	if f.End > len(d.Source) || f.Start >= f.End {
		return Span{}
	}
	return Span{Start: f.Start, End: f.End, Text: d.Source[f.Start:f.End]}
}

// index finds a fact: ids count from 1 in order, so it is at its number, or
// before it where facts were left out.
func (d *Document) index(id string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(id, "f"))
	for i := min(n, len(d.Facts)) - 1; err == nil && i >= 0 && i >= n-64; i-- {
		if d.Facts[i].ID == id {
			return i
		}
	}
	return slices.IndexFunc(d.Facts, func(f Fact) bool { return f.ID == id })
}
