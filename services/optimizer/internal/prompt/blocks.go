package prompt

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

type factLine struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Entry string `json:"entry,omitempty"`
	Label string `json:"label,omitempty"`
	Text  string `json:"text"`
}

type requirementLine struct {
	Kind string `json:"kind"`
	Term string `json:"term"`
	Must bool   `json:"must"`
}

type refusedLine struct {
	Kind  string   `json:"kind"`
	Facts []string `json:"facts"`
	Text  string   `json:"text"`
	Wrong []string `json:"not_supported"`
}

// blocks writes the data: JSON line by line, so that no text can look like
// something else.
func blocks(boundary string, b Brief) (string, error) {
	w := &writer{boundary: boundary}
	w.block("FACTS", func() { w.facts(b.facts()) })
	if b.Part == Repair { // what the job asks for is in the refused texts already
		w.block("REFUSED", func() { w.refused(b.Refused) })
		return w.text.String(), w.err
	}
	w.block("REQUIREMENTS", func() {
		for _, must := range []bool{true, false} {
			for _, r := range b.Job.Requirements {
				if r.Must == must {
					w.line(requirementLine{Kind: r.Kind, Term: visible(r.Term), Must: r.Must})
				}
			}
		}
	})
	w.block("JOB", func() {
		w.line(map[string]string{"title": visible(b.Job.Title), "company": visible(b.Job.Company), "text": visible(b.Job.Text)})
	})
	return w.text.String(), w.err
}

// facts are those that the part needs: to correct bullets, those of their entries.
func (b Brief) facts() []resume.Fact {
	entries := map[string]bool{}
	for _, c := range b.Refused {
		for _, id := range c.Op.Facts {
			f, _ := b.Document.Fact(id)
			if c.Op.Kind == edit.Summary || f.Entry == "" {
				return b.Document.Facts
			}
			entries[f.Entry] = true
		}
	}
	if len(entries) == 0 {
		return b.Document.Facts
	}
	return slices.DeleteFunc(slices.Clone(b.Document.Facts), func(f resume.Fact) bool { return !entries[f.Entry] })
}

type writer struct {
	text     strings.Builder
	boundary string
	err      error
}

func (w *writer) block(name string, fill func()) {
	fmt.Fprintf(&w.text, "<<<%s %s>>>\n", name, w.boundary)
	fill()
	fmt.Fprintf(&w.text, "<<<END %s>>>\n\n", w.boundary)
}

func (w *writer) facts(facts []resume.Fact) {
	for _, f := range facts {
		if f.Kind != resume.Name && f.Kind != resume.Contact && f.Kind != resume.Heading {
			w.line(factLine{ID: f.ID, Kind: string(f.Kind), Entry: f.Entry, Label: visible(f.Label), Text: visible(f.Text)})
		}
	}
}

func (w *writer) refused(refused []edit.Checked) {
	for _, c := range refused {
		line := refusedLine{Kind: string(c.Op.Kind), Facts: c.Op.Facts, Text: visible(c.Op.Text)}
		for _, u := range c.Unsupported {
			line.Wrong = append(line.Wrong, u.Kind+": "+visible(u.Text))
		}
		w.line(line)
	}
}

func (w *writer) line(v any) {
	data, err := json.Marshal(v)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("write a prompt: %w", err)
	}
	fmt.Fprintf(&w.text, "%s\n", data)
}

// visible leaves out what a reader doesn't see but a model does: controls,
// zero-width and direction marks, tags and private characters.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u200d' || r == '\u200c': // joiners that scripts need
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Variation_Selector):
			return -1
		default:
			return r
		}
	}, s)
}
