// Package section finds the parts of a CV by their headings, in many languages.
package section

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/resume"
)

// Kind says what a section is about.
type Kind string

// The kinds of sections.
const (
	Contact      Kind = "contact"
	Summary      Kind = "summary"
	Experience   Kind = "experience"
	Education    Kind = "education"
	Skills       Kind = "skills"
	Projects     Kind = "projects"
	Certificates Kind = "certificates"
	Languages    Kind = "languages"
	Other        Kind = "other"
)

// Section is a part of a text, its heading included. Start and End are byte
// offsets.
type Section struct {
	Kind    Kind   `json:"kind"`
	Heading string `json:"heading"` // as it stands in the text; empty before the first
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

const (
	maxHeading  = 60 // runes
	maxWords    = 7
	maxSections = 200
)

// Find parts text into sections. They follow each other without gaps, and the
// first is whatever stands before the first heading: most often who it is about.
func Find(text string) []Section {
	var out []Section
	for start := 0; start < len(text) && len(out) < maxSections; {
		line := lineAt(text, start)
		kind, heading, ok := read(line)
		if !ok {
			kind, heading, ok = readTwo(text, start, len(line))
		}
		switch {
		case ok:
			out = append(out, Section{Kind: kind, Heading: heading, Start: start})
			start += len(heading)
			line = lineAt(text, start)
		case len(out) == 0:
			out = append(out, Section{Kind: Contact, Start: start})
		}
		start += len(line)
	}
	for i := range out {
		out[i].End = len(text)
		if i+1 < len(out) {
			out[i].End = out[i+1].Start
		}
	}
	if len(out) > 1 && strings.TrimSpace(text[out[0].Start:out[0].End]) == "" {
		out = out[1:]
		out[0].Start = 0
	}
	return out
}

// lineAt returns the line that begins at start, its end included.
func lineAt(text string, start int) string {
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		return text[start : start+i+1]
	}
	return text[start:]
}

// readTwo reads a heading that a narrow column has broken in two.
func readTwo(text string, start, length int) (Kind, string, bool) {
	next := lineAt(text, start+length)
	if strings.TrimSpace(text[start:start+length]) == "" || length > maxHeading || len(next) > maxHeading || strings.TrimSpace(next) == "" {
		return "", "", false
	}
	both := strings.TrimSpace(text[start : start+length+len(next)])
	if strings.ContainsRune(both, '\t') || strings.ToUpper(both) != both || !isTitle(both) {
		return "", "", false
	}
	kind, ok := resume.HeadingKind(both)
	return Kind(kind), both, ok
}

// read reports whether a line is a heading. One in the margin, beside the text
// it is about, is too.
func read(line string) (Kind, string, bool) {
	cell, _, margin := strings.Cut(strings.TrimSpace(line), "\t")
	cell = strings.TrimSpace(cell)
	if cell == "" || utf8.RuneCountInString(cell) > maxHeading || len(strings.Fields(cell)) > maxWords {
		return "", "", false
	}
	if !isTitle(cell) {
		return "", "", false
	}
	if kind, ok := resume.HeadingKind(cell); ok {
		return Kind(kind), cell, true
	}
	if margin {
		return "", "", false
	}
	return joined(cell)
}

// joined reads a heading of two, such as "Skills & Languages": the first counts.
func joined(cell string) (Kind, string, bool) {
	key := strings.ToLower(cell)
	parts := strings.FieldsFunc(key, func(r rune) bool { return strings.ContainsRune("&/,|+·•–—", r) })
	if len(parts) < 2 {
		for _, and := range ands {
			if a, b, ok := strings.Cut(key, and); ok {
				parts = []string{a, b}
				break
			}
		}
	}
	if len(parts) < 2 || len(parts) > 4 {
		return "", "", false
	}
	for _, p := range parts {
		if kind, ok := resume.HeadingKind(p); ok {
			return Kind(kind), cell, true
		}
	}
	return "", "", false
}

var ands = []string{" and ", " und ", " et ", " y ", " e ", " en ", " i ", " и ", " ve ", " och ", " og ", " a "}

// isTitle reports whether a line is written as headings are: it begins with a
// capital, where the script has any, and doesn't end as a sentence does.
func isTitle(s string) bool {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";") {
		return false
	}
	for _, r := range s {
		if unicode.IsLetter(r) {
			return !unicode.IsLower(r) || unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Han, unicode.Hangul)
		}
	}
	return false
}
