package ground

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// derive finds a formula by which a number follows from the CV: years from
// dates, a difference or a percentage from two ends of a change, a sum over
// entries.
func (p *proof) derive(n number) (string, bool) {
	if n.bound == about || n.bound == atMost {
		return "", false
	}
	for _, formula := range []func(number) (string, bool){p.tenure, p.change, p.sum} {
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
	var ranges []resume.Range
	of := "all dated jobs, overlaps counted once"
	switch {
	case p.u.entry != nil && p.u.entry.kind == resume.SectionExperience && p.namesHead():
		ranges, of = []resume.Range{p.u.entry.span}, "this entry's dates"
	case p.ofExperience(n):
		for _, e := range p.j.c.archive.entries {
			if e.kind == resume.SectionExperience {
				ranges = append(ranges, e.span)
			}
		}
	}
	if len(ranges) == 0 {
		return "", false
	}
	months := resume.Tenure(ranges, p.j.c.doc.Today)
	claimed := n.value
	if n.unit == "year" {
		claimed *= 12
	}
	if float64(months) < claimed {
		return "", false
	}
	return fmt.Sprintf("%s: %d months in %s", n.text, months, of), true
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
	said := false
	for i := n.after; i < p.cl.to; i++ {
		if strings.ContainsAny(p.a.gap(i), ",;.") && i > n.after+1 {
			break
		}
		switch {
		case experienceStems[p.a.stems[i]]:
			said = true
		case p.a.stop[i] || p.a.is(i, generic):
		case p.a.skilled[i] != 0 || !p.overall(i):
			return false
		}
	}
	for i := n.token - 1; i >= p.cl.from && !said; i-- {
		said = experienceStems[p.a.stems[i]]
	}
	return said
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
	for language, list := range map[string]string{"en": "experience career background practice", "de": "erfahrung berufserfahrung beruf praxis", "fr": "expérience carrière métier", "es": "experiencia carrera profesión"} {
		for w := range wordMap(list) {
			m[lexicons[language].stem(w)] = true
		}
	}
	return m
}()

// change derives the difference, the percentage or the factor between the two
// ends of a change in one fact.
func (p *proof) change(n number) (string, bool) {
	for _, e := range p.u.main {
		for k := 0; k+1 < len(e.numbers); k++ {
			from, to := e.numbers[k], e.numbers[k+1]
			if !e.spans(from, to) && (from.role != "from" || to.role != "to") || from.value == 0 || to.value == 0 {
				continue
			}
			difference := math.Abs(from.value - to.value)
			percent := difference / from.value * 100
			factor := math.Max(from.value/to.value, to.value/from.value)
			switch {
			case n.unit == "%" && to.unit != "%" && math.Abs(n.value-percent) < 0.6 && p.sameWay(e):
				return fmt.Sprintf("%s = (%s − %s) / %s", n.text, plainNumber(math.Max(from.value, to.value)), plainNumber(math.Min(from.value, to.value)), plainNumber(from.value)), true
			case n.unit == "x" && math.Abs(n.value-factor) < 0.05:
				return fmt.Sprintf("%s = %s / %s", n.text, plainNumber(math.Max(from.value, to.value)), plainNumber(math.Min(from.value, to.value))), true
			case n.value == difference && n.unit == to.unit:
				return fmt.Sprintf("%s = %s − %s", n.text, plainNumber(math.Max(from.value, to.value)), plainNumber(math.Min(from.value, to.value))), true
			}
		}
	}
	return "", false
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
