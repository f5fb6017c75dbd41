package ground

import (
	"slices"
	"strings"
)

// respelled reports a word that the unit has in another shape: cut in two by a
// hyphen, both of its halves, or more of it than is said.
func (p *proof) respelled(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	from, to := i, i+1
	for from > p.cl.from && p.a.gap(from) == "-" {
		from--
	}
	for to < p.cl.to && p.a.gap(to) == "-" {
		to++
	}
	chain := strings.Join(p.a.plain[from:to], "")
	w := strings.TrimRight(p.a.plain[i], "s")
	which := ordinalValue(p.a.tokens[i].Text, p.a.v.language)
	unknown := len(p.a.v.concepts[p.a.stems[i]]) == 0 && p.a.speech[i] == ""
	for _, e := range p.u.main {
		if to-from > 1 && e.words[chain] || which > 0 && slices.ContainsFunc(e.numbers, func(n number) bool { return n.value == which && e.ordered(n) }) {
			return true
		}
		for k, has := range e.plain {
			switch {
			case e.stop[k] || e.tokens[k].Number:
			case unknown && len(w) > 2 && len(has) > 2*len(w) && strings.HasPrefix(has, strings.TrimSuffix(w, "i")) && !p.named(e, k):
				return true // app, appli for application
			case p.a.v.language == "en" && e.halves(p.a.plain[i], k):
				return true
			case p.a.v.language == "de" && p.dissolved(i, has):
				return true
			case p.a.v.language == "de" && bent(p.a.plain[i], has):
				return true
			}
		}
	}
	return false
}

// halves reports a closed compound of two words of the fact: artworks for
// works of art.
func (e *evidence) halves(w string, k int) bool {
	if len(e.plain[k]) < 3 {
		return false
	}
	rest, ok := strings.CutPrefix(w, e.plain[k])
	return ok && len(rest) > 3 && (e.words[rest] || e.words[strings.TrimSuffix(rest, "s")] || e.words[rest+"s"])
}

// dissolved reports a verb that the fact has as the end of a compound, the
// rest of which the stretch has too: Modelle gebaut for Modellbau.
func (p *proof) dissolved(i int, has string) bool {
	verb := strings.TrimPrefix(p.a.stems[i], "ge") // gebaut
	rest, ok := strings.CutSuffix(has, verb)
	if !ok || len(verb) < 3 || len(rest) < 4 {
		return false
	}
	for k := p.cl.from; k < p.cl.to; k++ {
		if k != i && len(p.a.stems[k]) > 3 && strings.HasPrefix(rest, p.a.stems[k]) {
			return true
		}
	}
	return false
}

// bent reports two long words that begin and end the same and differ by a
// vowel between: Spritzguss- and Spritzgießmaschine.
func bent(x, y string) bool {
	n := min(len(x), len(y))
	if n < 12 || max(len(x), len(y))-n > 2 {
		return false
	}
	head := 0
	for head < n && x[head] == y[head] {
		head++
	}
	tail := 0
	for tail < n-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	return head >= 5 && tail >= 5 && head+tail >= max(len(x), len(y))-4
}
