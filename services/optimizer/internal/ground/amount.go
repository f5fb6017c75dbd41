package ground

import (
	"math"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// amounts must stand in the unit with the same unit, of the same thing; some
// follow from others by a formula.
func (p *proof) amounts() {
	for _, n := range p.a.numbers {
		if !p.in(n.token) || p.solved[n.token] {
			continue
		}
		for i := n.token; i < n.after; i++ {
			p.solved[i] = true
		}
		for i := max(p.cl.from, n.token-2); i < n.token && n.bound != exactly; i++ {
			p.solved[i] = p.solved[i] || boundWords[p.a.tokens[i].Text] != 0 || boundWords[p.a.previous(i+1, 2)] != 0
		}
		if p.ofFrequency(n) || p.partOfSkill(n) || n.unit == "" && n.value >= 1940 && n.value < 2100 && p.dated(int(n.value), 0) {
			continue
		}
		p.state(n)
	}
}

// state accepts a number that the unit has or that follows, and refuses any
// other.
func (p *proof) state(n number) {
	found, reason := p.amount(n)
	if found {
		p.exchanged(n)
		p.covered += 2
		return
	}
	if formula, ok := p.derive(n); ok {
		p.formulas = append(p.formulas, formula)
		p.covered += 2
		return
	}
	kind := "number"
	for _, i := range slices.Concat(n.heads, n.before) {
		if p.a.is(i, people) {
			kind = "team"
		}
	}
	p.refuse(kind, n.text, reason)
}

// ofFrequency reports the two of "every two weeks", which the unit says too.
func (p *proof) ofFrequency(n number) bool {
	around := clause{max(p.cl.from, n.token-3), min(p.cl.to, n.after+2)}
	return slices.ContainsFunc(p.a.frequencies(around), func(f frequency) bool { return n.token >= f.from && n.token < f.to && f.step == n.value && p.often(f) })
}

// partOfSkill reports digits that belong to a name, such as ISO 27001.
func (p *proof) partOfSkill(n number) bool { return p.a.skilled[n.token] != 0 }

// amount looks for the number in the unit and says what is wrong with the
// nearest miss.
func (p *proof) amount(n number) (bool, string) {
	reason := "the cited facts have no such number"
	for _, e := range append(p.u.main, p.u.head...) {
		for _, m := range e.numbers {
			switch {
			case n.name != "" && n.name == m.name && n.value == m.value:
				return true, ""
			case p.turnedOver(n, m, e):
				return true, ""
			case !sameValue(n, m):
			case n.unit != m.unit && !(n.unit == "" && len(n.heads) == 0):
				reason = "in the CV this number is of another unit"
			case n.every != "" && n.every != m.every && n.every != m.loose && n.unit != n.every && (m.every != "" || !p.often(frequency{n.token, n.after, n.every, 1})):
				reason = "in the CV it is for another time"
			case !boundHolds(n, m) && !p.within(n, m, e):
				reason = "the CV says it with a bound that is gone or changed"
			case n.role != "" && m.role != "" && n.role != m.role:
				reason = "in the CV it is the other end of the change"
			case p.counts(n, m, e):
				return true, ""
			default:
				reason = "in the CV this number counts something else"
			}
		}
	}
	return p.one(n) || p.pair(n) || p.ordinal(n) || p.timesOver(n), reason
}

func sameValue(n, m number) bool {
	if math.Abs(n.value-m.value) <= 1e-9*math.Max(1, math.Abs(m.value)) {
		return true
	}
	// "8+" of something that is 9 is modest, not wrong.
	return n.bound == atLeast && m.bound != atMost && n.value < m.value && n.value >= m.value*0.8
}

// boundHolds reports whether the claim is no stronger than the evidence.
func boundHolds(n, m number) bool {
	switch m.bound {
	case exactly:
		return n.bound == exactly || n.bound == about || n.bound == atLeast && n.value < m.value
	case atLeast:
		return n.bound != atMost
	case about, atMost:
		return n.bound == m.bound
	default:
		return false
	}
}

// within reports "over two years" that is as much as "in two years".
func (p *proof) within(n, m number, e *evidence) bool {
	before := func(a *analysis, n number) string { return a.tokens[max(0, n.token-1)].Text }
	return lengths[n.unit] && n.value == m.value && during[before(p.a, n)] && during[before(e.analysis, m)]
}

var (
	lengths = wordMap("day week month year h min")
	during  = wordMap("in within over during innerhalb en dans durante während")
)

// counts reports whether two numbers count the same: the noun after the one
// is about the other, and no other number of the fact fits it better.
func (p *proof) counts(n, m number, e *evidence) bool { //nolint:gocognit // one rule, read from top to bottom
	if p.u.wide && !e.provesAll(p.skillsNear()) {
		return false
	}
	if strings.Contains(p.a.tokens[n.token].Text, "köpfig") && len(m.heads) > 0 && e.person(m.heads[0]) {
		return true // of nine heads: nine people
	}
	own, foreign := 0, 0
	heads := n.heads
	if n.unit == "" && len(heads) == 0 && !strings.Contains(p.a.gap(n.token), ",") {
		heads = n.before
	}
	for _, i := range heads {
		if wholes[p.a.tokens[i].Text] && p.a.is(i, people) && !e.led(m) && p.leads(n) {
			if p.a.crewAt(i) {
				return false
			}
			foreign++
		}
		if wholes[p.a.tokens[i].Text] && len(m.heads) > 0 && collective[e.stems[m.heads[0]]] && e.stems[m.heads[0]] != p.a.stems[i] {
			return false // eight couples are sixteen people
		}
		if p.a.is(i, generic) && !e.mentions(p.a, i) {
			continue
		}
		switch {
		case e.nearOther(m, n, p.a, i) && !e.literally(m, p.a, i):
			foreign += 2
		case e.near(m, p.a, i), anybody[p.a.tokens[i].Text] && !p.leads(n) && !e.things(m), p.spelledOut(i), p.respelled(i):
			own++
		case e.mentions(p.a, i):
		case p.a.is(i, action) || p.a.speech[i] == "a" || p.a.speech[i] == "v" || strings.HasSuffix(p.a.tokens[i].Text, "ing"):
		default:
			foreign++
		}
	}
	if e.v != p.a.v && own == 0 {
		return foreign < 2 // its words can't be compared
	}
	if len(heads) == 0 || n.unit != "" && own == 0 && foreign == 0 {
		return true
	}
	if n.unit != "" {
		return foreign < 2 || own > 0
	}
	return own > 0 && own*2 >= foreign || foreign == 0
}

// near reports whether a token means one of the words next to a number.
func (e *evidence) near(m number, claim *analysis, i int) bool {
	return slices.ContainsFunc(slices.Concat(m.heads, m.before), func(k int) bool { return e.same(k, claim, i) })
}

// literally reports whether a token is one of the words next to a number.
func (e *evidence) literally(m number, claim *analysis, i int) bool {
	return slices.ContainsFunc(slices.Concat(m.heads, m.before), func(k int) bool { return e.stems[k] == claim.stems[i] })
}

// same is alike, of nouns that are counted: of two kinds of people, say, a
// word for both is not enough.
func (e *evidence) same(k int, claim *analysis, i int) bool {
	if e.alike(k, claim, i) {
		return true
	}
	return e.is(k, people) && claim.is(i, people) && (wholes[claim.tokens[i].Text] || wholes[e.tokens[k].Text])
}

// led reports a number of people who are themselves what the fact is about:
// not those that a scheme is for.
func (e *evidence) led(m number) bool {
	if slices.ContainsFunc(slices.Concat(m.heads, m.before), e.crewAt) {
		return true
	}
	if !slices.ContainsFunc(m.heads, func(k int) bool { return e.is(k, people) || e.role(k) }) {
		return false
	}
	for _, d := range e.deeds {
		for k := d.from + 1; k < m.token && m.token < d.to; k++ {
			if !e.stop[k] && e.counted[k] == 0 && !e.is(k, generic) && unitOf[singular(e.tokens[k].Text)] == "" {
				return false
			}
		}
	}
	return true
}

// anybody are words for whoever it is.
var anybody = wordMap("people persons individuals personen menschen leute personnes personas")

// things reports a number of what is nobody.
func (e *evidence) things(m number) bool {
	if len(m.heads) == 0 || m.unit != "" {
		return true
	}
	i := m.heads[0]
	return collective[e.stems[i]] || !e.person(i) && (e.v.language == "en" || len(e.v.concepts[e.stems[i]]) > 0)
}

// collective are words for more than one person.
var collective = allStems("couple family team group class household", "paar familie team gruppe klasse haushalt", "couple famille équipe groupe classe foyer", "pareja familia equipo grupo clase hogar")

// person reports a word for somebody.
func (a *analysis) person(i int) bool {
	return a.is(i, people) || a.roles(i) || a.words[i].sense != nil && a.words[i].sense.noun == persons
}

// crewAt reports people who work together, in German also at a compound's end.
func (a *analysis) crewAt(i int) bool {
	w := strings.TrimSuffix(a.tokens[i].Text, "s")
	return crews[a.tokens[i].Text] || a.v.language == "de" && (strings.HasSuffix(w, "team") || strings.HasSuffix(w, "gruppe"))
}

// crews are people who work together.
var crews = wordMap("team teams staff group squad crew brigade employees members mitarbeiter mitarbeitende mitarbeitenden mitarbeitern équipe collaborateurs equipo empleados trabajadores reports workforce gruppe abteilung")

// wholes are words for people of any kind.
var wholes = wordMap("arbeitnehmer arbeitnehmern arbeiter arbeitern employée employées team teams staff people person group squad crew brigade persons salariés salarié beschäftigte beschäftigten empleado trabajador plantilla effectif belegschaft employees members member mitarbeiter mitarbeitende mitarbeitenden mitarbeitern personen leute équipe personnes collaborateurs equipo personas empleados trabajadores reports")

// nearOther reports whether a token means what another number of the fact
// counts.
func (e *evidence) nearOther(m, n number, claim *analysis, i int) bool {
	for _, other := range e.numbers {
		if other.token != m.token && other.unit == n.unit && !sameValue(n, other) && len(other.heads) > 0 && slices.ContainsFunc(other.heads[:min(2, len(other.heads))], func(k int) bool { return e.stems[k] == claim.stems[i] || e.alike(k, claim, i) && !e.near(m, claim, i) }) {
			return true
		}
	}
	return false
}

// provesAll reports whether a fact names every one of the skills.
func (e *evidence) provesAll(names []string) bool {
	for _, name := range names {
		if !e.proves(name) {
			return false
		}
	}
	return true
}

func (p *proof) skillsNear() []string {
	var named []string
	for _, h := range p.a.skills {
		if i := tokenAt(p.a, h.Start); p.in(i) && !slices.ContainsFunc(named, func(s string) bool { return skill.Proves(s, h.Name) }) {
			named = append(named, h.Name)
		}
	}
	return named
}
