package ground

import (
	"slices"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
)

// holder is what one stretch of a sentence about a career may rest on: the head
// of a job or of a degree, or one item of a list. What two holders have is
// never one claim.
type holder struct {
	entry *entry // nil for items
	facts []*evidence
	open  bool // not finished: a course in progress, what is expected
}

// holders are those of a CV, in its order.
func (a *archive) holders() []*holder {
	if a.held != nil {
		return a.held
	}
	for _, e := range a.entries {
		if len(e.head) > 0 && (e.kind == resume.SectionExperience || e.kind == resume.SectionEducation) {
			a.held = append(a.held, &holder{entry: e, facts: e.head})
		}
	}
	for _, e := range a.order {
		a.held = append(a.held, a.items(e)...)
	}
	for _, h := range a.held {
		h.open = h.entry == nil && slices.ContainsFunc(h.facts, (*evidence).unfinished) || h.entry != nil && h.entry.open(a.today)
	}
	return a.held
}

// items are the items of a list that stands outside jobs.
func (a *archive) items(e *evidence) []*holder {
	var all []*holder
	switch {
	case e.entry != nil && e.entry.kind != resume.SectionEducation && e.entry.kind != resume.SectionOther:
	case e.kind == resume.Headline, e.kind == resume.Certificate, e.entry != nil && e.unfinished() && len(e.tokens) <= 2*longestItem && !e.sentence():
		all = append(all, &holder{facts: []*evidence{e}})
	case e.kind == resume.Skill, e.kind == resume.Language, e.kind == resume.Text, e.kind == resume.Bullet:
		for _, item := range listed(e.text) {
			if part := a.item(e, item); len(part.tokens) <= longestItem && len(part.tokens) > 0 && !part.sentence() {
				all = append(all, &holder{facts: []*evidence{part}})
			}
		}
	}
	return all
}

// longestItem is how many words an item of a list has at most; what is longer
// is prose.
const longestItem = 9

// item is a part of a fact, read for itself.
func (a *archive) item(of *evidence, text string) *evidence {
	if text == of.text {
		return of
	}
	e := &evidence{id: of.id, kind: of.kind, entry: of.entry, analysis: a.read(text), words: map[string]bool{}}
	for _, w := range e.plain {
		e.words[w] = true
	}
	return e
}

// sentence reports one: what was done is no item of a list.
func (e *evidence) sentence() bool {
	return strings.HasSuffix(e.text, ".") || e.kind == resume.Bullet && e.did(clause{0, len(e.tokens)})
}

// listed cuts a list at commas and semicolons outside brackets.
func listed(text string) []string {
	var all []string
	depth, from := 0, 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case ',', ';', '·', '|':
			if depth <= 0 && !(r == ',' && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9') {
				all = append(all, strings.TrimSpace(text[from:i]))
				from = i + len(string(r))
			}
		}
	}
	return append(all, strings.TrimSpace(text[from:]))
}

// unfinished reports a course that goes on, or one that was never finished.
func (e *evidence) unfinished() bool {
	if e.kind == resume.Title || e.kind == resume.Skill || e.kind == resume.Language {
		return false
	}
	for i, t := range e.tokens {
		if e.kind == resume.Organization && !strings.ContainsAny(e.gap(max(0, i-1))+e.gap(i), ",(") {
			continue // "Progress" is a name: what is said beside one is meant
		}
		if e.is(i, ongoing) || goingOn[e.stems[i]] || completed[e.stems[i]] && i > 0 && e.is(i-1, negation) || (t.Text == "cours" || t.Text == "curso") && i > 0 && e.tokens[i-1].Text == "en" {
			return true
		}
	}
	return false
}

// open reports an education that isn't finished.
func (e *entry) open(today time.Time) bool {
	return e.kind == resume.SectionEducation &&
		(e.span.Present || max(e.span.From.Year, e.span.To.Year) > today.Year() || slices.ContainsFunc(e.head, (*evidence).unfinished))
}

var goingOn = allStems("expected progress ongoing pursuing current uncompleted unfinished discontinued incomplete", "laufend laufende voraussichtlich abgebrochen begonnen derzeit", "prévu prévue interrompu inachevé", "previsto prevista finaliza inacabado")

// job reports a holder that is a job.
func (h *holder) job() bool { return h.entry != nil && h.entry.kind == resume.SectionExperience }

// levelled reports a language, a tool or another item that may be known better
// or worse.
func (h *holder) levelled() bool { return h.entry == nil && h.facts[0].kind != resume.Headline }

// covers finds the fact that has a token of a claim as a word of its own.
func (h *holder) covers(a *analysis, i int) *evidence { //nolint:gocognit // one rule, read from top to bottom
	for _, e := range h.facts {
		if e.words[a.plain[i]] {
			return e
		}
	}
	if a.tokens[i].Number {
		return nil
	}
	for _, e := range h.facts {
		if a.tokens[i].Caps && e.abbreviates(a.plain[i]) {
			return e
		}
		for k := range e.tokens {
			switch {
			case e.tokens[k].Number:
			case a.role(i):
				if e.role(k) && e.listedAlike(k, a, i) {
					return e
				}
			case a.name(i) || a.skilled[i] != 0:
				if akin(a.stems[i], e.stems[k], a.v.language) && len(a.stems[i]) > 3 {
					return e
				}
			case akin(a.stems[i], e.stems[k], a.v.language), !a.is(i, action) && e.alike(k, a, i):
				return e
			}
		}
	}
	return nil
}

// level is the best that is said of an item; 0 for nothing.
func (h *holder) level() int {
	level := 0
	for _, e := range h.facts {
		for i, t := range e.tokens {
			level = max(level, e.v.levels[t.Text])
			if level == 0 && e.is(i, hedge) {
				level = 1
			}
		}
	}
	return level
}

// dated reports a date of a claim that is the holder's: a range is the same
// one, "since" is when it began and goes on, of what was completed it is when.
func (h *holder) dated(d resume.Found, since bool) bool {
	var own []resume.Range
	if h.entry != nil {
		own = append(own, h.entry.span)
	}
	for _, e := range h.facts {
		for _, f := range e.dates {
			own = append(own, f.Range)
		}
	}
	r := d.Range
	return slices.ContainsFunc(own, func(o resume.Range) bool {
		began, ended := within(r.From, o.From), within(r.From, o.To) || o.To.Zero() && !o.Present && within(r.From, o.From)
		switch {
		case r.Present || since && h.job():
			return began && o.Present
		case !r.To.Zero():
			return began && within(r.To, o.To)
		case h.job():
			return began || ended
		default:
			return ended
		}
	})
}

// within reports a date that says what another does, or less.
func within(said, own resume.Date) bool {
	return !own.Zero() && said.Year == own.Year && (said.Month == 0 || said.Month == own.Month)
}
