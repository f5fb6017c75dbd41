package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// titlesElsewhere refuses a title that is said to be held where the CV has
// another: "Data Engineer at Acme" for who was a tester there. Whatever proves
// the words, title and employer must be of one entry.
func (j *judging) titlesElsewhere() verdict {
	var v verdict
	a := j.a
	for m := 1; m < len(a.tokens); m++ {
		e := j.employerAt(m)
		if e == nil {
			continue
		}
		cl, ok := a.heldBefore(m)
		if ok && !j.holdsThere(cl, e) {
			from, to := a.tokens[cl.from].Start, a.tokens[cl.to-1].End
			v.faults = append(v.faults, edit.Unsupported{Text: a.text[from:to], Kind: "title", Reason: "the CV has another title there"})
			return v
		}
	}
	return v
}

// employerAt is the entry whose employer's name begins at a token: a name that
// belongs to no other's.
func (j *judging) employerAt(m int) *entry {
	owners := j.c.archive.places[j.a.plain[m]]
	if len(owners) != 1 || !j.a.tokens[m].Upper || len(j.c.archive.places[j.a.plain[m-1]]) > 0 {
		return nil
	}
	for e := range owners {
		if e != nil && e.kind != resume.SectionEducation && slices.ContainsFunc(e.head, func(h *evidence) bool { return h.kind == resume.Title }) {
			return e
		}
	}
	return nil
}

// heldBefore is the phrase before an employer's name that names what somebody
// was there: it begins the sentence, or comes after "as" or a sign, and holds
// no deed.
func (a *analysis) heldBefore(m int) (clause, bool) { //nolint:gocognit // one rule, read from top to bottom
	to := m
	for to > 0 && (atPlace[a.tokens[to-1].Text] || articles[a.tokens[to-1].Text]) && strings.Trim(a.gap(to), " ") == "" {
		to--
	}
	if to == m && !strings.ContainsAny(a.gap(m), ",–—|·@") {
		return clause{}, false
	}
	from := to
	for from > 0 && to-from < 6 {
		k := from - 1
		w := a.tokens[k].Text
		if from < to && strings.Trim(a.gap(from), " -’'") != "" || beingWords[w] || asPlace[w] {
			break
		}
		if a.tokens[k].Number || firstPerson[w] || a.stop[k] && !articles[w] && !withinTitle[w] || !a.titular(k) {
			return clause{}, false
		}
		from = k
	}
	for from < to && (articles[a.tokens[from].Text] || starters[a.tokens[from].Text]) {
		from++
	}
	return clause{from, to}, from < to && to-from < 6
}

// titular reports a word that a title may have: no deed, unless it is a noun,
// too, as in "support engineer".
func (a *analysis) titular(k int) bool {
	return a.role(k) || a.is(k, people) || !a.deedAt(k, false) || strings.Contains(a.speech[k], "n") && !participle(a.tokens[k].Text)
}

var (
	withinTitle = wordMap("of de d du des del la el for für and und et y & in")
	atPlace     = wordMap("at with for in bei beim der dem den die das chez à au la le l en dans el los las the von de")
	asPlace     = wordMap("as als comme como")
)

// holdsThere reports whether the entry has the title that a phrase names: all
// roles in it, and, where it is another entry's title word for word, that one.
func (j *judging) holdsThere(cl clause, e *entry) bool {
	a := j.a
	said := literally(a.text[a.tokens[cl.from].Start:a.tokens[cl.to-1].End])
	if of := j.c.titles[said]; len(of) > 0 {
		return of[e.id]
	}
	if !j.titles(cl, e) {
		return true // something else is said to be there
	}
	if e.assists() && !a.assists(cl) {
		return false
	}
	for i := cl.from; i < cl.to; i++ {
		if !a.role(i) && (a.v.language == "en" || !a.is(i, people)) {
			continue
		}
		if !slices.ContainsFunc(e.head, func(h *evidence) bool {
			return titled[h.kind] && h.kind != resume.Organization && h.kind != resume.Place && h.hasRole(a, i)
		}) {
			return false
		}
	}
	return true
}

// titles reports a phrase that names a position: it has a role, or is a part
// of the entry's title.
func (j *judging) titles(cl clause, e *entry) bool {
	part := true
	for i := cl.from; i < cl.to; i++ {
		if j.a.role(i) || j.a.v.language != "en" && j.a.is(i, people) {
			return true
		}
		part = part && cl.from == 0 && (j.a.stop[i] || slices.ContainsFunc(e.head, func(h *evidence) bool { return h.kind == resume.Title && h.words[j.a.plain[i]] }))
	}
	return part
}

// assists reports an entry all of whose titles are those of somebody who
// helps, learns or stands in: without that word they'd be others.
func (e *entry) assists() bool {
	n := 0
	for _, h := range e.head {
		if h.kind != resume.Title {
			continue
		}
		if n++; !h.assists(clause{0, len(h.tokens)}) {
			return false
		}
	}
	return n > 0
}

func (a *analysis) assists(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if juniorWords[a.plain[i]] || assistWords[a.plain[i]] {
			return true
		}
	}
	return false
}

var assistWords = wordSet(`assistant assistants aide deputy acting interim associate vice helper volunteer stellvertretende stellvertretender stellvertretend kommissarisch helfer helferin hilfskraft aushilfe assistent assistentin
assistante auxiliaire adjoint adjointe aide remplaçant remplaçante suppléant suppléante auxiliar ayudante asistente adjunto adjunta suplente voluntario voluntaria bénévole ehrenamtlich ehrenamtliche ehrenamtlicher`)

// hasRole reports whether a title has a role's word, in whatever form: what a
// position is called is not told in other words.
func (e *evidence) hasRole(a *analysis, i int) bool {
	for k := range e.tokens {
		if e.plain[k] == a.plain[i] || e.stems[k] == a.stems[i] || akin(a.stems[i], e.stems[k], a.v.language) || e.role(k) && sameTitle(e.plain[k], a.plain[i]) {
			return true
		}
	}
	return false
}

// sameTitle reports a title of the other sex, or a compound's end.
func sameTitle(one, other string) bool {
	n := 0
	for n < len(one) && n < len(other) && one[n] == other[n] {
		n++
	}
	return n > 4 && n+5 > len(one) && n+5 > len(other) || strings.HasSuffix(one, other) || strings.HasSuffix(other, one)
}
