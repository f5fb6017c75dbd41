package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// unit is evidence that belongs together: a fact and the head of its entry.
// What is counted, named and dated in a claim must all be in one unit, or two
// truths make a lie.
type unit struct {
	entry *entry
	main  []*evidence // must hold the strong words
	head  []*evidence // title, employer, dates

	// wide units are many facts at once. They prove what describes, not what
	// was done.
	wide bool
}

// judging is the check of one sentence.
type judging struct {
	c      *Checker
	a      *analysis
	kind   edit.Kind
	letter bool
	pool   map[string]bool // the facts that may be used; nil for all
}

func (j *judging) unit(e *evidence) unit {
	u := unit{entry: e.entry, main: []*evidence{e}}
	if e.entry == nil {
		u.head = j.c.headlines
		return u
	}
	u.head = e.entry.head
	if slices.Contains(e.entry.head, e) {
		u.main = e.entry.head
		return u
	}
	return u
}

// widens reports whether a stretch only describes: it has no number of its own
// and tells no deed.
func (j *judging) widens(cl clause) bool {
	if j.kind == edit.Rewrite {
		return false
	}
	for _, n := range j.a.numbers {
		if n.token >= cl.from && n.token < cl.to && n.unit != "year" && n.name == "" && !j.a.inName(n) {
			return false
		}
	}
	for i := cl.from; i < cl.to; i++ {
		if j.a.scope(i, cl) >= 4 {
			return false
		}
	}
	return !j.a.did(cl)
}

// did reports a stretch that begins with what somebody did.
func (a *analysis) did(cl clause) bool { //nolint:gocognit // one rule, read from top to bottom
	i := cl.from
	for i < cl.to-1 && starters[a.tokens[i].Text] {
		i++
	}
	w := a.tokens[i].Text
	if a.v.language != "en" {
		return a.is(i, action) && !a.is(i, generic) || a.foreignNovelty(i, cl.from) == doing
	}
	if a.roleAfter(i) || usage[a.stems[i]] {
		return false
	}
	if i == cl.from && strings.HasPrefix(a.speech[i], "v") {
		return true
	}
	past := a.v.forms[w] != "" || len(w) > 4 && w[len(w)-2:] == "ed"
	return past && a.is(i, action) && (i == cl.from || !a.is(i, motive)) && !(a.is(i, generic) && i+1 < cl.to && (a.tokens[i+1].Text == "as" || a.tokens[i+1].Text == "for" || a.tokens[i+1].Text == "with" || a.tokens[i+1].Text == "in"))
}

// roleAfter reports a role within the two words after a token: lead developer.
func (a *analysis) roleAfter(i int) bool {
	for k := i + 1; k < min(len(a.tokens), i+3) && a.gap(k) == " "; k++ {
		if a.role(k) {
			return true
		}
	}
	return false
}

// wide are an entry's facts at once and all facts at once.
func (j *judging) wide(cl clause, likely []candidate, within *entry) []unit { //nolint:gocognit // one rule, read from top to bottom
	var all []unit
	seen := map[*entry]bool{}
	for k, e := range likely {
		if k >= tries || e.entry == nil || seen[e.entry] || within != nil && e.entry != within {
			continue
		}
		seen[e.entry] = true
		u := unit{entry: e.entry, head: e.entry.head, wide: true}
		u.main = append(u.main, e.entry.head...)
		for _, b := range e.entry.body {
			if j.pool == nil || j.pool[b.id] {
				u.main = append(u.main, b)
			}
		}
		all = append(all, u)
	}
	if within != nil || j.placed(cl) {
		return all
	}
	u := unit{wide: true}
	for k, e := range likely {
		if k < MaxCited && (e.kind != resume.Organization && e.kind != resume.Dates || e.entry != nil && e.entry.kind == resume.SectionEducation) {
			u.main = append(u.main, e.evidence)
		}
	}
	return append(all, u)
}

// placed reports a stretch that names an employer or a school: what it says is
// said of that entry.
func (j *judging) placed(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if len(j.c.archive.places[j.a.plain[i]]) > 0 && j.a.tokens[i].Upper && !(j.a.first(i) && j.a.words[i].common) {
			return true
		}
	}
	return false
}

// verdict is what came of one stretch.
type verdict struct {
	faults   []edit.Unsupported
	formulas []string
	used     []*evidence
	entry    *entry
	covered  int
}

func (v *verdict) clean() bool { return len(v.faults) == 0 }

// better reports whether an attempt leaves less open than another.
func (v *verdict) better(other *verdict) bool {
	mine, theirs := v.hard(), other.hard()
	if mine != theirs {
		return mine < theirs
	}
	if len(v.faults) != len(other.faults) {
		return len(v.faults) < len(other.faults)
	}
	return v.covered > other.covered
}

// contradicted reports a fact that has all of a claim, but says otherwise.
func (v *verdict) contradicted() bool {
	said := false
	for _, f := range v.faults {
		switch f.Kind {
		case "negation", "hedge", "scope", "direction", "date":
			said = true
		case "content", "skill", "organization":
			return false
		}
	}
	return said
}

func (v *verdict) hard() int {
	n := 0
	for _, f := range v.faults {
		if hard(f) {
			n++
		}
	}
	return n
}

func (v verdict) with(other verdict) verdict {
	v.faults = append(slices.Clip(v.faults), other.faults...)
	v.formulas = append(slices.Clip(v.formulas), other.formulas...)
	v.used = append(slices.Clip(v.used), other.used...)
	return v
}
