package ground

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// modality: what was planned may not become done, what is over may not go on,
// what is one may not become several.
func (p *proof) modality() {
	if len(p.u.facts) == 0 {
		return
	}
	telling := !p.u.merged && p.telling()
	if fact := p.u.facts[0]; telling && fact.onlyPlanned() && !p.a.any(p.a.v.irrealis) {
		p.refuse("hedge", p.a.text, "the CV says that it was planned or tried, not that it was done")
	}
	if fact := p.u.facts[0]; telling && fact.onlyAssisting() && !p.a.assists() {
		p.refuse("scope", p.a.text, "the CV says that the candidate helped or took part")
	}
	for i := p.cl.from; i < p.cl.to; i++ {
		stem := p.a.stems[i]
		switch {
		case p.solved[i]:
		case p.a.v.now[stem]:
			p.solved[i] = p.ongoing() || p.hasStem(stem) || p.formalNow(i)
		case p.a.v.vague[stem]:
			p.solved[i] = p.hasStem(stem) || p.severalIn(i)
		}
	}
}

// telling reports whether the clause says more than the entry's head and
// plain phrases.
func (p *proof) telling() bool {
	for i := p.cl.from; i < p.cl.to; i++ {
		if stem := p.a.stems[i]; !p.solved[i] && !p.a.stop[i] && !p.a.v.neutral[stem] && !p.a.v.letter[stem] {
			return true
		}
	}
	return false
}

// formalNow accepts "current role" where the entry is the candidate's present
// one; elsewhere it stays open and content refuses it.
func (p *proof) formalNow(int) bool { return p.u.merged && p.anyOngoing() }

func (p *proof) anyOngoing() bool {
	for _, s := range p.c.doc.Sections {
		for _, e := range s.Entries {
			if e.Range.Present {
				return true
			}
		}
	}
	return false
}

// onlyPlanned reports a text that begins with planning and has no second deed
// joined to it.
func (a *analysis) onlyPlanned() bool {
	for i := range min(3, len(a.tokens)) {
		if a.v.irrealis[a.stems[i]] {
			return i+1 >= len(a.tokens) || !a.conjunction(i+1) && !strings.Contains(a.gap(i+1), ",")
		}
	}
	return false
}

// onlyAssisting reports a text that begins with helping or taking part and has
// no greater scope.
func (a *analysis) onlyAssisting() bool {
	for i := range min(2, len(a.tokens)) {
		if r := a.v.rank[a.stems[i]]; r == 1 || r == 2 {
			return a.rank <= 3
		}
	}
	return false
}

func (a *analysis) assists() bool {
	for _, s := range a.stems {
		if r := a.v.rank[s]; r == 1 || r == 2 {
			return true
		}
	}
	return false
}

func (a *analysis) any(set map[string]bool) bool {
	for _, s := range a.stems {
		if set[s] {
			return true
		}
	}
	return false
}

// severalIn reports a number of at least two of what "several" is said of.
func (p *proof) severalIn(i int) bool {
	var next []string
	for j := i + 1; j < p.cl.to && len(next) < 3; j++ {
		if p.a.stop[j] || p.a.tokens[j].Number {
			break
		}
		next = append(next, p.a.stems[j])
	}
	for _, n := range p.u.facts[0].numbers {
		if n.value >= 3 && p.anyAlike(next, n.heads) {
			return true
		}
	}
	return false
}

// direction: what was replaced may not become what it was replaced by.
func (p *proof) direction() {
	if len(p.u.facts) == 0 || p.u.merged {
		return
	}
	old, fresh := p.a.exchange(p.cl.from, p.cl.to)
	heldOld, heldFresh := p.u.facts[0].exchange(0, len(p.u.facts[0].tokens))
	for w := range old {
		if heldFresh[w] && !heldOld[w] {
			p.refuse("content", w, "in the CV the change goes the other way")
			return
		}
	}
	for w := range fresh {
		if heldOld[w] && !heldFresh[w] {
			p.refuse("content", w, "in the CV the change goes the other way")
			return
		}
	}
}

// exchange finds the names that a text says were left and those that took
// their place: "from A to B", "replacing A with B", "B replaced A".
func (a *analysis) exchange(from, to int) (old, fresh map[string]bool) {
	old, fresh = map[string]bool{}, map[string]bool{}
	side := 0 // 1 old, 2 fresh
	replacing := false
	for i := from; i < to; i++ {
		w := a.tokens[i].Text
		switch {
		case replaceWords[w]:
			side, replacing = 1, true
			if i+1 < to && (a.tokens[i+1].Text == "by" || a.tokens[i+1].Text == "durch" || a.tokens[i+1].Text == "por" || a.tokens[i+1].Text == "par") {
				old = namesBefore(a, from, i) // A replaced by B
				side = 2
			}
		case fromWords[w]:
			side = 1
		case toWords[w], replacing && (w == "with" || w == "by" || w == "durch" || w == "par" || w == "por" || w == "con"):
			side = 2
		case a.name(i) && side == 1:
			old[words.Plain(w)] = true
		case a.name(i) && side == 2:
			fresh[words.Plain(w)] = true
		}
	}
	if replacing && len(fresh) == 0 {
		fresh = a.beforeReplace(from, to)
	}
	return old, fresh
}

func namesBefore(a *analysis, from, to int) map[string]bool {
	m := map[string]bool{}
	for i := from; i < to; i++ {
		if a.name(i) || a.tokens[i].Upper && a.inSkill(a.tokens[i]) {
			m[words.Plain(a.tokens[i].Text)] = true
		}
	}
	return m
}

// beforeReplace are the names right before "replaced": they are the new ones.
func (a *analysis) beforeReplace(from, to int) map[string]bool {
	for i := from; i < to; i++ {
		if replaceWords[a.tokens[i].Text] {
			return namesBefore(a, max(from, i-4), i)
		}
	}
	return map[string]bool{}
}

var (
	replaceWords = wordMap(`replace replaced replacing replaces replacement ersetzt ersetzen ersetzte remplacé remplacer remplaçant sustituir sustituyendo sustituido reemplazar reemplazando`)
	fromWords    = wordMap(`from von vom depuis desde`)
	toWords      = wordMap(`to into onto zu nach auf vers hacia`)
)
