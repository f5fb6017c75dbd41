package ground

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// modality: what was planned may not become done, nor what was done with
// others alone; praise and "all" need somebody who said so.
func (p *proof) modality() { //nolint:gocognit,funlen // one rule, read from top to bottom
	if len(p.u.main) == 0 {
		return
	}
	if p.deed != nil && p.deed.planned && p.tells() && !p.intends() {
		p.refuse("hedge", p.a.text[p.a.tokens[p.cl.from].Start:p.a.tokens[p.cl.to-1].End], "the CV says that it was planned or tried, not that it was done")
	}
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.titleOfTheYear(i) {
			p.fault(i, "boast", "the CV doesn't say that")
		}
		if p.solved[i] || p.a.counted[i] != 0 {
			continue
		}
		switch {
		case crews[p.a.tokens[i].Text] && p.a.is(i, people) && i+1 < p.cl.to && ofPeople[p.a.tokens[i+1].Text] && !p.crew():
			p.fault(i, "team", "the CV has no such team")
		case p.a.is(i, sole) && i > p.cl.from && i < p.cl.from+4 && i+2 < p.cl.to && (p.a.tokens[i-1].Number || p.a.dated(p.a.tokens[i-1])): // in 2023 alone
			p.settled[i] = true
		case p.a.tokens[i].Text == "first" && i+1 < p.cl.to && (firsts[p.a.tokens[i+1].Text] || p.a.counted[i+1] != 0):
			p.settled[i] = true
		case p.a.tokens[i].Text == "own" && i > 1 && (p.a.tokens[i-2].Text == "on" || p.a.tokens[i-2].Text == "by") && i+1 == p.cl.to && !p.said(i, sole):
			p.fault(i, "scope", "the CV doesn't say that it was done alone")
		case p.unaided(i) && !p.said(i, sole):
			p.fault(i, "scope", "the CV doesn't say that it was done alone")
		case p.a.is(i, sole) && !p.said(i, sole):
			p.fault(i, "scope", "the CV doesn't say that it was done alone")
		case p.a.is(i, quantifier) && p.a.v.language == "en" && p.a.stems[i] == "complet" && !strings.HasSuffix(p.a.tokens[i].Text, "ly"):
		case p.a.is(i, quantifier) && i+1 < p.cl.to && p.a.counted[i+1] != 0 && p.a.tokens[i].Text != "all":
			p.settled[i] = true // one in every five
		case p.settled[i]:
		case p.a.is(i, quantifier) && (p.said(i, quantifier|negation) || p.a.v.language != "en" && p.mentionsAll(i)), unharmed[p.a.tokens[i].Text] && p.said(i, negation):
			p.settled[i] = true
		case p.a.is(i, quantifier):
			p.fault(i, "scope", "the CV doesn't say that of all")
		case p.a.is(i, ongoing) && p.u.entry != nil && !p.ongoing() && !p.said(i, ongoing):
			p.fault(i, "date", "in the CV this is over")
		case p.a.is(i, vague) && !p.plural(i):
			p.fault(i, "number", "the CV doesn't say that there were several")
		case p.a.tokens[i].Text == "fort" && i+1 < p.cl.to && ofWords[p.a.tokens[i+1].Text]:
			p.settled[i] = true // fort de dix ans
		case p.a.is(i, boast) && i > p.cl.from && p.a.counted[i-1] != 0 && p.a.numbers[p.a.counted[i-1]-1].unit != "" && p.a.v.language != "en": // 2.400 m² groß
			p.settled[i] = true
		case p.a.is(i, boast) && p.timesTwo(i):
			p.solved[i] = true
		case p.a.is(i, boast) && !p.a.is(i, motive) && p.fraction(i):
			p.solved[i] = true
		case p.a.tokens[i].Text == "number" && i+1 < p.cl.to && p.a.tokens[i+1].Text == "one":
			p.fault(i, "boast", "the CV doesn't say that")
		case p.a.is(i, boast) && !p.a.is(i, motive) && !p.said(i, 0) && !(p.a.v.language == "es" && p.a.scope(i, p.cl) > 0): // lidero
			p.fault(i, "boast", "the CV doesn't say that")
		}
	}
}

// unaided reports "by myself", "without any help" and the like.
func (p *proof) unaided(i int) bool {
	if selves[p.a.tokens[i].Text] && i > p.cl.from && p.a.tokens[i-1].Text == "by" {
		return true
	}
	if !withoutWords[p.a.tokens[i].Text] {
		return false
	}
	for k := i + 1; k < min(p.cl.to, i+4); k++ {
		if helpWords[p.a.tokens[k].Text] {
			return true
		}
	}
	return false
}

var (
	selves       = wordMap("myself himself herself")
	withoutWords = wordMap("without ohne sans sin")
	helpWords    = wordMap("help support assistance hilfe unterstützung aide assistance appui ayuda apoyo")
)

var ofPeople = wordMap("of von de d aus")

// crew reports a unit that speaks of several people, or of a team.
func (p *proof) crew() bool { //nolint:gocognit // one rule, read from top to bottom
	for _, e := range p.u.main {
		for k := range e.tokens {
			if crews[e.tokens[k].Text] || e.is(k, people) && e.plurals(k) || e.v.language == "en" && e.roles(k) && !e.role(k) || e.v.language != "en" && (e.role(k) || e.is(k, people)) {
				return true
			}
		}
		if slices.ContainsFunc(e.numbers, func(n number) bool { return n.value >= 2 && e.counts(n, people) }) {
			return true
		}
	}
	return false
}

// firsts are what is called first without being praised.
var firsts = wordMap("point aid aider line hand year month week language contact name author")

// titleOfTheYear reports awards that are named so, and what has won one.
func (p *proof) titleOfTheYear(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	t := p.a.tokens
	switch t[i].Text {
	case "year", "month", "jahres", "année", "año":
		if i+1 < len(t) && t[i+1].Number || i < 2 || i < p.cl.from+2 || !ofYear[p.a.previous(i, 2)] && !ofYear[t[i-1].Text] {
			return false
		}
		for _, e := range p.u.main {
			for k := 1; k < len(e.tokens); k++ {
				if e.tokens[k].Text == t[i].Text && (ofYear[e.previous(k, 2)] || ofYear[e.tokens[k-1].Text]) {
					return false
				}
			}
		}
		at := i - 2
		return p.a.v.language == "de" || at > p.cl.from && p.a.tokens[at].Text != "end" && p.a.tokens[at-1].Text != "end"
	case "award":
		return i+1 < len(t) && t[i+1].Text == "winning" && !p.said(i+1, 0)
	default:
		return false
	}
}

var ofYear = map[string]bool{"of the": true, "des": true, "de l": true, "del": true}

// timesTwo accepts twice for what the fact has two of.
func (p *proof) timesTwo(i int) bool {
	if p.a.tokens[i].Text != "twice" {
		return false
	}
	return slices.ContainsFunc(p.u.main, func(e *evidence) bool {
		return len(e.dates) == 2 || len(e.dates) == 1 && e.dates[0].Full && andWords.MatchString(e.text[e.dates[0].Start:e.dates[0].End]) || slices.ContainsFunc(e.numbers, func(n number) bool { return n.value == 2 && n.unit == "" })
	})
}

// intends reports a stretch that leaves what was planned a plan.
func (p *proof) intends() bool { //nolint:gocognit // one rule, read from top to bottom
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
		if organising[p.a.stems[i]] && plans[e.tokens[p.deed.from].Text] {
			return true // to plan is a deed, too
		}
		for k := p.deed.from; k < p.deed.to; k++ {
			if intents[e.tokens[k].Text] && (e.stems[k] == p.a.stems[i] || intents[p.a.tokens[i].Text] || p.a.v.language != "en" && e.alike(k, p.a, i) || p.a.v.language == "de" && strings.HasSuffix(p.a.stems[i], e.stems[k])) {
				return true
			}
		}
	}
	return false
}

var (
	organising = stemSets("coordinate organise arrange schedule prepare", "", "", "")["en"]
	plans      = wordMap("plan plans planned")
)

var andWords = regexp.MustCompile(` (and|und|et|y) `)

// said reports whether the fact has the word itself, or one of the classes.
func (p *proof) said(i int, c class) bool {
	for _, e := range p.facts() {
		for k := range e.tokens {
			if c&quantifier != 0 && e.is(k, quantifier) && e.often(k) {
				continue // todos los meses
			}
			if e.plain[k] == p.a.plain[i] || e.stems[k] == p.a.stems[i] || e.classes[k]&c != 0 {
				return true
			}
		}
	}
	return false
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
			nearly := i > 0 && (boundWords[p.a.previous(i, 1)] == about || boundWords[p.a.previous(i-1, 1)] == about)
			if n.unit == "%" && (n.value > want*100-3 || nearly && n.value > want*100-5) && n.value < want*100+3 {
				return true
			}
			if k+1 < len(e.numbers) && n.value > 0 {
				change := e.numbers[k+1].value / n.value
				if before := p.a.previous(i, 2); before == "more than" && (change > 1+want || change < 1-want) || p.a.previous(i, 1) == "nearly" && math.Abs(change-1-want) < 0.2 {
					return true
				}
				if change > 1-want-0.02 && change < 1-want+0.02 || change > want+0.98 && change < want+1.02 {
					return true
				}
			}
		}
	}
	return false
}

var fractions = map[string]float64{"third": 0.333, "half": 0.5, "halved": 0.5, "quarter": 0.25, "double": 1, "doubled": 1, "tripled": 2, "triple": 2, "halbiert": 0.5, "verdoppelt": 1, "moitié": 0.5, "mitad": 0.5, "doublé": 1, "duplicado": 1}
