package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// modality: what was planned may not become done, nor what was done with
// others alone; praise and "all" need somebody who said so.
func (p *proof) modality() { //nolint:gocognit // one rule, read from top to bottom
	if len(p.u.main) == 0 {
		return
	}
	if p.deed != nil && p.deed.planned && p.tells() && !p.intends() {
		p.refuse("hedge", p.a.text[p.a.tokens[p.cl.from].Start:p.a.tokens[p.cl.to-1].End], "the CV says that it was planned or tried, not that it was done")
	}
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.solved[i] || p.a.counted[i] != 0 {
			continue
		}
		if p.otherPeriod(i) {
			p.fault(i, "number", "in the CV it is for another time")
		}
		switch {
		case p.a.is(i, sole) && !p.said(i, sole):
			p.fault(i, "scope", "the CV doesn't say that it was done alone")
		case p.a.is(i, quantifier) && p.rate(i):
			p.settled[i] = true
		case p.a.is(i, quantifier) && (p.said(i, quantifier|negation) || p.a.v.language != "en" && p.mentioned(i)), unharmed[p.a.tokens[i].Text] && p.said(i, negation):
			p.settled[i] = true
		case p.a.is(i, quantifier):
			p.fault(i, "scope", "the CV doesn't say that of all")
		case p.a.is(i, ongoing) && p.u.entry != nil && !p.ongoing() && !p.said(i, ongoing):
			p.fault(i, "date", "in the CV this is over")
		case p.a.is(i, vague) && !p.plural(i):
			p.fault(i, "number", "the CV doesn't say that there were several")
		case p.a.tokens[i].Text == "fort" && i+1 < p.cl.to && ofWords[p.a.tokens[i+1].Text]:
			p.settled[i] = true // fort de dix ans
		case p.a.is(i, boast) && !p.a.is(i, motive) && p.fraction(i):
			p.solved[i] = true
		case p.a.tokens[i].Text == "number" && i+1 < p.cl.to && p.a.tokens[i+1].Text == "one":
			p.fault(i, "boast", "the CV doesn't say that")
		case p.a.is(i, boast) && !p.a.is(i, motive) && !p.said(i, 0):
			p.fault(i, "boast", "the CV doesn't say that")
		}
	}
}

// intends reports a stretch that leaves what was planned a plan.
func (p *proof) intends() bool {
	e := p.u.main[0]
	for i := p.cl.from + 1; i < p.cl.to; i++ {
		if p.a.verbAt(i, p.cl.from) && !p.a.is(i, irrealis|generic) && !p.a.denied(p.cl)[i] && p.a.conjunction(i-1) {
			return false // planned and done
		}
	}
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.a.is(i, irrealis) {
			return true
		}
		for k := p.deed.from; k < p.deed.to; k++ {
			if intents[e.tokens[k].Text] && (e.alike(k, p.a, i) || p.a.v.language == "de" && strings.HasSuffix(p.a.stems[i], e.stems[k])) {
				return true
			}
		}
	}
	return false
}

// said reports whether the fact has the word itself, or one of the classes.
func (p *proof) said(i int, c class) bool {
	for _, e := range p.facts() {
		for k := range e.tokens {
			if e.plain[k] == p.a.plain[i] || e.stems[k] == p.a.stems[i] || e.classes[k]&c != 0 {
				return true
			}
		}
	}
	return false
}

// otherPeriod reports "daily" where the fact only says "weekly".
func (p *proof) otherPeriod(i int) bool {
	claimed := periodWords[p.a.tokens[i].Text]
	if claimed == "" {
		return false
	}
	other := false
	for _, e := range p.u.main {
		for k := range e.tokens {
			held := periodWords[e.tokens[k].Text]
			if held == "" && k > 0 && perWords[e.tokens[k-1].Text] {
				held = unitOf[e.tokens[k].Text]
			}
			if held == claimed {
				return false
			}
			other = other || held != ""
		}
	}
	return other
}

// plural reports whether the fact has more than one of what "several" is said
// of.
func (p *proof) plural(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	if p.said(i, vague) || p.u.wide || i > 0 && p.a.tokens[i-1].Text == "as" {
		return true
	}
	last := -1
	for k := i + 1; k < min(p.cl.to, i+4) && !p.a.stop[k] && p.a.gap(k) == " " && !p.a.tokens[k].Number; k++ {
		if last = k; p.a.plurals(k) {
			break
		}
	}
	if last < 0 || p.a.is(last, generic) && !p.a.is(last, people) {
		return true
	}
	for _, e := range p.u.main {
		for m := range e.tokens {
			if e.stems[m] == p.a.stems[last] && e.plain[m] == p.a.plain[last] {
				return true
			}
		}
		for _, n := range e.numbers {
			if n.value >= 2 && n.unit == "" && slices.ContainsFunc(n.heads, func(k int) bool { return e.stems[k] == p.a.stems[last] }) {
				return true
			}
		}
	}
	return false
}

func (a *analysis) plurals(i int) bool {
	w := a.plain[i]
	return len(w) > 3 && (w[len(w)-1] == 's' && w[len(w)-2] != 's' || a.v.language == "de" && w[len(w)-1] == 'n')
}

// facts are the main facts, and in a wide unit all.
func (p *proof) facts() []*evidence { return p.u.main }

// rate accepts "every shift", where it says how often.
func (p *proof) rate(i int) bool {
	if i+1 >= len(p.a.tokens) {
		return false
	}
	w := p.a.tokens[i+1].Text
	return unitOf[w] != "" || unitOf[singular(w)] != ""
}

func singular(w string) string {
	if len(w) > 2 && w[len(w)-1] == 's' {
		return w[:len(w)-1]
	}
	return w
}

// fraction accepts a third where the fact has 33 %, or halving where it goes
// from 10 to 5.
func (p *proof) fraction(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	want, ok := fractions[p.a.tokens[i].Text]
	if !ok {
		return false
	}
	for _, e := range p.u.main {
		for k, n := range e.numbers {
			if n.unit == "%" && n.value > want*100-3 && n.value < want*100+3 {
				return true
			}
			if k+1 < len(e.numbers) && n.value > 0 {
				change := e.numbers[k+1].value / n.value
				if change > 1-want-0.02 && change < 1-want+0.02 || change > want+0.98 && change < want+1.02 {
					return true
				}
			}
		}
	}
	return false
}

var fractions = map[string]float64{"third": 0.333, "half": 0.5, "halved": 0.5, "quarter": 0.25, "double": 1, "doubled": 1, "tripled": 2, "triple": 2, "halbiert": 0.5, "verdoppelt": 1, "moitié": 0.5, "mitad": 0.5, "doublé": 1, "duplicado": 1}

// levels: who knows a language or a tool a little may not know it well.
func (p *proof) levels() {
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.a.stop[i] || p.a.v.levels[p.a.tokens[i].Text] != 0 || p.a.tokens[i].Number {
			continue
		}
		held, known := p.levelOf(i)
		if !known {
			continue
		}
		claimed := p.a.levelAt(i, p.cl)
		switch {
		case held > 0 && held < 3 && claimed > held || held == 3 && claimed == 4:
			p.refuse("hedge", p.word(i), "the CV claims a lower level")
			return
		case held == 1 && claimed == 0 && !p.a.hedged(p.cl):
			p.refuse("hedge", p.word(i), "the CV only claims some of it")
			return
		case held == 0 && claimed == 4:
			p.refuse("hedge", p.word(i), "the CV claims no such level")
			return
		}
	}
}

// levelOf is the level at which the unit knows what a token names.
func (p *proof) levelOf(i int) (level int, known bool) {
	for _, e := range p.u.main {
		if e.kind != resume.Language && e.kind != resume.Skill && e.kind != resume.Text && e.kind != resume.Summary {
			continue
		}
		for k := range e.tokens {
			if e.plain[k] != p.a.plain[i] && (e.kind != resume.Language && p.a.v.language != "de" || !e.alike(k, p.a, i)) || e.stop[k] || e.v.levels[e.tokens[k].Text] != 0 {
				continue
			}
			known = true
			level = max(level, e.levelAt(k, clause{0, len(e.tokens)}))
		}
	}
	return level, known
}

// levelAt is the level that stands within three words of a token, nothing but
// a bracket or a colon between.
func (a *analysis) levelAt(i int, cl clause) int {
	for distance := 1; distance <= 3; distance++ {
		for _, k := range [2]int{i + distance, i - distance} {
			if k < cl.from || k >= cl.to {
				continue
			}
			if level := a.v.levels[a.tokens[k].Text]; level > 0 && !a.parted(min(i, k), max(i, k)) {
				return level
			}
		}
	}
	return 0
}

func (a *analysis) parted(from, to int) bool {
	for k := from + 1; k <= to; k++ {
		gap := a.gap(k)
		if gap != " " && gap != " (" && gap != "-" && gap != ": " && gap != " – " && gap != " - " && gap != "’" && gap != "'" && gap != ") " {
			return true
		}
	}
	return false
}

func (a *analysis) hedged(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if a.is(i, hedge) {
			return true
		}
	}
	return false
}

// negation: what the CV denies may not be claimed, nor the other way round.
func (p *proof) negation() { //nolint:gocognit // one rule, read from top to bottom
	if len(p.u.main) != 1 || p.u.wide {
		return
	}
	e := p.u.main[0]
	theirs, ours := e.denied(clause{0, len(e.tokens)}), p.a.denied(p.cl)
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.a.stop[i] || p.a.is(i, generic|negation) && !p.a.is(i, action) {
			continue
		}
		for k := range e.tokens {
			if e.stems[k] != p.a.stems[i] && !e.alike(k, p.a, i) {
				continue
			}
			if ours[i] && len(theirs) == 0 || theirs[k] && !ours[i] && !p.spared() && !p.affirmed(e, theirs, i) {
				p.refuse("negation", p.word(i), "the CV says the opposite")
				return
			}
			break
		}
	}
}

// affirmed reports a word that the fact also has outside what it denies.
func (p *proof) affirmed(e *evidence, denied map[int]bool, i int) bool {
	for k := range e.tokens {
		if e.stems[k] == p.a.stems[i] && !denied[k] {
			return true
		}
	}
	return false
}

// spared reports a stretch that keeps a denial in other words: "passed every
// audit" for "no audit failures".
func (p *proof) spared() bool {
	for k := p.cl.from; k < p.cl.to; k++ {
		if p.a.is(k, negation) || unharmed[p.a.tokens[k].Text] {
			return true
		}
	}
	return false
}

var unharmed = wordMap("passed passing clean flawless perfect spotless faultless kept stayed remained")

// denied are the tokens up to six telling words after a negation.
func (a *analysis) denied(cl clause) map[int]bool {
	all := map[int]bool{}
	for i := cl.from; i < cl.to; i++ {
		if !a.is(i, negation) || a.tokens[i].Text == "free" {
			continue
		}
		said := 0
		for k := i + 1; k < cl.to && said < 6 && (len(a.gap(k)) > 0 && a.gap(k) == " " || a.gap(k) == "-" || a.gap(k) == "'" || a.gap(k) == "’"); k++ {
			all[k] = true
			if !a.stop[k] {
				said++
			}
		}
	}
	return all
}
