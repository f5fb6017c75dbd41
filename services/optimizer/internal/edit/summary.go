package edit

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// SummaryHeadings are what a summary that the CV didn't have is headed, by
// language, English last.
var SummaryHeadings = []string{"Profil", "Profil professionnel", "Perfil", "Summary"}

var summaryHeading = map[string]string{"de": "Profil", "fr": "Profil professionnel", "es": "Perfil"}

// summary puts the safe text in the place of the present summary, whose own
// words go to the dropped facts, or makes a section for it.
func (e *editor) summary(c Checked) {
	text := oneLine(c.Safe)
	var old []resume.Fact
	for _, f := range e.doc.Facts {
		if f.Kind == resume.Summary {
			old = append(old, f)
		}
	}
	before := joined(old)
	if text == "" || c.Verdict != Supported && c.Verdict != Verbatim {
		c.Verdict = Reverted
		section := resume.SectionSummary
		if len(old) > 0 {
			section = e.sectionName(old[0])
		}
		e.change(c, section, before, before)
		return
	}
	if text == before {
		return
	}
	if len(old) == 0 {
		e.addSummary(text, c.Op.Facts)
		e.change(c, resume.SectionSummary, "", text)
		e.used(c, text)
		return
	}
	f := old[0]
	e.result.Dropped = append(e.result.Dropped, old...)
	gone := map[string]bool{}
	for _, f := range old[1:] {
		gone[f.ID] = true
	}
	e.remove(gone)
	f.Text, f.From = text, slices.Clone(c.Op.Facts)
	e.replace(f)
	e.change(c, e.sectionName(f), before, text)
	e.used(c, text)
}

func joined(facts []resume.Fact) string {
	texts := make([]string, 0, len(facts))
	for _, f := range facts {
		texts = append(texts, f.Text)
	}
	return strings.Join(texts, "\n")
}

// addSummary makes a section for a summary, after the contacts.
func (e *editor) addSummary(text string, from []string) {
	heading := summaryHeading[e.doc.Language]
	if heading == "" {
		heading = "Summary"
	}
	s := resume.Section{ID: "summary", Kind: resume.SectionSummary, Heading: heading, Facts: []string{"summary-heading", "summary-text"}, Entries: []resume.Entry{}}
	e.doc.Facts = append(e.doc.Facts,
		resume.Fact{ID: "summary-heading", Kind: resume.Heading, Section: s.ID, Text: heading},
		resume.Fact{ID: "summary-text", Kind: resume.Summary, Section: s.ID, Text: text, From: slices.Clone(from)},
	)
	at := min(1, len(e.doc.Sections))
	e.doc.Sections = slices.Insert(e.doc.Sections, at, s)
}
