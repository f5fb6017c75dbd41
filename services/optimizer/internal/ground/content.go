package ground

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// content weighs the words that no other rule has settled. Words that carry no
// fact are let pass; the others must mean something that the unit means too.
func (p *proof) content() {
	total := weight{}
	var open []int
	for _, part := range p.parts() {
		w := p.weigh(part)
		total.known, total.lent, total.unknown = total.known+w.known, total.lent+w.lent, total.unknown+w.unknown
		if w.nouns == 0 && w.newNouns > 0 {
			total.unknown += 1 // nothing that this part is about is in the unit
		}
		open = append(open, w.open...)
	}
	p.covered += int(total.known * 2)
	if total.lent > total.known {
		open, total.unknown = append(open, p.lendings()...), total.unknown+1
	}
	if total.unknown > tolerance && len(open) > 0 {
		for _, i := range open {
			p.refuse("content", p.word(i), "the cited facts don't say that")
		}
	}
}

// tolerance is how many telling words may be new for each that is known.
const tolerance = 0

// parts cuts a stretch at commas, brackets, conjunctions and the words that
// begin a phrase of its own.
func (p *proof) parts() []clause {
	var all []clause
	from := p.cl.from
	for i := p.cl.from + 1; i < p.cl.to; i++ {
		if strings.ContainsAny(p.a.gap(i), ",;:()–—") || p.a.conjunction(i-1) || partWords[p.a.tokens[i].Text] {
			all = append(all, clause{from, i})
			from = i
		}
	}
	return append(all, clause{from, p.cl.to})
}

// causes begin the words that say how a thing came about.
var causes = wordMap("by through via thanks due using mit durch dank mittels grâce par avec gracias mediante con")

var partWords = wordMap(`with for by through via across including using while resulting leading thereby which that so mit für durch bei sowie wobei inklusive avec pour par chez dont grâce afin con para por mediante incluyendo`)

// weight is what of a part is known, what other facts of the entry lend, and
// what is new.
type weight struct {
	known, lent, unknown float64
	nouns, newNouns      int
	open                 []int
}

func (p *proof) weigh(part clause) weight { //nolint:gocognit // one rule, read from top to bottom
	var w weight
	for i := part.from; i < part.to; i++ {
		noun := !p.a.is(i, action) && p.a.speech[i] != "a" && p.a.speech[i] != "r" && p.a.speech[i] != "v"
		switch {
		case p.solved[i]:
			if !p.a.stop[i] {
				w.known++
				w.nouns++
			}
		case p.settled[i], p.a.stop[i], p.a.counted[i] != 0, p.a.is(i, negation), len(p.a.tokens[i].Text) == 1:
		case p.mentioned(i):
			if p.a.is(i, generic) {
				w.known += 0.5
			} else {
				w.known++
				w.nouns++
			}
		case p.a.is(i, generic|hedge|irrealis|ongoing), p.j.kind != edit.Rewrite && p.a.is(i, motive|reader|we):
		case p.lent(i) && !(p.a.is(i, action) && strings.HasSuffix(p.a.tokens[i].Text, "ing")) && !causes[p.a.tokens[part.from].Text]:
			w.lent++
		default:
			w.open = append(w.open, i)
			w.unknown += p.telling(i)
			if noun {
				w.newNouns++
			}
		}
	}
	return w
}

// lendings are the words that only other facts of the entry have.
func (p *proof) lendings() []int {
	var all []int
	for i := p.cl.from; i < p.cl.to; i++ {
		if !p.solved[i] && !p.settled[i] && !p.a.stop[i] && p.a.counted[i] == 0 && !p.a.is(i, generic) && !p.mentioned(i) && p.lent(i) {
			all = append(all, i)
		}
	}
	return all
}

// mentioned reports whether the unit means what a token means.
func (p *proof) mentioned(i int) bool {
	for _, e := range p.u.main {
		if e.mentions(p.a, i) {
			return true
		}
	}
	for _, e := range p.u.head {
		if departments[p.a.tokens[i].Text] || p.a.verbAt(i, p.cl.from) || p.a.is(i, action) && strings.HasSuffix(p.a.tokens[i].Text, "ing") {
			break // a title is no deed, and what the company has no object of one
		}
		if (e.kind != resume.Organization || p.head[i]) && e.mentions(p.a, i) {
			return true
		}
	}
	return p.a.v.levels[p.a.tokens[i].Text] > 0 && p.a.v.levels[p.a.tokens[i].Text] < 4
}

var departments = wordMap("marketing sales finance engineering legal hr design product support operations security research production logistics purchasing vertrieb einkauf entwicklung produktion")

// lent reports whether another fact of the entry means what a token means.
func (p *proof) lent(i int) bool {
	for _, e := range p.u.soft {
		if e.mentions(p.a, i) {
			return true
		}
	}
	return false
}

// telling is how much a word says: little where it only describes or is
// another word for doing something.
func (p *proof) telling(i int) float64 {
	if s := p.a.speech[i]; s != "" && !strings.Contains(s, "n") || p.a.is(i, action) {
		return 0.4
	}
	return 1
}
