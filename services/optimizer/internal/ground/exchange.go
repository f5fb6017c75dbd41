package ground

import (
	"math"
	"slices"
	"strings"
)

// ends notes which end of a change a number is, where the words between it and
// the next one tell: "de 14 à 11 mois", "11 statt 14 Monate".
func (a *analysis) ends(all []number, i int) {
	if i+1 >= len(all) || all[i+1].token-all[i].after > 3 {
		return
	}
	from, to := &all[i], &all[i+1]
	between := strings.ToLower(strings.Trim(a.text[from.end:to.start], " %€$£\u00a0\u202f"))
	switch {
	case insteadWords[between]:
		from, to = to, from
	case (between == "à" || between == "a" || between == "al") && i >= 0 && from.token > 0 && (a.tokens[from.token-1].Text == "de" || a.tokens[from.token-1].Text == "del"):
	default:
		return
	}
	if to.unit == "" {
		to.unit = from.unit
	}
	from.role, to.role = "from", "to"
}

var insteadWords = map[string]bool{
	"statt": true, "anstatt": true, "statt bisher": true, "instead of": true, "rather than": true, "au lieu de": true, "contre": true, "en lugar de": true, "en vez de": true, "frente a": true,
}

// exchanged settles the words between the two ends of a change.
func (p *proof) exchanged(n number) {
	for _, m := range p.a.numbers {
		if m.token <= n.token || m.token-n.after > 3 || !p.in(m.token) || !insteadWords[strings.ToLower(strings.TrimSpace(p.a.text[n.end:m.start]))] {
			continue
		}
		for i := n.after; i < m.token; i++ {
			p.settled[i] = true
		}
	}
}

// pair reports the two ends of a change or a range that the fact has too, both
// of them and in that order: what they count need not be said twice.
func (p *proof) pair(n number) bool { //nolint:gocognit // one rule, read from top to bottom
	for k := 0; k+1 < len(p.a.numbers); k++ {
		from, to := p.a.numbers[k], p.a.numbers[k+1]
		if from.token != n.token && to.token != n.token || !p.in(from.token) || !p.in(to.token) || !p.a.spans(from, to) && !changing(p.a, from, to) && (from.role != "from" || to.role != "to") {
			continue
		}
		for _, e := range p.u.main {
			for m := 0; m+1 < len(e.numbers); m++ {
				x, y := e.numbers[m], e.numbers[m+1]
				unit := func(a, b number) bool {
					return (a.unit == b.unit || a.unit == "" && len(a.heads) == 0) && (a.every == "" || a.every == b.every || a.every == b.loose)
				}
				if x.value == from.value && y.value == to.value && unit(from, x) && unit(to, y) && from.bound == x.bound && to.bound == y.bound && (e.spans(x, y) || changing(e.analysis, x, y) || x.role == "from" && y.role == "to") {
					return true
				}
			}
		}
	}
	return false
}

// turnedOver reports "downloaded 40,000 times" and "40,000 downloads", which
// say the same.
func (p *proof) turnedOver(n, m number, e *evidence) bool {
	switch {
	case n.value != m.value || n.every != m.every:
		return false
	case n.unit == "x" && m.unit == "":
		return len(n.before) > 0 && len(m.heads) > 0 && e.alike(m.heads[0], p.a, n.before[0])
	case n.unit == "" && m.unit == "x":
		return len(n.heads) > 0 && len(m.before) > 0 && e.alike(m.before[0], p.a, n.heads[0])
	default:
		return false
	}
}

// one reports a 1 for what the fact has one of, in a word that is an article
// too.
func (p *proof) one(n number) bool {
	if n.value != 1 || n.unit != "" || len(n.heads) == 0 {
		return false
	}
	for _, e := range p.u.main {
		for k := range e.tokens {
			for m := k + 1; ones[e.tokens[k].Text] && m < min(len(e.tokens), k+3); m++ {
				if e.alike(m, p.a, n.heads[0]) {
					return true
				}
			}
		}
	}
	return false
}

// others derives "five other engineers" from six of them.
func (p *proof) others(n number) (string, bool) {
	if n.unit != "" || n.after >= len(p.a.tokens) || !otherWords[p.a.tokens[n.after].Text] && (n.token == 0 || !otherWords[p.a.tokens[n.token-1].Text]) {
		return "", false
	}
	for _, e := range p.u.main {
		for _, m := range e.numbers {
			if all := n; m.value == n.value+1 && m.unit == "" && m.bound == exactly {
				all.value++
				if p.counts(all, m, e) {
					return n.text + " = " + plainNumber(m.value) + " − 1", true
				}
			}
		}
	}
	return "", false
}

var otherWords = wordMap("other andere anderen weitere weiteren autres otros otras")

// pointsBetween derives the points between two percentages that a fact has at two
// times.
func (p *proof) pointsBetween(n number) (string, bool) {
	if n.unit != "" && n.unit != "%" || !p.points(n) {
		return "", false
	}
	for _, e := range p.u.main {
		for k := range e.numbers {
			for m := k + 1; m < min(len(e.numbers), k+3); m++ {
				from, to := e.numbers[k], e.numbers[m]
				if from.unit == "%" && to.unit == "%" && math.Abs(math.Abs(from.value-to.value)-n.value) < 1e-6 && p.says(from) && p.says(to) {
					p.solved[n.after] = true
					return n.text + " = " + plainNumber(math.Max(from.value, to.value)) + " − " + plainNumber(math.Min(from.value, to.value)), true
				}
			}
		}
	}
	return "", false
}

// says reports a number that the stretch has too.
func (p *proof) says(m number) bool {
	return slices.ContainsFunc(p.a.numbers, func(n number) bool { return p.in(n.token) && n.value == m.value && n.unit == m.unit })
}

// leads reports a number of people who are what the stretch is about, not
// those whom a thing is for.
func (p *proof) leads(n number) bool {
	for k := p.cl.from; k < n.token; k++ {
		if k == p.cl.from && !p.a.nominal(k) {
			continue
		}
		if !p.a.stop[k] && p.a.counted[k] == 0 && !p.a.is(k, generic|people) && p.a.scope(k, p.cl) == 0 {
			return false
		}
	}
	return true
}
