package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// unit is evidence that belongs together: one cited fact and the head of its
// entry. What is counted, named and dated in a clause must all be in one unit,
// or two truths make a lie.
type unit struct {
	entry string
	ids   []string
	facts []*analysis // the cited fact first, then the entry's head
	kinds []resume.Kind
	soft  []*analysis // the other cited facts of the entry: they lend plain words

	// merged units are all cited facts at once; else the first fact is the one
	// that must hold the strong words.
	merged bool
}

// units are the evidence that an operation cites.
func (c *Checker) units(ids []string) []unit {
	all := make([]unit, 0, len(ids))
	for _, id := range ids {
		u := unit{entry: c.facts[id].Entry}
		c.extend(&u, id)
		for _, h := range c.entries[u.entry].Head {
			if h != id {
				c.extend(&u, h)
			}
		}
		for _, other := range ids {
			c.company(&u, c.facts[id], c.facts[other])
		}
		all = append(all, u)
	}
	return all
}

func (c *Checker) extend(u *unit, id string) {
	u.ids, u.facts, u.kinds = append(u.ids, id), append(u.facts, c.analysis(id)), append(u.kinds, c.facts[id].Kind)
}

// company adds what another cited fact lends to a unit: plain words within an
// entry, and to a profile the headline, which says who it is of.
func (c *Checker) company(u *unit, f, other resume.Fact) {
	switch {
	case other.ID == f.ID:
	case f.Entry != "" && other.Entry == f.Entry:
		u.soft = append(u.soft, c.analysis(other.ID))
	case f.Entry == "" && f.Kind.Prose() && other.Kind == resume.Headline:
		c.extend(u, other.ID)
	}
}

func (c *Checker) analysis(id string) *analysis {
	if a, ok := c.known[id]; ok {
		return a
	}
	text := c.facts[id].Text
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}
	a := analyse(text, c.v)
	c.known[id] = a
	return a
}

// claims checks a sentence about the candidate against the cited facts.
func (c *Checker) claims(s string, op edit.Op, o *outcome) {
	a := analyse(s, c.v)
	units := c.units(op.Facts)
	for _, cl := range clauses(a) {
		if op.Kind == edit.Letter && c.formalClause(a, cl) {
			continue
		}
		best := c.bestUnit(a, cl, units, op)
		if all := c.together(a, cl, units, op); all.better(best) {
			best = all
		}
		o.unsupported = append(o.unsupported, best.unsupported...)
		o.formulas = append(o.formulas, best.formulas...)
		o.used = append(o.used, best.used...)
	}
}

// better reports whether an attempt leaves less unproven than another.
func (o *outcome) better(other *outcome) bool {
	return o != nil && (other == nil || len(o.unsupported) < len(other.unsupported))
}

// bestUnit proves a clause from one unit, whichever leaves the least open.
func (c *Checker) bestUnit(a *analysis, cl clause, units []unit, op edit.Op) *outcome {
	var best *outcome
	for _, u := range units {
		try := c.prove(a, cl, u, op)
		if try.better(best) {
			best = try
		}
		if len(best.unsupported) == 0 {
			return best
		}
	}
	if best == nil {
		best = c.prove(a, cl, unit{}, op)
	}
	return best
}

// together proves a clause that only describes (no number of its own, no
// employer, no deed) from all cited facts at once: a profile may name skills
// of several jobs.
func (c *Checker) together(a *analysis, cl clause, units []unit, op edit.Op) *outcome {
	if op.Kind == edit.Rewrite || len(units) < 2 || c.doing(a, cl) {
		return nil
	}
	all := unit{merged: true}
	for _, u := range units {
		for i, id := range u.ids {
			if k := c.facts[id].Kind; k == resume.Organization || k == resume.Dates || slices.Contains(all.ids, id) {
				continue
			}
			all.ids = append(all.ids, id)
			all.facts = append(all.facts, u.facts[i])
			all.kinds = append(all.kinds, u.kinds[i])
		}
	}
	if c.levelsMixed(a, cl, units) || c.credentialsMixed(a, cl, units) {
		return nil
	}
	return c.prove(a, cl, all, op)
}

// levelsMixed reports a clause that gives a language the level of another.
func (c *Checker) levelsMixed(a *analysis, cl clause, units []unit) bool {
	for _, u := range units {
		if c.facts[u.ids[0]].Kind != resume.Language {
			continue
		}
		fact := u.facts[0]
		named, level := false, false
		for i := cl.from; i < cl.to; i++ {
			plain := words.Plain(a.tokens[i].Text)
			isLevel := a.v.levels[a.stems[i]] || isGrade(plain)
			named = named || fact.plain[plain] && !isLevel
			level = level || isLevel && !fact.plain[plain] && !fact.has(a.stems[i])
		}
		if named && level {
			return true
		}
	}
	return false
}

// isGrade reports the six levels of the European frame.
func isGrade(w string) bool {
	return len(w) == 2 && w[0] >= 'a' && w[0] <= 'c' && (w[1] == '1' || w[1] == '2')
}

// doing reports whether a clause claims a deed or an amount.
func (c *Checker) doing(a *analysis, cl clause) bool {
	for _, n := range a.numbers {
		if n.token >= cl.from && n.token < cl.to && n.unit != "year" && n.name == "" {
			return true
		}
	}
	for i := cl.from; i < cl.to; i++ {
		if c.v.rank[a.stems[i]] >= 3 && !a.inSkill(a.tokens[i]) && !a.role(i) {
			return true
		}
	}
	return false
}

// clause is a stretch of a sentence's tokens that makes one claim.
type clause struct{ from, to int }

// clauses cuts a sentence at semicolons, colons and dashes, and where a comma
// or "and" begins a new deed.
func clauses(a *analysis) []clause {
	var all []clause
	from := 0
	for i := 1; i < len(a.tokens); i++ {
		gap := a.gap(i)
		hard := strings.ContainsAny(gap, ";:–—") || strings.Contains(gap, " - ")
		joined := a.conjunction(i-1) || strings.Contains(gap, ",")
		if i-from > 1 && (hard || joined && a.verb(i)) {
			all = append(all, clause{from, i})
			from = i
		}
	}
	return append(all, clause{from, len(a.tokens)})
}

func (a *analysis) conjunction(i int) bool {
	switch a.tokens[i].Text {
	case "and", "while", "und", "et", "y", "sowie", "whilst":
		return true
	default:
		return false
	}
}

// verb reports whether a token is likely a verb in a past or running form.
func (a *analysis) verb(i int) bool {
	w := a.tokens[i].Text
	if a.tokens[i].Upper && !a.first(i) {
		return false
	}
	if _, ok := a.v.forms[w]; ok {
		return true
	}
	return a.v.language == "en" && (strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing")) && len(w) > 4 || a.v.rank[a.stems[i]] > 0 && a.v.language != "en"
}
