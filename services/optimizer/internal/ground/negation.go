package ground

// negation: what the CV denies may not be claimed, nor the other way round.
func (p *proof) negation() { //nolint:gocognit // one rule, read from top to bottom
	if len(p.u.main) != 1 || p.u.wide {
		p.denials()
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

// denials: what is denied of many facts at once must be denied in one of them.
func (p *proof) denials() {
	ours := p.a.denied(p.cl)
	for i := p.cl.from; i < p.cl.to; i++ {
		if !ours[i] || p.a.stop[i] || p.a.is(i, generic) {
			continue
		}
		same := false
		for _, e := range p.u.main {
			for k := range e.denied(clause{0, len(e.tokens)}) {
				same = same || e.alike(k, p.a, i)
			}
		}
		if !same {
			p.refuse("negation", p.word(i), "the CV doesn't deny that")
			return
		}
	}
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
