package ground

import (
	"slices"

	"github.com/sartor-cv/sartor/libs/resume"
)

// standing: what goes on isn't said to be over, and a degree that isn't
// finished isn't held.
func (p *proof) standing() {
	if e := p.u.entry; e != nil && e.kind == resume.SectionExperience && e.span.Present && p.namesHead() && !p.u.wide {
		for i := p.cl.from; i < min(p.cl.to, p.cl.from+2); i++ {
			if earlier[p.a.tokens[i].Text] {
				p.refuse("date", p.word(i), "in the CV this goes on")
				return
			}
		}
	}
	p.unfinished()
}

// unfinished: a degree that is under way isn't held.
func (p *proof) unfinished() {
	if p.a.going(p.cl) {
		return
	}
	for _, e := range append(p.u.main, p.u.head...) {
		credential := e.kind == resume.Degree || e.kind == resume.Certificate || e.kind == resume.Organization && (!e.entry.degreed() || e.titledAs(degreeWords)) || e.kind == resume.Text && len(e.tokens) <= 2*longestItem && !e.sentence()
		if credential && (e.unfinished() || e.entry != nil && e.kind != resume.Text && e.entry.open(p.j.c.archive.today)) && p.names1(e) {
			p.refuse("degree", e.text, "in the CV this isn't finished")
			return
		}
	}
}

// titledAs reports a fact that has one of some words.
func (e *evidence) titledAs(these map[string]bool) bool {
	return slices.ContainsFunc(e.plain, func(w string) bool { return these[w] })
}

// degreed reports an entry that tells a degree apart from the school.
func (e *entry) degreed() bool {
	return e != nil && slices.ContainsFunc(e.head, func(h *evidence) bool { return h.kind == resume.Degree })
}

// going reports a stretch that says of something that it goes on, or is still
// to come. That it is a course says so where nothing says that it was completed.
func (a *analysis) going(cl clause) bool {
	course, done := false, false
	for i := cl.from; i < cl.to; i++ {
		w := a.tokens[i].Text
		if a.is(i, ongoing|negation|motive) || goingOn[a.stems[i]] || sinceWords[w] || i > cl.from && (w == "cours" || w == "curso") && a.tokens[i-1].Text == "en" {
			return true
		}
		course, done = course || learning[a.stems[i]], done || completed[a.stems[i]]
	}
	return course && !done
}
