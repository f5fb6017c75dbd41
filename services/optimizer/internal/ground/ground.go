// Package ground checks that what was written rests on what the CV says.
//
// It knows no model and no luck: the same words over the same CV get the same
// verdict. A claim passes only if every number, name, title, skill and scope in
// it is found in the entry of the facts it cites, and no other word says
// something that the facts don't.
package ground

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// MaxText is the longest text of one operation, in bytes; longer is refused.
const MaxText = 8_000

// MaxCited is how many facts one text may cite: who cites everything proves
// nothing.
const MaxCited = 64

// Checker checks operations over one CV and one job. It is not for concurrent
// use.
type Checker struct {
	doc       resume.Document
	job       employer
	v         *lexicon // nil for languages that we don't know
	facts     map[string]resume.Fact
	name      []string // the candidate's
	literal   map[string][]string
	titles    map[string]map[string]bool // by their words, of which entries
	archive   *archive
	headlines []*evidence
}

// New returns a checker. The job's text is what a cover letter may quote when
// it speaks about the employer; it proves nothing about the candidate.
func New(d resume.Document, job string) *Checker {
	c := &Checker{doc: d, v: lexicons[d.Language], facts: map[string]resume.Fact{}}
	for _, f := range d.Facts {
		c.facts[f.ID] = f
	}
	c.name, c.literal = c.nameWords(), literals(d.Facts)
	c.titles = titlesOf(d.Facts)
	c.archive = newArchive(d, c.v)
	for _, e := range c.archive.order {
		if e.kind == resume.Headline {
			c.headlines = append(c.headlines, e)
		}
	}
	c.job = newEmployer(job)
	return c
}

// Addressed tells the checker the position and the company that a letter is
// for, as the caller or the job's text names them. The letter may name them;
// they prove nothing about the candidate.
func (c *Checker) Addressed(title, company string) *Checker {
	c.job.title, c.job.company = plainWords(title), plainWords(company)
	return c
}

// CheckAll checks a whole plan.
func (c *Checker) CheckAll(p edit.Plan) []edit.Checked {
	all := make([]edit.Checked, 0, len(p.Ops))
	for _, op := range p.Ops {
		all = append(all, c.Check(op))
	}
	return all
}

// Check returns the operation with its verdict, the evidence, and the claims
// that have none.
func (c *Checker) Check(op edit.Op) edit.Checked {
	r := edit.Checked{Op: op, Verdict: edit.Reverted, Evidence: []resume.Span{}, Unsupported: []edit.Unsupported{}}
	if bad, ok := c.refused(op); ok {
		r.Unsupported = append(r.Unsupported, bad)
		return r
	}
	switch op.Kind {
	case edit.Keep, edit.Drop, edit.Reorder:
		r.Verdict = edit.Verbatim
		return r
	case edit.Rewrite, edit.Summary, edit.Letter:
		c.text(&r, c.cited(op.Facts))
		return r
	default:
		r.Unsupported = append(r.Unsupported, edit.Unsupported{Text: string(op.Kind), Kind: "citation", Reason: "there is no such operation"})
		return r
	}
}

// refused reports what is wrong with an operation before its words are read.
func (c *Checker) refused(op edit.Op) (edit.Unsupported, bool) {
	bad := func(kind, text, reason string) (edit.Unsupported, bool) {
		return edit.Unsupported{Text: text, Kind: kind, Reason: reason}, true
	}
	if len(op.Facts) == 0 && op.Kind != edit.Letter {
		return bad("citation", op.Text, "it cites no fact")
	}
	for _, id := range op.Facts {
		f, ok := c.facts[id]
		switch {
		case !ok:
			return bad("citation", id, "the CV has no such fact")
		case op.Kind == edit.Drop && f.Kind.Identity():
			return bad("identity", f.Text, "a "+string(f.Kind)+" is never left out")
		case op.Kind == edit.Rewrite && f.Entry != c.facts[op.Facts[0]].Entry && !c.head(f):
			return bad("citation", id, "it is of another entry")
		}
	}
	writes := op.Kind == edit.Rewrite || op.Kind == edit.Summary || op.Kind == edit.Letter
	switch {
	case op.Kind == edit.Rewrite && !c.facts[op.Facts[0]].Kind.Prose():
		return bad("identity", c.facts[op.Facts[0]].Text, "a "+string(c.facts[op.Facts[0]].Kind)+" is only ever copied")
	case writes && len(op.Facts) > MaxCited:
		return bad("citation", "", "it cites too many facts")
	case writes && strings.TrimSpace(op.Text) == "":
		return bad("content", "", "it says nothing")
	case writes && len(op.Text) > MaxText:
		return bad("content", op.Text[:60], "it is too long")
	}
	return edit.Unsupported{}, false
}

// cited are the facts that may prove an operation's text: those that it names,
// and the heads of their entries.
func (c *Checker) cited(ids []string) map[string]bool {
	pool := map[string]bool{}
	for _, id := range ids {
		pool[id] = true
		if e := c.archive.facts[id]; e != nil && e.entry != nil {
			for _, h := range e.entry.head {
				pool[h.id] = true
			}
		}
	}
	return pool
}

// head reports what any entry may rest on: what the person calls themselves,
// and what they stated about none.
func (c *Checker) head(f resume.Fact) bool {
	return f.Entry == "" && (f.Kind == resume.Headline || f.Stated)
}

// text checks an operation's words, sentence by sentence.
func (c *Checker) text(r *edit.Checked, pool map[string]bool) {
	spans := spanSet{}
	if id, ok := c.verbatim(r.Op.Text, r.Op.Facts); ok {
		spans.add(c.doc.Span(c.facts[id]))
		r.Verdict, r.Safe, r.Claims, r.Evidence = edit.Verbatim, r.Op.Text, 1, spans.sorted()
		return
	}
	verbatim := true
	text := spaces.ReplaceAllString(r.Op.Text, " ")
	safe := text
	for _, p := range words.Sentences(text) {
		s := text[p.Start:p.End]
		r.Claims++
		o := c.sentence(s, r.Op, pool)
		r.Unsupported = append(r.Unsupported, o.unsupported...)
		r.Formulas = append(r.Formulas, o.formulas...)
		if len(o.unsupported) > 0 {
			safe = without(safe, s)
			continue
		}
		verbatim = verbatim && o.verbatim
		for _, id := range o.used {
			spans.add(c.doc.Span(c.facts[id]))
		}
	}
	r.Evidence = spans.sorted()
	if r.Op.Kind == edit.Rewrite && len(r.Unsupported) == 0 && !c.saysSomething(r.Op) {
		r.Unsupported = append(r.Unsupported, edit.Unsupported{Text: r.Op.Text, Kind: "content", Reason: "nothing is left of what the cited facts say"})
	}
	switch {
	case len(r.Unsupported) == 0 && verbatim:
		r.Verdict, r.Safe = edit.Verbatim, r.Op.Text
	case len(r.Unsupported) == 0:
		r.Verdict, r.Safe = edit.Supported, r.Op.Text
	case r.Op.Kind != edit.Rewrite:
		r.Safe = strings.TrimSpace(safe)
	}
}

// without cuts a sentence out of a text, with the list sign before it.
func without(text, sentence string) string {
	before, after, ok := strings.Cut(text, sentence)
	if !ok {
		return text
	}
	before = strings.TrimRight(before, " -•*")
	return before + after
}

// saysSomething reports whether a text has at least one telling word of the
// facts that it cites.
func (c *Checker) saysSomething(op edit.Op) bool {
	a := analyse(op.Text, c.archive.v)
	for _, id := range op.Facts {
		e := c.archive.facts[id]
		for i := range a.tokens {
			if !a.stop[i] && (e.mentions(a, i) || a.counted[i] != 0) {
				return true
			}
		}
	}
	return false
}

var spaces = regexp.MustCompile(`[ \t]+`)

// outcome is what came of one sentence.
type outcome struct {
	unsupported []edit.Unsupported
	formulas    []string
	used        []string // facts
	verbatim    bool
}

func (o *outcome) refuse(kind, text, reason string) {
	o.unsupported = append(o.unsupported, edit.Unsupported{Text: text, Kind: kind, Reason: reason})
}

func (c *Checker) sentence(s string, op edit.Op, pool map[string]bool) outcome {
	if id, ok := c.verbatim(s, op.Facts); ok {
		return outcome{verbatim: true, used: []string{id}}
	}
	var o outcome
	c.links(s, &o)
	if op.Kind == edit.Letter {
		s = c.unquoted(s, op.Facts, &o)
	}
	c.claims(s, op, pool, &o)
	if title, other := c.otherRole(s, o.used); other {
		o.refuse("title", title, "what was done under another title is told of this one")
	}
	if name, other := c.elsewhere(s, o.used); other {
		o.refuse("organization", name, "what was done elsewhere is told of this place")
	}
	return o
}

// verbatim finds the cited fact that says exactly this, as a whole or as
// whole sentences.
func (c *Checker) verbatim(s string, ids []string) (string, bool) {
	same := c.literal[literally(s)]
	if len(same) == 0 {
		return "", false
	}
	if len(ids) > len(same) {
		ids, same = same, ids
	}
	for _, id := range ids[:min(len(ids), MaxCited)] {
		if slices.Contains(same, id) {
			return id, true
		}
	}
	return "", false
}

// literals are the facts by their words, and by those of each sentence.
func literals(facts []resume.Fact) map[string][]string {
	all := map[string][]string{}
	note := func(s, id string) {
		if k := literally(s); k != "" && (len(all[k]) == 0 || all[k][len(all[k])-1] != id) {
			all[k] = append(all[k], id)
		}
	}
	for _, f := range facts {
		note(f.Text, f.ID)
		if pieces := words.Sentences(f.Text); len(pieces) > 1 {
			for _, p := range pieces {
				note(f.Text[p.Start:p.End], f.ID)
			}
		}
	}
	return all
}

func literally(s string) string {
	return strings.Join(plainWords(strings.Join(strings.Fields(s), " ")), " ")
}

// plainWords are a text's words without case and accents; signs that change a
// meaning are kept.
func plainWords(s string) []string {
	var all []string
	last := 0
	for _, t := range words.Tokens(s) {
		for _, r := range s[last:max(last, t.Start)] {
			if strings.ContainsRune("%$€£+<>~≈×@", r) {
				all = append(all, string(r))
			}
		}
		last = t.End
		all = append(all, words.Plain(t.Text))
	}
	for _, r := range s[last:] {
		if strings.ContainsRune("%$€£+<>~≈×@", r) {
			all = append(all, string(r))
		}
	}
	return all
}

type spanSet map[resume.Span]bool

func (s spanSet) add(span resume.Span) {
	if span.End > span.Start {
		s[span] = true
	}
}

func (s spanSet) sorted() []resume.Span {
	all := make([]resume.Span, 0, len(s))
	for span := range s {
		all = append(all, span)
	}
	slices.SortFunc(all, func(a, b resume.Span) int { return a.Start - b.Start })
	return all
}
