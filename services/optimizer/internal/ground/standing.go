package ground

import "github.com/sartor-cv/sartor/libs/resume"

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
		credential := e.kind == resume.Degree || e.kind == resume.Certificate || e.kind == resume.Organization || e.kind == resume.Text && len(e.tokens) <= 2*longestItem && !e.sentence()
		if credential && (e.unfinished() || e.entry != nil && e.kind != resume.Text && e.entry.open(p.j.c.archive.today)) && p.names1(e) {
			p.refuse("degree", e.text, "in the CV this isn't finished")
			return
		}
	}
}

// going reports a stretch that says of something that it goes on, or is still
// to come.
func (a *analysis) going(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		w := a.tokens[i].Text
		if a.is(i, ongoing|negation|motive) || goingOn[a.stems[i]] || learning[a.stems[i]] || sinceWords[w] || i > cl.from && (w == "cours" || w == "curso") && a.tokens[i-1].Text == "en" {
			return true
		}
	}
	return false
}
