package ground

import (
	"slices"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// Audit checks a finished result once more, from nothing but its words and
// the source. What it returns must be empty before anything is shown or
// exported.
func (c *Checker) Audit(r edit.Result) []edit.Unsupported {
	var all []edit.Unsupported
	for _, f := range r.Document.Facts {
		all = append(all, c.auditFact(f)...)
	}
	for i, text := range r.Letter {
		op := edit.Op{Kind: edit.Letter, Text: text}
		if i < len(r.LetterFacts) {
			op.Facts = r.LetterFacts[i]
		}
		all = append(all, c.Check(op).Unsupported...)
	}
	return append(all, c.missing(r)...)
}

func (c *Checker) auditFact(f resume.Fact) []edit.Unsupported {
	own, ok := c.facts[f.ID]
	if ok && own.Text == f.Text && own.Kind == f.Kind && own.Entry == f.Entry {
		return nil
	}
	if f.Kind.Identity() {
		if f.Kind == resume.Heading && !ok && slices.Contains(edit.SummaryHeadings, f.Text) {
			return nil
		}
		return []edit.Unsupported{{Text: f.Text, Kind: "identity", Reason: "a " + string(f.Kind) + " is only ever copied"}}
	}
	op := edit.Op{Kind: edit.Rewrite, Facts: f.From, Text: f.Text}
	if f.Kind == resume.Summary {
		op.Kind = edit.Summary
	}
	return c.Check(op).Unsupported
}

// missing reports identity that the result has lost.
func (c *Checker) missing(r edit.Result) []edit.Unsupported {
	kept := map[string]bool{}
	for _, f := range r.Document.Facts {
		kept[f.ID] = true
	}
	for _, f := range r.Dropped {
		kept[f.ID] = true
	}
	var all []edit.Unsupported
	for _, f := range c.doc.Facts {
		if !kept[f.ID] {
			all = append(all, edit.Unsupported{Text: f.Text, Kind: "identity", Reason: "it is lost"})
		}
	}
	return all
}
