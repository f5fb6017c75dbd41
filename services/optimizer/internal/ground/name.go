package ground

import (
	"slices"
	"strings"
)

// names must stand in the unit.
func (p *proof) names() {
	for i := p.cl.from; i < p.cl.to; i++ {
		if !p.solved[i] && p.elsewhere(i) && !p.spelledOut(i) {
			p.fault(i, "organization", "that is another entry's")
			continue
		}
		if p.solved[i] || !p.a.name(i) || p.a.counted[i] != 0 || p.a.dated(p.a.tokens[i]) {
			continue
		}
		switch {
		case p.namedIn(i):
			p.solved[i] = true
			p.covered++
		case p.j.free(i) && p.wishes(), p.j.letter && p.a.is(i, motive) && p.a.skilled[i] == 0:
			p.solved[i] = true
		case p.spelledOut(i):
		default:
			p.solved[i] = true
			p.refuse("organization", p.word(i), "the cited facts don't name it")
		}
	}
}

// elsewhere reports a word of another entry's employer or school, which the
// unit doesn't know.
func (p *proof) elsewhere(i int) bool {
	owners := p.j.c.archive.places[p.a.plain[i]]
	if len(owners) == 0 || owners[p.u.entry] || !p.a.tokens[i].Upper || p.a.first(i) && p.a.words[i].common || p.j.free(i) {
		return false
	}
	for _, e := range append(p.u.main, p.u.head...) {
		if e.words[p.a.plain[i]] {
			return false
		}
	}
	return true
}

// wishes reports a letter's stretch that speaks of the reader or of wishes.
func (p *proof) wishes() bool {
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.a.is(i, motive|reader) {
			return true
		}
	}
	return false
}

// namedIn reports a name that the unit has, as itself, as an acronym or by
// another word that proves it.
func (p *proof) namedIn(i int) bool {
	w := p.a.plain[i]
	singular := strings.TrimSuffix(w, "s")
	common := !p.a.tokens[i].Caps && p.a.v.knows(p.a.tokens[i].Text)
	for _, e := range append(p.u.main, p.u.head...) {
		if (e.words[w] || e.words[singular]) && !e.onlyWithin(w) || p.a.tokens[i].Caps && e.abbreviates(w) || p.u.entry == nil && e.words[w] {
			return true
		}
		if (common || p.a.tokens[i].Caps && len(p.a.v.concepts[p.a.stems[i]]) > 0) && e.mentions(p.a, i) {
			return true
		}
	}
	return slices.Contains(p.j.c.name, w) || p.lettered(w)
}

// lettered reports a letter and a number of the unit: p99 for the 99th
// percentile.
func (p *proof) lettered(w string) bool {
	return len(w) > 1 && len(w) < 5 && asciiLetter(w[0]) && slices.ContainsFunc(p.u.main, func(e *evidence) bool {
		return slices.ContainsFunc(e.numbers, func(n number) bool {
			return plainNumber(n.value) == w[1:] && slices.ContainsFunc(n.heads, func(k int) bool { return e.plain[k][0] == w[0] })
		})
	})
}

// onlyWithin reports a name that a fact only has inside a longer one: Google,
// where it has Google Workspace.
func (e *evidence) onlyWithin(plain string) bool {
	within := false
	for i := range e.tokens {
		if e.plain[i] != plain {
			continue
		}
		k := e.skilled[i]
		if k == 0 || e.skills[k-1].End-e.skills[k-1].Start <= e.tokens[i].End-e.tokens[i].Start {
			return false
		}
		within = true
	}
	return within
}

// spelledOut settles words that the unit has as an acronym: Advanced Life
// Support for ALS.
func (p *proof) spelledOut(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	for length := 5; length >= 2; length-- {
		for from := max(p.cl.from, i-length+1); from <= i && from+length <= p.cl.to; from++ {
			letters := p.a.initials(from, length)
			for _, e := range append(p.u.main, p.u.head...) {
				if (len(letters) > 2 || short[letters] || p.a.tokens[from].Upper && p.a.tokens[from+length-1].Upper && !p.a.first(from)) && e.words[letters] && e.acronym(letters) {
					for k := range length {
						p.solved[from+k] = true
					}
					return true
				}
			}
		}
	}
	return false
}

// short are acronyms of two letters; any two words might have such initials.
var short = wordMap("ev ml ai hr pr qa ux ui gp bi gm vr ar")

// acronym reports a word that the text has in capitals.
func (a *analysis) acronym(plain string) bool {
	for i := range a.tokens {
		if a.plain[i] == plain && a.tokens[i].Caps {
			return true
		}
	}
	return false
}

func (a *analysis) initials(from, length int) string {
	var b strings.Builder
	for i := from; i < from+length; i++ {
		if a.plain[i] == "" || a.tokens[i].Number {
			return ""
		}
		b.WriteByte(a.plain[i][0])
	}
	return b.String()
}

// abbreviates reports whether letters are the initials of words in a row.
func (e *evidence) abbreviates(letters string) bool {
	if len(letters) < 3 && !short[letters] || len(letters) > 6 {
		return false
	}
	for i := 0; i+len(letters) <= len(e.tokens); i++ {
		if e.initials(i, len(letters)) == letters {
			return true
		}
	}
	return false
}

// free reports a name that may be said without proof: in a letter, of the
// company and the position that it is for.
func (j *judging) free(i int) bool {
	w := j.a.plain[i]
	return j.letter && (slices.Contains(j.c.job.title, w) || slices.Contains(j.c.job.company, w) || slices.Contains(j.c.job.words, w) && !j.c.archive.names[w] && j.a.skilled[i] == 0)
}

// inName reports digits that belong to a name, such as ISO 27001 or AD 2000.
func (a *analysis) inName(n number) bool {
	if a.skilled[n.token] != 0 {
		return true
	}
	return n.name != "" || n.token > 0 && a.tokens[n.token-1].Caps && a.gap(n.token) == " " && n.unit == "" && len(n.heads) == 0
}
