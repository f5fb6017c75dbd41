package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// proof is the attempt to prove one stretch from one unit.
type proof struct {
	*verdict
	j       *judging
	a       *analysis
	cl      clause
	u       unit
	solved  []bool // tokens that are accounted for
	settled []bool // tokens that another rule has let pass, without proving anything
	head    []bool // those of them that the entry's head accounts for
	deed    *deed  // of the fact, the one that the stretch is about
}

func (j *judging) prove(cl clause, u unit) verdict {
	n := len(j.a.tokens)
	p := proof{verdict: &verdict{entry: u.entry}, j: j, a: j.a, cl: cl, u: u, solved: make([]bool, n), settled: make([]bool, n), head: make([]bool, n)}
	p.deed = p.sameDeed()
	p.heads()
	p.dates()
	p.times()
	p.amounts()
	p.skills()
	p.titles()
	p.names()
	p.mixed()
	p.tools()
	p.scope()
	p.misplaced()
	p.frequency()
	p.modality()
	p.levels()
	p.standing()
	p.direction()
	p.content()
	p.negation()
	p.cite()
	return *p.verdict
}

func (p *proof) in(i int) bool { return i >= p.cl.from && i < p.cl.to }

func (p *proof) word(i int) string { return p.a.text[p.a.tokens[i].Start:p.a.tokens[i].End] }

func (p *proof) refuse(kind, text, reason string) {
	p.faults = append(p.faults, edit.Unsupported{Text: text, Kind: kind, Reason: reason})
}

// sameDeed is the part of the fact that shares the most with the stretch.
func (p *proof) sameDeed() *deed { //nolint:gocognit // one rule, read from top to bottom
	if p.u.wide || len(p.u.main) != 1 {
		return nil
	}
	e := p.u.main[0]
	var best *deed
	most := -1
	for k := range e.deeds {
		n := 0
		for i := p.cl.from; i < p.cl.to; i++ {
			if p.a.stop[i] || p.a.is(i, generic) {
				continue
			}
			for m := e.deeds[k].from; m < e.deeds[k].to; m++ {
				if e.alike(m, p.a, i) {
					n++
					break
				}
			}
		}
		if n > most {
			best, most = &e.deeds[k], n
		}
	}
	return best
}

// heads settles what the entry's head says word for word: its title, its
// employer, a degree.
func (p *proof) heads() {
	for _, e := range append(p.u.head, p.u.main...) {
		if !titled[e.kind] || len(e.tokens) == 0 || len(e.tokens) > 16 {
			continue
		}
		for i := p.cl.from; i+len(e.tokens) <= p.cl.to; i++ {
			if p.a.sameWords(i, e) {
				for k := range e.tokens {
					p.solved[i+k], p.head[i+k] = true, true
				}
			}
		}
	}
}

var titled = map[resume.Kind]bool{
	resume.Title: true, resume.Organization: true, resume.Headline: true, resume.Degree: true, resume.Place: true, resume.Certificate: true,
}

func (a *analysis) sameWords(i int, e *evidence) bool {
	for k := range e.tokens {
		if a.plain[i+k] != e.plain[k] {
			return false
		}
	}
	return i == 0 || rankWords[a.plain[i-1]] == 0
}

// dates must stand in the unit, or lie at an end of the entry's range.
func (p *proof) dates() { //nolint:gocognit // one rule, read from top to bottom
	for _, d := range p.a.dates {
		inside := false
		for i, t := range p.a.tokens {
			if t.Start >= d.Start && t.Start < d.End && p.in(i) {
				p.solved[i] = true
				inside = true
			}
		}
		if !inside || p.partOfName(d) {
			continue
		}
		if p.undated(d) || !p.dated(d.Range.From.Year, d.Range.From.Month) || d.Range.To.Year != 0 && !p.dated(d.Range.To.Year, d.Range.To.Month) ||
			(d.Range.Present || p.since(d)) && !p.ongoing() || p.since(d) && !p.began(d.Range.From.Year) {
			p.refuse("date", p.a.text[d.Start:d.End], "the cited entry has no such date")
		}
	}
}

// undated reports the date of a deed that its fact doesn't have: that the job
// began or ended then says nothing of it.
func (p *proof) undated(d resume.Found) bool {
	if p.u.wide || len(p.u.main) != 1 || d.Range.To.Year != 0 || d.Range.Present || p.since(d) {
		return false
	}
	e := p.u.main[0]
	if e.kind != resume.Bullet && e.kind != resume.Text || p.namesHead() {
		return false
	}
	year := d.Range.From.Year
	for _, own := range e.dates {
		if own.Range.From.Year == year || own.Range.To.Year == year {
			return false
		}
	}
	return !slices.ContainsFunc(e.numbers, func(n number) bool { return n.value == float64(year) })
}

// partOfName reports a year that the evidence has as part of a name: AD 2000.
func (p *proof) partOfName(d resume.Found) bool {
	year := p.a.text[d.Start:d.End]
	for _, e := range p.u.main {
		for _, n := range e.numbers {
			if n.text == year {
				return true
			}
		}
	}
	return false
}

// since reports a date after "since".
func (p *proof) since(d resume.Found) bool {
	before := strings.Fields(strings.ToLower(p.a.text[:d.Start]))
	return len(before) > 0 && sinceWords[before[len(before)-1]]
}

var sinceWords = wordMap("since seit depuis desde")

func (p *proof) began(year int) bool {
	return p.u.entry == nil || p.u.entry.span.From.Year == 0 || p.u.entry.span.From.Year == year || !p.a.anyRole(p.cl)
}

func (a *analysis) anyRole(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if a.role(i) {
			return true
		}
	}
	return false
}

func (p *proof) dated(year, month int) bool { //nolint:gocognit // one rule, read from top to bottom
	for _, e := range append(p.u.main, p.u.head...) {
		for _, d := range e.dates {
			from, to := d.Range.From, d.Range.To
			if from.Year == year && (month == 0 || from.Month == month) || to.Year == year && (month == 0 || to.Month == month) {
				return true
			}
		}
		for _, n := range e.numbers {
			if n.unit == "" && n.value == float64(year) && month == 0 {
				return true
			}
		}
	}
	return false
}

func (p *proof) ongoing() bool {
	if p.u.entry != nil && (p.u.entry.span.Present || p.u.entry.open(p.j.c.archive.today)) {
		return true
	}
	for _, e := range append(p.u.main, p.u.head...) {
		for _, d := range e.dates {
			if d.Range.Present {
				return true
			}
		}
	}
	return false
}

// skills must be named in the unit, or something that proves them.
func (p *proof) skills() {
	for k, h := range p.a.skills {
		at := tokenAt(p.a, h.Start)
		if !p.in(at) || p.solved[at] {
			continue
		}
		if !p.holds(h) {
			if p.ordinary(h) {
				continue // content will tell
			}
			p.refuse("skill", p.a.text[h.Start:h.End], "the cited facts don't mention "+h.Name)
		} else {
			p.covered++
		}
		for i := range p.a.tokens {
			p.solved[i] = p.solved[i] || p.a.skilled[i] == k+1
		}
	}
}

func (p *proof) holds(h skill.Hit) bool {
	for _, e := range append(p.u.main, p.u.head...) {
		if e.proves(h.Name) {
			return true
		}
		all, some := true, false
		tokens := words.Tokens(p.a.text[h.Start:h.End])
		made := slices.ContainsFunc(tokens, func(t words.Token) bool { return makers[words.Plain(t.Text)] })
		for _, t := range tokens {
			w := words.Plain(t.Text)
			has := e.words[w] && !(made && p.a.v.knows(t.Text)) // "project" is not Microsoft's
			all, some = all && (has || makers[w]), some || has
		}
		if all && some {
			return true
		}
	}
	return false
}

// makers come before their products' names and may be left out.
var makers = wordMap("apache microsoft ms google amazon aws adobe oracle atlassian hashicorp ibm")

// ordinary reports skills that are written as ordinary words ("data
// analysis"): they are checked as such. What is the name of something, such as
// Go at a sentence's beginning or CI/CD in words, is not.
func (p *proof) ordinary(h skill.Hit) bool {
	if strings.ToLower(h.Name) != h.Name {
		return false
	}
	for i := tokenAt(p.a, h.Start); i < len(p.a.tokens) && p.a.tokens[i].Start < h.End; i++ {
		t := p.a.tokens[i]
		if t.Caps || t.Upper && !p.a.first(i) && p.a.v.language != "de" || !p.a.v.knows(t.Text) {
			return false
		}
	}
	return true
}

func tokenAt(a *analysis, start int) int {
	for i, t := range a.tokens {
		if t.Start >= start {
			return i
		}
	}
	return 0
}

// cite notes the facts that the proof rests on: the fact itself, and of the
// head what the stretch names.
func (p *proof) cite() {
	if len(p.faults) > 0 {
		return
	}
	for _, e := range p.u.main {
		if !p.u.wide && len(p.u.main) == 1 || p.names1(e) {
			p.used = append(p.used, e)
		}
	}
	for _, e := range p.u.head {
		if p.names1(e) {
			p.used = append(p.used, e)
		}
	}
}

// names1 reports whether the stretch takes a telling word of a fact.
func (p *proof) names1(e *evidence) bool {
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.a.stop[i] || p.a.is(i, generic) && !p.head[i] {
			continue
		}
		for k := range e.tokens {
			if e.plain[k] == p.a.plain[i] || p.u.wide && e.alike(k, p.a, i) {
				return true
			}
		}
	}
	return false
}
