package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// content weighs the words that no other rule has settled. Words that carry no
// fact are let pass; the others must mean something that the unit means too,
// or be another word for what the unit says there.
func (p *proof) content() {
	var total weight
	for _, part := range p.parts() {
		w := p.weigh(part)
		total.known, total.nouns = total.known+w.known, total.nouns+w.nouns
		if w.nouns == 0 && part.from > p.cl.from {
			w.open = append(w.open, w.deeds...) // nothing that this part is about is in the unit
			w.deeds = nil
		}
		total.open, total.deeds = append(total.open, w.open...), append(total.deeds, w.deeds...)
	}
	p.covered += int(total.known * 2)
	if len(total.deeds) > 0 && (len(total.open) > 0 || total.nouns == 0 || len(total.deeds) > p.unsaid()) {
		total.open = append(total.open, total.deeds...)
	} else {
		for _, i := range total.deeds {
			if k := p.a.object(i, p.cl); k >= 0 && !p.solved[k] && !p.mentioned(k) {
				total.open = append(total.open, i)
			}
		}
	}
	for _, i := range total.open {
		p.refuse("content", p.word(i), "the cited facts don't say that")
	}
}

// unreal are words that only say that something is not there yet.
var unreal = wordMap("potential possible upcoming future planned proposed currently geplant geplante prévu prévue previsto prevista")

// object is what a verb is about: the first telling word after it; -1 where
// there is none.
func (a *analysis) object(i int, cl clause) int {
	for k := i + 1; k < cl.to; k++ {
		if strings.ContainsAny(a.gap(k), ",;:.") || a.causal(k) {
			return -1
		}
		if !a.stop[k] && a.counted[k] == 0 && (a.speech[k] == "" || strings.Contains(a.speech[k], "n")) {
			return k
		}
	}
	return -1
}

// lettered reports a letter that names something: a class of licences, say.
func (a *analysis) lettered(i int) bool {
	t := a.tokens[i]
	return t.Upper && !a.first(i) && !strings.Contains("aioy", t.Text) && a.gap(i) == " " && (i+1 == len(a.tokens) || !strings.HasPrefix(a.gap(i+1), "."))
}

// acts reports a stretch that tells a deed beside helping.
func (a *analysis) acts(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if a.v.scopes[a.tokens[i].Text] == 0 && !a.stop[i] && a.does(i, cl.from) && a.deedAt(i, false) {
			return true
		}
	}
	return false
}

// leading is the first telling word of a stretch.
func (a *analysis) leading(cl clause) int {
	for i := cl.from; i < cl.to; i++ {
		if !a.stop[i] && a.counted[i] == 0 {
			return i
		}
	}
	return -1
}

// named reports whether the stretch has a word for a word of a fact.
func (p *proof) named(e *evidence, k int) bool {
	for i := p.cl.from; i < p.cl.to; i++ {
		if !p.a.stop[i] && e.alike(k, p.a, i) {
			return true
		}
	}
	return false
}

// parts cuts a stretch at commas, brackets, conjunctions and the words that
// begin a phrase of its own.
func (p *proof) parts() []clause {
	var all []clause
	from := p.cl.from
	for i := p.cl.from + 1; i < p.cl.to; i++ {
		if strings.ContainsAny(p.a.gap(i), ",;:()–—") || p.a.conjunction(i-1) || partWords[p.a.tokens[i].Text] || p.a.causal(i) {
			all = append(all, clause{from, i})
			from = i
		}
	}
	return append(all, clause{from, p.cl.to})
}

// causes begin the words that say how a thing came about.
var causes = wordMap("by through via thanks due using because mit durch dank mittels aufgrund wegen infolge grâce par avec en gracias mediante con debido")

// causal reports a word that begins how a thing came about.
func (a *analysis) causal(i int) bool {
	w := a.tokens[i].Text
	return causes[w] || a.v.language == "es" && hasEnding(w, "ando", "iendo")
}

var partWords = wordMap(`with for by through via across including using while resulting leading thereby which that so mit für durch bei sowie wobei inklusive avec pour par chez dont grâce afin con para por mediante incluyendo`)

// weight is what of a part is known, what may be another word for a deed, and
// what is open.
type weight struct {
	known       float64
	nouns       int
	deeds, open []int
}

func (p *proof) weigh(part clause) weight { //nolint:gocognit // one rule, read from top to bottom
	var w weight
	for i := part.from; i < part.to; i++ {
		switch {
		case p.solved[i]:
			if !p.a.stop[i] {
				w.known++
				w.nouns++
			}
		case p.moved(i):
			w.known++
		case p.settled[i], p.a.stop[i], p.a.counted[i] != 0, p.a.is(i, negation), len(p.a.tokens[i].Text) == 1 && !p.a.lettered(i):
		case p.mentioned(i) && !p.doubled(i):
			if p.a.is(i, generic) {
				w.known += 0.5
			} else {
				w.known++
				w.nouns++
			}
		case p.a.is(i, generic|hedge|ongoing), unreal[p.a.tokens[i].Text], p.j.letter && p.a.is(i, motive|reader|we):
		default:
			switch p.novelty(i) {
			case manner:
			case doing:
				w.deeds = append(w.deeds, i)
			default:
				w.open = append(w.open, i)
			}
		}
	}
	return w
}

// doubled reports a noun that the fact only has by another word, which the
// stretch has said already: who drafted leases drafted no contracts beside
// them, though a lease is one.
func (p *proof) doubled(i int) bool {
	if p.u.wide || len(p.u.main) != 1 || !strings.HasPrefix(p.a.speech[i], "n") || p.a.is(i, generic|action) {
		return false
	}
	e := p.u.main[0]
	found := false
	if slices.ContainsFunc(p.u.head, func(h *evidence) bool { return h.mentions(p.a, i) }) {
		return false
	}
	for k := range e.tokens {
		if e.plain[k] == p.a.plain[i] || e.stems[k] == p.a.stems[i] {
			return false
		}
		if e.stop[k] || !e.alike(k, p.a, i) {
			continue
		}
		if !p.saidBeside(e, k, i) {
			return false
		}
		found = true
	}
	return found
}

// saidBeside reports a word of the fact that another token of the stretch is.
func (p *proof) saidBeside(e *evidence, k, i int) bool {
	for m := p.cl.from; m < p.cl.to; m++ {
		if m != i && e.stems[k] == p.a.stems[m] {
			return true
		}
	}
	return false
}

// mentioned reports whether the unit means what a token means.
func (p *proof) mentioned(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	for _, e := range p.u.main {
		if e.mentions(p.a, i) {
			return true
		}
	}
	for _, e := range p.u.head {
		if e.kind == resume.Organization && (p.where(i) || p.house(i)) && e.mentions(p.a, i) {
			return true
		}
		if p.a.objectAt(i, p.cl.from) || departments[p.a.tokens[i].Text] || p.a.verbAt(i, p.cl.from) || p.a.is(i, action) && strings.HasSuffix(p.a.tokens[i].Text, "ing") {
			break // a title is no deed, and what the company has no object of one
		}
		if (e.kind != resume.Organization || p.head[i]) && e.mentions(p.a, i) {
			return true
		}
	}
	if exceeding[p.a.stems[i]] && slices.ContainsFunc(p.u.main, func(e *evidence) bool {
		return slices.ContainsFunc(e.numbers, func(n number) bool { return n.unit == "%" && n.value > 100 })
	}) {
		return true // 112 % of a quota
	}
	if p.u.entry != nil && p.u.entry.kind == resume.SectionEducation && schooling[p.a.stems[i]] {
		return true // the section says so
	}
	if i+1 < p.cl.to && (p.a.gap(i+1) == " " || p.a.gap(i+1) == "-") && p.joined(i) || i > p.cl.from && (p.a.gap(i) == " " || p.a.gap(i) == "-") && p.joined(i-1) {
		return true
	}
	if p.respelled(i) {
		return true
	}
	return p.a.v.levels[p.a.tokens[i].Text] > 0 && p.a.v.levels[p.a.tokens[i].Text] < 4
}

// objectAt reports people to whom something is done: nobody is what they lead.
func (a *analysis) objectAt(i, from int) bool {
	if !a.roles(i) && !a.is(i, people) || a.saidOf(i, from) {
		return false
	}
	for k := from; k < i; k++ {
		if a.does(k, from) && a.deedAt(k, false) && !a.role(k) {
			return true
		}
	}
	return false
}

// schooling are the words for what an education is.
var schooling = func() map[string]bool {
	all := map[string]bool{}
	for language, list := range map[string]string{
		"en": "study train read complete education training course attend graduate", "de": "ausbildung studium lehre studieren abschließen absolvieren abgeschlossen studiert",
		"fr": "formation étude étudier suivre obtenir", "es": "formación estudio estudiar cursar obtener",
	} {
		for w := range wordMap(list) {
			all[lexicons[language].stem(w)] = true
		}
	}
	return all
}()

var exceeding = stemSets("exceed surpass beat outperform overachieve top", "", "", "")["en"]

// where reports a word for the place of work: in a care home, dental
// receptionist.
func (p *proof) where(i int) bool {
	if i+1 < p.cl.to && p.a.role(i+1) && p.a.gap(i+1) == " " {
		return true
	}
	for k := i - 1; k >= max(p.cl.from, i-4); k-- {
		if placeWords[p.a.tokens[k].Text] {
			return true
		}
		if p.a.does(k, p.cl.from) || strings.ContainsAny(p.a.gap(k+1), ",;:.") {
			return false
		}
	}
	return false
}

// house reports a word for the place of work that is spoken of as known: the
// workshop, unsere Klinik.
func (p *proof) house(i int) bool {
	return i > p.cl.from && definite[p.a.tokens[i-1].Text] && !p.a.tokens[i-1].Number && !p.a.objectAt(i, p.cl.from)
}

var definite = wordMap("the our unserer unseres unserem der des dem la le l du notre del al el nuestro nuestra")

var placeWords = wordMap("in at within bei im chez dans en")

// joined reports two words that a fact has as one.
func (p *proof) joined(i int) bool {
	both := p.a.plain[i] + p.a.plain[i+1]
	return len(both) > 5 && slices.ContainsFunc(p.u.main, func(e *evidence) bool { return e.words[both] })
}

var departments = wordMap("marketing sales finance engineering legal hr design product support operations security research production logistics purchasing vertrieb einkauf entwicklung produktion")
