package ground

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// scope words may not claim more than the unit's own.
func (p *proof) scope() {
	held := p.held()
	if p.u.wide || len(p.u.main) == 0 {
		return
	}
	if p.deed != nil && held <= 2 && p.tells() && !p.modest() {
		p.refuse("scope", p.a.text[p.a.tokens[p.cl.from].Start:p.a.tokens[p.cl.to-1].End], "the CV says that the candidate helped or took part")
		return
	}
	for i := p.cl.from; i < p.cl.to; i++ {
		rank := p.a.scope(i, p.cl)
		if rank == 0 || p.head[i] {
			continue
		}
		p.settled[i] = true
		if i > p.cl.from+1 && held <= 2 && p.a.v.language != "en" && participial(p.a.tokens[i].Text) && p.modest() {
			continue // participant au projet mené avec l'IME
		}
		if rank > 2 && rank > p.allowed(i, rank, held) && !(rank == 3 && held <= 2 && p.modest()) {
			p.refuse("scope", p.word(i), "the cited facts claim less: rank "+strconv.Itoa(held)+" of 6, not "+strconv.Itoa(rank))
		}
	}
}

// allowed is the scope that the fact lends to a word: its own, or that of the
// same word in it.
func (p *proof) allowed(i, rank, held int) int { //nolint:gocognit // one rule, read from top to bottom
	e := p.u.main[0]
	same := func(k int) bool {
		if rank <= 4 && e.scope(k, clause{0, len(e.tokens)}) >= 3 && e.alike(k, p.a, i) {
			return true
		}
		if rank == 5 && e.v.language != "en" && e.scope(k, clause{0, len(e.tokens)}) >= 4 && e.alike(k, p.a, i) && !(k > 0 && ofWords[e.tokens[k-1].Text]) {
			return true // conduite de chantiers, pilotage de chantiers
		}
		lifted := p.a.v.scopes[p.a.tokens[i].Text] < rank && e.scope(k, clause{0, len(e.tokens)}) < rank
		return e.stems[k] == p.a.stems[i] && !lifted || e.v.language == p.a.v.language && e.scope(k, clause{0, len(e.tokens)}) >= rank
	}
	for k := range e.tokens {
		if same(k) && p.near(e, k) {
			return rank
		}
	}
	if rank == 4 && answering[p.a.tokens[i].Text] && held >= 3 && p.titleOf() == 0 {
		return rank
	}
	if held >= 4 && p.overSame(i) {
		return min(rank, 5) // who manages people leads them
	}
	return held
}

var answering = wordMap("responsible verantwortlich zuständig responsable charge chargé chargée encargado encargada accountable")

// near reports whether what follows a word of scope is about the same in claim
// and fact; with only one such word in the fact it is.
func (p *proof) near(e *evidence, k int) bool {
	n := 0
	for m := range e.tokens {
		if e.scope(m, clause{0, len(e.tokens)}) > 0 {
			n++
		}
	}
	if n < 2 || len(e.deeds) < 2 {
		return true
	}
	return p.deed == nil || k >= p.deed.from && k < p.deed.to
}

// overSame reports leading people where the fact manages or supervises them.
func (p *proof) overSame(i int) bool {
	if !p.peopleAfter(i) {
		return false
	}
	e := p.u.main[0]
	for k := range e.tokens {
		if leadLike[e.tokens[k].Text] && e.scope(k, clause{0, len(e.tokens)}) >= 4 {
			return true
		}
	}
	return false
}

func (p *proof) peopleAfter(i int) bool {
	for k := i + 1; k < min(p.cl.to, i+9); k++ {
		if p.a.is(k, people) || p.a.words[k].sense != nil && p.a.words[k].sense.noun == persons && p.mentioned(k) {
			return true
		}
	}
	return false
}

// persons is WordNet's sort of words for somebody.
const persons = 18

var leadLike = wordMap("run runs ran running lead leads led leading head heads manage managed manages managing supervise supervised supervises supervising supervision anleiten anleitung angeleitet encadrer encadrement encadre")

// held is the highest scope that the evidence claims.
func (p *proof) held() int {
	switch {
	case p.deed != nil && p.titleOf() > 0:
		return max(p.deed.rank, 3)
	case p.deed != nil:
		return p.deed.rank
	default:
		held := 3
		for _, e := range p.u.main {
			held = max(held, e.rank(clause{0, len(e.tokens)}))
		}
		return held
	}
}

// titleOf reports a fact that is a title: who holds it did it.
func (p *proof) titleOf() int {
	if len(p.u.main) > 0 && p.u.main[0].kind != resume.Bullet && p.u.main[0].kind != resume.Text && p.u.main[0].kind != resume.Summary {
		return 1
	}
	return 0
}

// tells reports whether the stretch speaks of a deed at all.
func (p *proof) tells() bool {
	begun := false
	for i := p.cl.from; i < p.cl.to; i++ {
		if !p.solved[i] && !p.a.stop[i] && (p.a.is(i, action) || p.a.deedAt(i, false) || i == p.cl.from && strings.HasPrefix(p.a.speech[i], "v") || !begun && p.a.nominal(i)) {
			return true
		}
		begun = begun || !p.a.stop[i]
	}
	return p.covered > 0
}

// modest reports a stretch that says that somebody only helped or took part.
func (p *proof) modest() bool { //nolint:gocognit // one rule, read from top to bottom
	for i := p.cl.from; i < p.cl.to; i++ {
		w := p.a.tokens[i].Text
		if r := p.a.v.word(w).scope; (r == 1 || r == 2) && !p.a.roles(i) && !(p.a.v.language == "en" && i > p.cl.from && p.a.noun(i, p.cl) && !p.a.stop[i-1] && p.a.compound(i)) {
			return true
		}
		if with := i+1 < p.cl.to && (p.a.tokens[i+1].Text == "with" || p.a.tokens[i+1].Text == "alongside" || p.a.tokens[i+1].Text == "under"); with && p.a.stems[i] == "work" || p.a.previous(i+1, 2) == "part of" || p.a.previous(i+1, 2) == "served on" || p.a.previous(i+1, 2) == "sat on" {
			return true
		}
		if p.deed != nil && p.deed.rank == 2 && company[w] && p.withThem(i) {
			return true
		}
		if w == "contact" && p.a.previous(i, 2) == "point of" {
			return true
		}
		if shared[w] || parts[w] && i > 0 && partBefore[p.a.tokens[i-1].Text] || w == "hand" && p.a.previous(i, 2) == "had a" {
			return true
		}
		if w == "member" || strings.HasPrefix(w, "mit") && p.a.v.language == "de" && len(w) > 7 {
			return true
		}
	}
	return slices.ContainsFunc(p.a.plain[p.cl.from:p.cl.to], func(w string) bool { return modestPlain[w] })
}

// withThem reports that those with whom it was done are still named.
func (p *proof) withThem(i int) bool {
	for k := i + 1; k < min(p.cl.to, i+5); k++ {
		if !p.a.stop[k] {
			return !p.a.is(k, generic) && p.mentioned(k) || p.a.is(k, people) || p.a.roles(k)
		}
	}
	return false
}

var (
	company     = wordMap("with mit avec con")
	shared      = wordMap("jointly together co share shared shares sharing supporting helped involved alongside gemeinsam beteiligt beteiligte begleitet conjointement ensemble conjuntamente junto")
	parts       = wordMap("part parte teil")
	partBefore  = wordMap("pris prend prennent prendre prenant prenait prenais nahmen tomaba tomando tomé toma tomar tomó tomando formé forma formar nahm took take taking takes play played plays playing a as active")
	modestPlain = wordSet("participe participo particip contribue ayude apoye colabore mitgewirkt mitarbeit mitglied membre miembro participa aide appuye participant")
)

// misplaced finds a verb of the claim whose object is, in the fact, the object
// of another verb: who led five and mentored two did not lead the two.
func (p *proof) misplaced() {
	if p.u.wide || len(p.u.main) != 1 || len(p.u.main[0].deeds) < 2 {
		return
	}
	e := p.u.main[0]
	for i := p.cl.from; i < p.cl.to; i++ {
		if !p.a.verbAt(i, p.cl.from) {
			continue
		}
		if own, other := p.objectsOf(e, i); other > own && own >= 0 {
			p.refuse("scope", p.word(i), "in the CV this is said of something else")
			return
		}
	}
}

// verbAt reports a word that tells a deed where one may begin.
func (a *analysis) verbAt(i, from int) bool {
	return a.deedAt(i, false) && (i == from || a.first(i) || subjectWords[a.tokens[i-1].Text] || a.conjunction(i-1) || strings.ContainsAny(a.gap(i), ",;:"))
}

var subjectWords = wordMap("i we he she they also then successfully ich wir je j nous yo have has had who to while by")

// objectsOf counts how many of a verb's objects are those of the same verb in
// the fact, and how many those of another; -1 where the fact hasn't the verb.
func (p *proof) objectsOf(e *evidence, i int) (own, other int) {
	own = -1
	claimed := p.a.objects(i, p.cl)
	for k := range e.tokens {
		if !e.verbAt(k, 0) {
			continue
		}
		n := 0
		for _, c := range claimed {
			for _, o := range e.objects(k, clause{0, len(e.tokens)}) {
				if e.stems[o] == p.a.stems[c] {
					n++
					break
				}
			}
		}
		if e.stems[k] == p.a.stems[i] {
			own = max(own, n)
		} else {
			other = max(other, n)
		}
	}
	return own, other
}

// objects are the words after a verb, up to the next verb or sign.
func (a *analysis) objects(i int, cl clause) []int { //nolint:gocognit // one rule, read from top to bottom
	var all []int
	for k := i + 1; k < cl.to && len(all) < 4; k++ {
		if a.conjunction(k) && len(all) > 0 && k+2 < cl.to && a.v.language != "en" && a.stop[k+1] && a.deedAt(k+2, false) {
			break // et en rédigeait …
		}
		if a.conjunction(k) && len(all) == 0 && k+1 < cl.to && a.verbAt(k+1, i) {
			k++ // Pflege und Ausbau von: both have the same object
			continue
		}
		if strings.ContainsAny(a.gap(k), ";:.") || a.verbAt(k, i) && k > i+1 || a.conjunction(k) && k+1 < cl.to && a.verbAt(k+1, i) {
			break
		}
		if !a.stop[k] {
			all = append(all, k)
		}
	}
	return all
}
