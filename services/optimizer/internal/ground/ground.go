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
	doc     resume.Document
	job     employer
	v       *vocabulary
	facts   map[string]resume.Fact
	entries map[string]resume.Entry
	known   map[string]*analysis // facts that were analysed
}

// New returns a checker. The job's text is what a cover letter may quote when
// it speaks about the employer; it proves nothing about the candidate.
func New(d resume.Document, job string) *Checker {
	c := &Checker{
		doc: d, v: vocabularies[d.Language], facts: map[string]resume.Fact{}, entries: map[string]resume.Entry{}, known: map[string]*analysis{},
	}
	for _, f := range d.Facts {
		c.facts[f.ID] = f
	}
	for _, s := range d.Sections {
		for _, e := range s.Entries {
			c.entries[e.ID] = e
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
		c.text(&r)
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

func (c *Checker) head(f resume.Fact) bool { return f.Entry == "" && f.Kind == resume.Headline }

// text checks an operation's words, sentence by sentence.
func (c *Checker) text(r *edit.Checked) {
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
		o := c.sentence(s, r.Op)
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
	if r.Op.Kind != edit.Letter && len(r.Unsupported) == 0 && !c.saysSomething(r.Op) {
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
	said := map[string]bool{}
	for _, w := range plainWords(op.Text) {
		said[w] = true
	}
	for _, id := range op.Facts {
		for _, w := range plainWords(c.facts[id].Text) {
			if len(w) > 2 && said[w] && !words.Stop(w, c.doc.Language) {
				return true
			}
		}
	}
	return len(said) > 0 && c.v != nil && len(op.Text) > 20
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

func (c *Checker) sentence(s string, op edit.Op) outcome {
	if id, ok := c.verbatim(s, op.Facts); ok {
		return outcome{verbatim: true, used: []string{id}}
	}
	var o outcome
	c.links(s, &o)
	if op.Kind == edit.Letter {
		s = c.unquoted(s, op.Facts, &o)
		if c.formal(s) {
			return o
		}
	}
	if c.v == nil {
		o.refuse("language", s, "in this CV's language only the source's own words pass")
		return o
	}
	c.claims(s, op, &o)
	if l := words.Detect(s); len(o.unsupported) > 2 && l != "und" && l != c.doc.Language {
		o.unsupported = nil
		o.refuse("language", s, "it is in another language than the CV")
	}
	return o
}

// verbatim finds the cited fact that says exactly this, as a whole or as
// whole sentences.
func (c *Checker) verbatim(s string, ids []string) (string, bool) {
	want := plainWords(strings.Join(strings.Fields(s), " "))
	if len(want) == 0 {
		return "", false
	}
	for _, id := range ids {
		text := c.facts[id].Text
		if slices.Equal(plainWords(text), want) {
			return id, true
		}
		for _, p := range words.Sentences(text) {
			if slices.Equal(plainWords(text[p.Start:p.End]), want) {
				return id, true
			}
		}
	}
	return "", false
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
