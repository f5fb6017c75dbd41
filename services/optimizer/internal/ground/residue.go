package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// unsaid is how many deeds of the unit the stretch has no word of theirs for:
// for so many it may have words of its own. One more is the verb that carries
// what the fact begins with: "prepare designs" where the fact says "design".
func (p *proof) unsaid() int {
	if p.u.wide {
		return 0
	}
	n := 0
	if p.deed != nil && p.deed.rank <= 2 && p.modest() && len(p.u.main) == 1 && !p.u.main[0].acts(p.deed.clause) {
		n++ // helped with it, whatever had to be done
	}
	for _, e := range p.u.main {
		for k := range e.tokens {
			if e.tells(k) && !p.told(e, k) {
				n++
			}
		}
	}
	if p.demoted() {
		n++
	}
	return n
}

// told reports whether the sentence has a word for a word of a fact, in this
// stretch or another: what was documented and, it says, administered was not
// documented in other words.
func (p *proof) told(e *evidence, k int) bool {
	for i := range p.a.tokens {
		if !p.a.stop[i] && e.alike(k, p.a, i) {
			return true
		}
	}
	return false
}

// otherDeed reports a deed that our lists know, in place of another that they
// know: they would have said that it is the same.
func (p *proof) otherDeed(i int) bool {
	if p.a.v.language == "en" || !p.a.is(i, action) || p.a.is(i, generic) || p.u.wide || len(p.u.main) != 1 {
		return false
	}
	e, all := p.u.main[0], true
	for k := range e.tokens {
		if e.tells(k) && !p.told(e, k) {
			all = all && e.is(k, action)
		}
	}
	return all && !p.demoted()
}

// tells reports a word of a fact that tells a deed: the first of a stretch, or
// a verb by its form.
func (e *evidence) tells(k int) bool {
	if e.stop[k] || e.counted[k] != 0 || e.is(k, generic) {
		return false
	}
	if slices.ContainsFunc(e.deeds, func(d deed) bool { return e.leading(d.clause) == k }) {
		return true
	}
	w := e.tokens[k].Text
	switch e.v.language {
	case "en":
		return k > 0 && subjectWords[e.tokens[k-1].Text] && e.deedAt(k, false)
	case "de":
		return !e.tokens[k].Upper && e.is(k, action)
	default:
		return k > 0 && participial(w) && !e.is(k, people) && !e.name(k)
	}
}

// demoted reports a stretch that begins with a word of its own and has what
// the fact begins with as a noun after it.
func (p *proof) demoted() bool {
	if len(p.u.main) != 1 || p.deed == nil {
		return false
	}
	e := p.u.main[0]
	k, first := e.leading(p.deed.clause), p.opening()
	if k < 0 || first < 0 || e.alike(k, p.a, first) || p.mentioned(first) || heavy["en"][p.a.stems[first]] && !models[p.a.stems[first]] {
		return false
	}
	for i := first + 1; i < p.cl.to; i++ {
		if !p.a.stop[i] && (e.stems[k] == p.a.stems[i] || akin(p.a.stems[i], e.stems[k], e.v.language) || akin(e.stems[k], p.a.stems[i], e.v.language)) {
			return p.a.v.language != "en" || !e.deedAt(k, false) || !participle(p.a.tokens[i].Text) && strings.Contains(p.a.speech[i], "n")
		}
	}
	return false
}

// carried reports a verb of making, placing or moving before what the fact has
// as its verb: entered in the catalogue for catalogued.
func (p *proof) carried(i int) bool {
	if models[p.a.stems[i]] && i == p.opening() && p.demoted() && !p.u.main[0].tellsDeed() {
		return true
	}
	s := p.a.words[i].sense
	return s != nil && p.a.v.language == "en" && i == p.opening() && p.a.does(i, p.cl.from) && carrying[s.verb] && p.demoted()
}

// tellsDeed reports a fact that begins with a word for a deed.
func (e *evidence) tellsDeed() bool {
	i := e.leading(clause{0, len(e.tokens)})
	if i < 0 {
		return false
	}
	if e.v.language == "en" {
		return e.deedAt(i, false)
	}
	return e.nominal(i) || e.v.language != "de" && nounEnding(e.v.language, e.tokens[i].Text)
}

// carrying are WordNet's sorts of verbs of change, touch, making, moving and
// dealing.
var carrying = map[int]bool{30: true, 35: true, 36: true, 38: true, 41: true}

// instrument reports "by introducing a shared inbox" where the fact has "with
// a shared inbox".
func (p *proof) instrument(i int) bool {
	if p.a.v.language != "en" || i == 0 || p.a.tokens[i-1].Text != "by" || !strings.HasSuffix(p.a.tokens[i].Text, "ing") || p.u.wide || len(p.u.main) != 1 {
		return false
	}
	e, k := p.u.main[0], p.a.object(i, p.cl)
	if k < 0 {
		return false
	}
	for m := range e.tokens {
		if !e.stop[m] && e.alike(m, p.a, k) {
			for b := m - 1; b >= max(0, m-3); b-- {
				if w := e.tokens[b].Text; w == "with" || w == "via" || w == "through" || w == "using" {
					return true
				}
			}
		}
	}
	return false
}

// opening is the first telling word of the stretch that is no date or name.
func (p *proof) opening() int {
	for i := p.cl.from; i < p.cl.to; i++ {
		if !p.a.stop[i] && p.a.counted[i] == 0 && !p.a.tokens[i].Number && !p.solved[i] {
			return i
		}
	}
	return -1
}

// models are heavy verbs that carry what is made: to build models is to model.
var models = allStems("build develop create", "erstellen aufbauen", "créer création", "crear creación")

// heads1 reports a noun that a stretch begins with in place of the deed that
// the fact begins with: Presencia en ferias for Asistencia a ferias.
func (p *proof) heads1(i int) bool {
	if p.u.wide || len(p.u.main) != 1 || p.deed == nil || i != p.a.leading(p.cl) || i+1 >= p.cl.to || p.a.is(i, boast|people|sole|quantifier) || heavy[p.a.v.language][p.a.stems[i]] || p.a.v.word(p.a.tokens[i].Text).scope > 3 || p.a.role(i) || p.a.name(i) {
		return false
	}
	e := p.u.main[0]
	k := e.leading(p.deed.clause)
	if k < 0 || p.told(e, k) || !(e.is(k, action) || e.nominal(k) || e.v.language != "en" && e.v.language != "de" && nounEnding(e.v.language, e.tokens[k].Text) || e.deedAt(k, false)) {
		return false
	}
	if p.a.v.language == "en" {
		return p.a.words[i].sense != nil && p.a.words[i].sense.noun == acts && p.a.stop[i+1]
	}
	if !nounEnding(p.a.v.language, p.a.tokens[i].Text) {
		return false
	}
	return p.a.stop[i+1] || periodOf(p.a.tokens[i+1].Text) != ""
}

// nounEnding reports a noun for what is done, by its ending; German has too
// many.
func nounEnding(language, w string) bool {
	switch language {
	case "fr":
		return hasEnding(w, "tion", "sion", "ment", "age", "ance", "ence", "ise", "ure", "ée", "ie", "eur", "rice")
	case "es":
		return hasEnding(w, "ción", "sión", "miento", "aje", "ncia", "dad", "ura", "dia", "ta", "da", "or", "ora")
	default:
		return len(w) > 6
	}
}

// acts is WordNet's sort of nouns for what somebody does.
const acts = 4

// verbLike reports a French or Spanish word that can only be a verb: the first
// of a sentence, with an article or a number after it.
func (a *analysis) verbLike(i, from int) bool {
	if a.v.language != "fr" && a.v.language != "es" || i != from || i+1 >= len(a.tokens) || a.is(i, boast|people) || heavy[a.v.language][a.stems[i]] || a.role(i) || a.v.word(a.tokens[i].Text).scope > 3 {
		return false
	}
	next := a.tokens[i+1].Text
	return determiners[next] || a.counted[i+1] != 0 && a.gap(i+1) == " " || next == "part" || next == "parte"
}

var determiners = wordMap("le la les l un une des du aux au el los las una unos unas al")

// framing reports a noun that only frames what the unit names: the process of
// ordering is ordering.
func (p *proof) framing(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	if i > p.cl.from && i+1 < p.cl.to && inWords2[p.a.tokens[i-1].Text] && company[p.a.tokens[i+1].Text] && p.withThem(i+1) {
		return slices.ContainsFunc(p.u.main, func(e *evidence) bool {
			return slices.ContainsFunc(e.tokens, func(t words.Token) bool { return company[t.Text] })
		})
	}
	if i+2 >= p.cl.to || i > p.cl.from && p.a.conjunction(i-1) || p.a.is(i, action|people|boast|quantifier|sole) || p.a.name(i) || p.a.role(i) || !ofWords[p.a.tokens[i+1].Text] && p.a.tokens[i+1].Text != "of" {
		return false
	}
	k := i + 2
	for k < p.cl.to && p.a.stop[k] {
		k++
	}
	if k == p.cl.to || k > i+4 || !p.solved[k] && !p.mentioned(k) {
		return false
	}
	joined := i > p.cl.from && (p.a.conjunction(i-1) || ones[p.a.tokens[i-1].Text]) || i-1 > p.cl.from && p.a.conjunction(i-2)
	if timeUnit(p.a.tokens[i].Text) != "" || !joined && !p.spare(k) {
		return true // a chain of kiosks is more than kiosks
	}
	return p.a.v.language == "en" && p.a.words[i].sense != nil && abstract[p.a.words[i].sense.noun]
}

// spare reports a noun of the fact that the sentence has no word for, near what
// a token of the stretch means: another may stand in its place.
func (p *proof) spare(i int) bool {
	for _, e := range p.u.main {
		for k := range e.tokens {
			if !e.alike(k, p.a, i) {
				continue
			}
			for m := max(0, k-3); m < min(len(e.tokens), k+4); m++ {
				if m != k && !e.stop[m] && e.counted[m] == 0 && !p.told(e, m) {
					return true
				}
			}
			return false
		}
	}
	return true
}

// inWords2 begin "in cooperation with".
var inWords2 = wordMap("in en im")

// abstract are WordNet's sorts of attributes, thoughts, time, relations and
// processes.
var abstract = map[int]bool{7: true, 9: true, 22: true, 24: true, 28: true}

// attribute reports a participle that only joins two words of the unit: a tool
// written in Go, ein in COBOL geschriebenes System.
func (p *proof) attribute(i int) bool {
	if i <= p.cl.from || i+1 >= p.cl.to || p.a.is(i, boast|negation|quantifier) || heavy[p.a.v.language][p.a.stems[i]] {
		return false
	}
	has := func(k int) bool {
		return k >= p.cl.from && k < p.cl.to && !p.a.stop[k] && (p.solved[k] || p.mentioned(k))
	}
	w := p.a.tokens[i].Text
	switch p.a.v.language {
	case "en":
		past := strings.HasSuffix(w, "ed") || p.a.v.forms[w] != "" && strings.HasSuffix(w, "n")
		return past && has(i-1) && joins[p.a.tokens[i+1].Text] && (has(i+2) || i+3 < p.cl.to && p.a.stop[i+2] && has(i+3)) && !p.a.conjunction(i-1)
	case "de":
		return strings.HasPrefix(w, "ge") && hasEnding(w, "te", "ten", "tes", "ter", "ene", "enen", "enes", "ener") && !p.a.tokens[i].Upper && has(i-1) && has(i+1)
	default:
		return participial(w) && has(i-1) && joins[p.a.tokens[i+1].Text] && (has(i+2) || i+3 < p.cl.to && p.a.stop[i+2] && has(i+3))
	}
}

var joins = wordMap("in with on using en sous avec con")

// moved reports a verb of change, or its noun, that says what the two ends of
// a change say, which the unit has.
func (p *proof) moved(i int) bool {
	up, down := upStems[p.a.v.language][p.a.stems[i]], downStems[p.a.v.language][p.a.stems[i]]
	if !up && !down || p.u.wide || len(p.u.main) != 1 {
		return false
	}
	e := p.u.main[0]
	for k := 0; k+1 < len(e.numbers); k++ {
		from, to := e.numbers[k], e.numbers[k+1]
		if !changing(e.analysis, from, to) && !(from.role == "from" && to.role == "to") || from.unit != to.unit {
			continue
		}
		if down && to.value < from.value || up && to.value > from.value {
			return slices.ContainsFunc(p.a.numbers, func(n number) bool { return p.in(n.token) && n.value == to.value })
		}
	}
	return false
}
