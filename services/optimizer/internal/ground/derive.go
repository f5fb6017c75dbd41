package ground

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// derive finds a formula by which a number follows from the CV: years from
// dates, a difference or a percentage from two ends of a change, a sum over
// entries.
func (p *proof) derive(n number) (string, bool) {
	if text, ok := p.tenure(n); ok {
		return text, true
	}
	if n.bound == about || n.bound == atMost {
		return "", false
	}
	for _, formula := range []func(number) (string, bool){p.change, p.kinds, p.others, p.pointsBetween, p.sum} {
		if text, ok := formula(n); ok {
			return text, true
		}
	}
	return "", false
}

// tenure derives years of experience from the ranges of all jobs, and years at
// one employer from its entry. Years with one skill are never derived: that a
// job names it does not say for how long.
func (p *proof) tenure(n number) (string, bool) {
	if n.unit != "year" && n.unit != "month" || n.value < 1 {
		return "", false
	}
	if p.u.entry != nil && p.u.entry.kind == resume.SectionExperience && p.namesHead() {
		if text, ok := p.lasting(n, []resume.Range{p.u.entry.span}, "this entry's dates"); ok {
			return text, true
		}
	}
	if !p.ofExperience(n) {
		return "", false
	}
	to := p.narrowed(n)
	text, _, ok := p.j.experience(n, clause{n.after, to})
	if !ok && to < p.cl.to {
		text, _, ok = p.j.experience(n, clause{n.after, p.cl.to}) // a list
	}
	for i := n.after; ok && i < p.cl.to; i++ {
		p.solved[i] = p.solved[i] || !p.a.stop[i] && p.a.counted[i] == 0 && p.known(i)
	}
	return text, ok
}

// narrowed is where the words end that say what years of experience are in.
func (p *proof) narrowed(n number) int {
	to := n.after
	for to < p.cl.to && p.a.tokens[to].Text != "from" && (to <= n.after+1 || !strings.ContainsAny(p.a.gap(to), ",;.")) {
		to++
	}
	return to
}

// lasting compares a length of time with that of some jobs. "Nearly four
// years" may be up to half a year more or less.
func (p *proof) lasting(n number, ranges []resume.Range, of string) (string, bool) {
	if len(ranges) == 0 {
		return "", false
	}
	months := float64(resume.Tenure(ranges, p.j.c.doc.Today))
	claimed := n.value
	if n.unit == "year" {
		claimed *= 12
	}
	switch {
	case n.bound == about && math.Abs(months-claimed) > math.Max(6, claimed/10), n.bound == atMost && months > claimed:
		return "", false
	case n.bound != about && n.bound != atMost && months < claimed:
		return "", false
	}
	return fmt.Sprintf("%s: %.0f months in %s", n.text, months, of), true
}

// namesHead reports a stretch that names the employer or title of its entry.
func (p *proof) namesHead() bool {
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.head[i] {
			return true
		}
		for _, e := range p.u.head {
			if e.kind == resume.Organization && p.a.name(i) && e.words[p.a.plain[i]] {
				return true
			}
		}
	}
	return false
}

// ofExperience reports "years of experience" with nothing after it that
// narrows it down to a skill.
func (p *proof) ofExperience(n number) bool {
	said, as := false, false
	for i := n.after; i < p.cl.to; i++ {
		if strings.ContainsAny(p.a.gap(i), ",;.") && i > n.after+1 || p.a.tokens[i].Text == "from" {
			break
		}
		as = as || p.a.saidOf(i, n.after)
		switch {
		case experienceStems[p.a.stems[i]]:
			said = true
		case p.a.stop[i] || p.a.is(i, generic), p.overall(i):
		case as || p.a.skilled[i] != 0 && !p.ordinary(p.a.skills[p.a.skilled[i]-1]) || !p.known(i):
			return false
		}
	}
	for i := n.token - 1; i >= p.cl.from && !said; i-- {
		said = experienceStems[p.a.stems[i]]
	}
	return said
}

// known reports a word for the whole career: of the profile, or of titles and
// employers.
func (p *proof) known(i int) bool {
	career := p.j.c.archive.career
	return slices.ContainsFunc(p.a.keys[i], func(k key) bool { return career[k] })
}

// overall reports a word of the candidate's titles: years as a nurse are years
// in all where every job is one.
func (p *proof) overall(i int) bool {
	for _, e := range p.j.c.archive.entries {
		if e.kind != resume.SectionExperience {
			continue
		}
		found := false
		for _, h := range e.head {
			found = found || h.mentions(p.a, i)
		}
		if !found {
			return false
		}
	}
	return true
}

var experienceStems = func() map[string]bool {
	m := map[string]bool{}
	for language, list := range map[string]string{"en": "experience career background practice trade industry profession field", "de": "erfahrung berufserfahrung beruf praxis", "fr": "expérience carrière métier", "es": "experiencia carrera profesión"} {
		for w := range wordMap(list) {
			m[lexicons[language].stem(w)] = true
		}
	}
	return m
}()

// change derives the difference, the percentage or the factor between the two
// ends of a change in one fact.
func (p *proof) change(n number) (string, bool) { //nolint:gocognit // one rule, read from top to bottom
	for _, e := range p.u.main {
		for k := 0; k+1 < len(e.numbers); k++ {
			from, to := e.numbers[k], e.numbers[k+1]
			if seconds[from.unit] > 0 && seconds[to.unit] > 0 && from.unit != to.unit && n.unit == "%" {
				from.value, to.value = from.value*seconds[from.unit], to.value*seconds[to.unit]
				from.unit = to.unit
			}
			if !e.spans(from, to) && (from.role != "from" || to.role != "to") || from.value == 0 || to.value == 0 {
				continue
			}
			difference := math.Abs(from.value - to.value)
			percent := difference / from.value * 100
			factor := math.Max(from.value/to.value, to.value/from.value)
			switch {
			case n.unit == "%" && to.unit != "%" && math.Abs(n.value-percent) < 0.6 && p.sameWay(e) && from.unit == to.unit:
				return fmt.Sprintf("%s = (%s − %s) / %s", n.text, plainNumber(math.Max(from.value, to.value)), plainNumber(math.Min(from.value, to.value)), plainNumber(from.value)), true
			case n.unit == "x" && math.Abs(n.value-factor) < 0.05:
				return fmt.Sprintf("%s = %s / %s", n.text, plainNumber(math.Max(from.value, to.value)), plainNumber(math.Min(from.value, to.value))), true
			case math.Abs(n.value-difference) < 1e-6 && (n.unit == to.unit || n.unit == "" && p.points(n)):
				if n.unit == "" && n.after < len(p.solved) {
					p.solved[n.after] = true
				}
				return fmt.Sprintf("%s = %s − %s", n.text, plainNumber(math.Max(from.value, to.value)), plainNumber(math.Min(from.value, to.value))), true
			}
		}
	}
	return "", false
}

// points reports a difference that is counted in points.
func (p *proof) points(n number) bool {
	return n.after < len(p.a.tokens) && pointWords[p.a.tokens[n.after].Text]
}

var pointWords = wordMap("point points punkt punkte punkten prozentpunkt prozentpunkte prozentpunkten puntos punto percentage")

var seconds = map[string]float64{"s": 1, "min": 60, "h": 3600, "day": 86_400, "week": 604_800}

// kinds adds up the people that one fact counts by kind: a team of 13 where
// it has 9 cooks and 4 assistants.
func (p *proof) kinds(n number) (string, bool) {
	if n.unit != "" || len(n.heads) > 0 && !wholes[p.a.tokens[n.heads[0]].Text] || !slices.ContainsFunc(slices.Concat(n.heads, n.before), func(i int) bool { return wholes[p.a.tokens[i].Text] }) {
		return "", false
	}
	for _, e := range p.u.main {
		for k := 0; k+1 < len(e.numbers); k++ {
			a, b := e.numbers[k], e.numbers[k+1]
			if a.unit == "" && b.unit == "" && a.bound == exactly && b.bound == exactly && a.value+b.value == n.value && (e.counts(a, people) || e.counts(b, people)) && e.tokens[b.token-1].Text != "of" && e.conjunction(b.token-1) {
				return n.text + " = " + plainNumber(a.value) + " + " + plainNumber(b.value), true
			}
		}
	}
	return "", false
}

// counts reports a number of people, say.
func (a *analysis) counts(n number, c class) bool {
	return slices.ContainsFunc(n.heads, func(i int) bool { return a.is(i, c) || a.role(i) })
}

// sameWay reports a percentage that is said of the change itself.
func (p *proof) sameWay(e *evidence) bool {
	hits := 0
	for i := p.cl.from; i < p.cl.to; i++ {
		if !p.a.stop[i] && p.a.counted[i] == 0 && !p.a.is(i, generic) && e.mentions(p.a, i) {
			hits++
		}
	}
	return hits >= 2
}

// sum adds what several facts count of the same thing.
func (p *proof) sum(n number) (string, bool) {
	if len(n.heads) == 0 || p.j.pool != nil {
		return "", false
	}
	total, parts := 0.0, []string{}
	for _, e := range p.j.c.archive.order {
		for _, m := range e.numbers {
			if m.unit != n.unit || m.every != n.every || m.bound != exactly || len(m.heads) == 0 || m.name != "" || !p.allHeads(n, m, e) {
				continue
			}
			total += m.value
			parts = append(parts, plainNumber(m.value))
			p.used = append(p.used, e)
			break
		}
	}
	if total != n.value || len(parts) < 2 {
		p.used = nil
		return "", false
	}
	return n.text + " = " + strings.Join(parts, " + "), true
}

// allHeads reports whether what a claim counts is what a fact counts.
func (p *proof) allHeads(n, m number, e *evidence) bool {
	last := -1
	for _, i := range n.heads {
		if !p.a.is(i, generic) || p.a.is(i, people) {
			if !e.near(m, p.a, i) {
				break
			}
			last = i
		}
	}
	return last >= 0
}

func plainNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
