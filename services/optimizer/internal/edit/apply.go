package edit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// Apply carries checked operations out. What the check refused, what names
// identity and what makes no sense changes nothing, and is listed as reverted.
func Apply(d resume.Document, ops []Checked) Result {
	e := editor{source: d, doc: clone(d), result: Result{Letter: []string{}, LetterFacts: [][]string{}, Changes: []Change{}, Dropped: []resume.Fact{}}}
	for _, op := range ops {
		e.apply(op)
	}
	e.result.Document = e.doc
	return e.result
}

type editor struct {
	source resume.Document
	doc    resume.Document
	result Result
}

func (e *editor) apply(c Checked) {
	allowed := c.Verdict == Supported || c.Verdict == Verbatim
	switch c.Op.Kind {
	case Keep:
	case Drop:
		e.drop(c, allowed)
	case Reorder:
		e.reorder(c, allowed)
	case Rewrite:
		e.rewrite(c, allowed)
	case Summary:
		e.summary(c)
	case Letter:
		e.letter(c)
	}
}

// change lists what an operation did; a refused one leaves before as after.
func (e *editor) change(c Checked, section, before, after string) {
	verdict := c.Verdict
	if verdict != Supported && verdict != Verbatim {
		verdict = Reverted
	}
	reason := c.Op.Reason
	if verdict == Reverted && len(c.Unsupported) > 0 {
		u := c.Unsupported[0]
		reason = strings.TrimSpace(reason + " (not applied: " + u.Text + ": " + u.Reason + ")")
	}
	evidence := c.Evidence
	if len(evidence) == 0 {
		evidence = e.places(c, verdict)
	}
	id := c.ID
	if id == "" {
		id = "c" + strconv.Itoa(len(e.result.Changes)+1)
	}
	e.result.Changes = append(e.result.Changes, Change{
		ID: id, Section: section, Before: before, After: after,
		Reason: reason, Evidence: evidence, Verdict: verdict,
	})
}

// places are where the facts stand that an operation moves or leaves out: it says
// nothing that would need another proof.
func (e *editor) places(c Checked, verdict Verdict) []resume.Span {
	all := []resume.Span{}
	if verdict != Verbatim || c.Op.Text != "" {
		return all
	}
	for _, id := range c.Op.Facts {
		if f, ok := e.source.Fact(id); ok {
			if s := e.source.Span(f); s.End > s.Start {
				all = append(all, s)
			}
		}
	}
	return all
}

func (e *editor) sectionName(f resume.Fact) string {
	s, _ := e.doc.Section(f.Section)
	if s.Heading != "" {
		return s.Heading
	}
	return s.Kind
}

func (e *editor) rewrite(c Checked, allowed bool) {
	if len(c.Op.Facts) == 0 {
		return
	}
	f, ok := e.doc.Fact(c.Op.Facts[0])
	switch {
	case !ok:
		return
	case !allowed || !f.Kind.Prose():
		c.Verdict = Reverted
		e.change(c, e.sectionName(f), f.Text, f.Text)
		return
	case f.Text == c.Safe:
		return
	}
	before := f.Text
	f.Text, f.From = oneLine(c.Safe), slices.Clone(c.Op.Facts)
	e.replace(f)
	e.change(c, e.sectionName(f), before, f.Text)
	e.used(c, f.Text)
}

// used takes out a statement of the person's own where its words stand in
// another's place now.
func (e *editor) used(c Checked, text string) {
	for _, id := range c.Op.Facts {
		if f, ok := e.doc.Fact(id); ok && f.Stated && f.Text == text && len(c.Op.Facts) > 1 {
			e.result.Dropped = append(e.result.Dropped, f)
			e.remove(map[string]bool{id: true})
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (e *editor) replace(f resume.Fact) {
	for i := range e.doc.Facts {
		if e.doc.Facts[i].ID == f.ID {
			e.doc.Facts[i] = f
		}
	}
}

// drop leaves bullets, prose and skills out and keeps them in the result's
// list. Identity stays whatever the verdict says.
func (e *editor) drop(c Checked, allowed bool) {
	gone := map[string]bool{}
	for _, id := range c.Op.Facts {
		f, ok := e.doc.Fact(id)
		if !ok || gone[id] {
			continue
		}
		if !allowed || f.Kind.Identity() {
			refused := c
			refused.Verdict = Reverted
			e.change(refused, e.sectionName(f), f.Text, f.Text)
			continue
		}
		gone[id] = true
		e.result.Dropped = append(e.result.Dropped, f)
		one := c
		one.Op.Facts = []string{id} // each of them says where it stood, not where all did
		e.change(one, e.sectionName(f), f.Text, "")
	}
	e.remove(gone)
}

// remove takes facts out of the document and all its lists.
func (e *editor) remove(gone map[string]bool) {
	out := func(ids []string) []string {
		return slices.DeleteFunc(ids, func(id string) bool { return gone[id] })
	}
	e.doc.Facts = slices.DeleteFunc(e.doc.Facts, func(f resume.Fact) bool { return gone[f.ID] })
	for i := range e.doc.Sections {
		s := &e.doc.Sections[i]
		s.Facts = out(s.Facts)
		for j := range s.Entries {
			s.Entries[j].Body = out(s.Entries[j].Body)
		}
	}
}

// letter adds a paragraph: all of it, or what of it is safe.
func (e *editor) letter(c Checked) {
	text := strings.TrimSpace(c.Safe)
	if text != "" {
		e.result.Letter = append(e.result.Letter, text)
		e.result.LetterFacts = append(e.result.LetterFacts, slices.Clone(c.Op.Facts))
		e.used(c, oneLine(text))
	}
	if c.Verdict != Supported && c.Verdict != Verbatim {
		e.change(c, "letter", "", text)
	}
}

// LetterMarkdown writes the cover letter, or nothing where there is none.
func (r Result) LetterMarkdown() string {
	if len(r.Letter) == 0 {
		return ""
	}
	return strings.Join(r.Letter, "\n\n") + "\n"
}

// clone copies what an edit changes.
func clone(d resume.Document) resume.Document {
	d.Facts = slices.Clone(d.Facts)
	d.Sections = slices.Clone(d.Sections)
	for i := range d.Sections {
		s := &d.Sections[i]
		s.Facts = slices.Clone(s.Facts)
		s.Entries = slices.Clone(s.Entries)
		for j := range s.Entries {
			s.Entries[j].Body = slices.Clone(s.Entries[j].Body)
		}
	}
	return d
}
