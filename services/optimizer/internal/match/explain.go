package match

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// In returns the score explained in a language: English, German, French or
// Spanish; any other is English.
func (s Score) In(language string) Score {
	say := phrasesOf(language)
	s.Explanation, s.Points = []string{}, slices.Clone(s.Points)
	for _, g := range groups {
		met, all := 0.0, 0.0
		for _, p := range s.proofs {
			if slices.Contains(g.kinds, p.Kind) {
				met += weight(p.Requirement) * p.share
				all += weight(p.Requirement)
			}
		}
		if all > 0 {
			s.Explanation = append(s.Explanation, fill(say.group, "group", say.groups[g.name],
				"n", strconv.Itoa(int(math.Round(100*met/all))), "weight", strconv.Itoa(int(g.weight))))
		}
	}
	for i, p := range s.proofs {
		s.Points[i].Note = s.source.line(p, say)
		if p.Kind != KindDuty {
			s.Explanation = append(s.Explanation, s.Points[i].Note)
		}
	}
	return s
}

// line explains one requirement: what was asked, and what proves it.
func (p profile) line(r proof, say phrases) string {
	need, what := say.nice, r.Term
	if r.Must {
		need = say.required
	}
	switch r.Kind {
	case KindYears:
		what = fill(plural(r.Years, say.year, say.years), "n", strconv.Itoa(r.Years))
	case KindDegree, KindLanguage:
		what = say.term(r.Term)
	case KindSkill:
		if say.terms != nil { // the names that we know are English
			what = r.Text
		}
	case KindDuty:
		what = shorten(strings.TrimRight(r.Term, ".:;"))
	}
	return fill(say.line, "what", what, "need", need, "says", p.says(r, say))
}

func (p profile) says(r proof, say phrases) string {
	switch {
	case r.Kind == KindYears:
		n := r.months / 12
		return fill(plural(n, say.datedYear, say.datedYears), "n", strconv.Itoa(n))
	case r.share == 0:
		return p.nearest(r, say)
	case len(r.facts) == 0:
		return say.written
	default:
		f, _ := p.doc.Fact(r.facts[0])
		more := ""
		if n := len(r.facts) - 1; n > 0 {
			more = fill(plural(n, say.another, say.more), "n", strconv.Itoa(n))
		}
		verb := say.proven
		if r.share < 1 {
			verb = say.partly
		}
		return fill(verb, "quote", shorten(f.Text)) + more
	}
}

// nearest says what of the same kind the CV has instead.
func (p profile) nearest(r proof, say phrases) string {
	if r.Kind == KindSkill {
		for _, f := range p.doc.Facts {
			for _, s := range p.skills[f.ID] {
				if skill.Near(s, r.Term) {
					return fill(say.near, "near", s)
				}
			}
		}
	}
	return say.missing
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// shorten cuts a quotation to a dozen words.
func shorten(s string) string {
	ws := strings.Fields(s)
	if len(ws) <= 12 {
		return strings.Join(ws, " ")
	}
	return strings.Join(ws[:12], " ") + " …"
}

// fill replaces {name} by its value; pairs are names and values in turn. What
// is filled in is not looked at again.
func fill(template string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(template)
}
