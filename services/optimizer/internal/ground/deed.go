package ground

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// otherDeed reports whether the object of a scope verb is, in the CV, the
// object of a lesser one: who led five and mentored two did not lead the two.
func (p *proof) otherDeed(i, rank int) bool {
	if len(p.u.facts) == 0 {
		return false
	}
	f := p.u.facts[0]
	claimed := p.a.objects(i, p.cl.to)
	best, other := 0, 0
	for j := range f.tokens {
		if !f.deed(j) {
			continue
		}
		n := overlap(claimed, f.objects(j, len(f.tokens)))
		if f.v.rank[f.stems[j]] >= rank || f.stems[j] == p.a.stems[i] {
			best = max(best, n)
		} else {
			other = max(other, n)
		}
	}
	return other > best
}

// deed reports a verb that begins a clause or follows what calls for one.
func (a *analysis) deed(j int) bool {
	if !a.verb(j) && a.v.rank[a.stems[j]] == 0 || a.inSkill(a.tokens[j]) {
		return false
	}
	return a.first(j) || a.conjunction(j-1) || strings.ContainsAny(a.gap(j), ",;:") || deedBefore[a.tokens[j-1].Text]
}

var deedBefore = wordMap("i to by while who that which also then successfully have has had be been was were not")

// misplaced finds a verb of the claim whose object is, in the cited fact, the
// object of another verb.
func (p *proof) misplaced() {
	if p.u.merged || len(p.u.facts) == 0 || p.u.facts[0].deeds() < 2 {
		return
	}
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.a.deed(i) && p.a.v.rank[p.a.stems[i]] < 4 && p.u.facts[0].stemSet[p.a.stems[i]] && p.otherDeed(i, 7) {
			p.refuse("content", p.word(i), "in the CV this is said of something else")
			return
		}
	}
}

func (a *analysis) deeds() int {
	n := 0
	for j := range a.tokens {
		if a.deed(j) {
			n++
		}
	}
	return n
}

// objects are the telling words after a verb, up to the next verb or sign.
func (a *analysis) objects(i, to int) []string {
	var all []string
	for j := i + 1; j < to && len(all) < 4; j++ {
		if strings.ContainsAny(a.gap(j), ";:.") || a.conjunction(j) || j > i+1 && a.deed(j) {
			break
		}
		if !a.stop[j] && !a.tokens[j].Number && !a.counted[j] {
			all = append(all, a.stems[j])
		}
	}
	return all
}

// credentialsMixed reports a clause that makes a certificate or degree of
// something that only another fact names: certified in what was merely used.
func (c *Checker) credentialsMixed(a *analysis, cl clause, units []unit) bool {
	for _, s := range segments(a, cl) {
		if !credential(a, s) {
			continue
		}
		held := false
		for _, u := range units {
			held = held || c.holds(a, s, u)
		}
		if !held {
			return true
		}
	}
	return false
}

// holds reports whether one fact has every name, skill and credential of a
// segment.
func (c *Checker) holds(a *analysis, s clause, u unit) bool {
	for i := s.from; i < s.to; i++ {
		plain := words.Plain(a.tokens[i].Text)
		telling := a.name(i) || a.inSkill(a.tokens[i]) || degreeWords[plain] || certificateWords[plain]
		if telling && !u.facts[0].plain[plain] && !u.facts[0].has(a.stems[i]) {
			return false
		}
	}
	return true
}

func credential(a *analysis, s clause) bool {
	for i := s.from; i < s.to; i++ {
		if w := words.Plain(a.tokens[i].Text); degreeWords[w] || certificateWords[w] {
			return true
		}
	}
	return false
}

func roleWithin(a *analysis, from, to int) bool {
	for i := from; i < to; i++ {
		if a.role(i) {
			return true
		}
	}
	return false
}

// segments cuts a clause where another credential, or what goes with one,
// begins.
func segments(a *analysis, cl clause) []clause {
	var all []clause
	from := cl.from
	for i := cl.from + 1; i < cl.to; i++ {
		w := a.tokens[i-1].Text
		with := w == "with" || w == "mit" || w == "avec" || w == "con"
		joined := a.conjunction(i-1) || strings.Contains(a.gap(i), ",")
		if with || joined && (credential(a, clause{i, min(cl.to, i+3)}) || roleWithin(a, i, min(cl.to, i+4))) {
			all = append(all, clause{from, i})
			from = i
		}
	}
	return append(all, clause{from, cl.to})
}
