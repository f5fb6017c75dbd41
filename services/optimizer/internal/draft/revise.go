package draft

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/ground"
)

// Wishes are what a user wants of the next revision.
type Wishes struct {
	Accept []string // changes, by id
	Reject []string
	Edits  []Edit
}

// Edit is a text of the user's own. Target is a fact of the CV, a paragraph of
// the letter, or "summary"; without a text the target is left out.
type Edit struct {
	Target string
	Text   string
}

// SummaryTarget is the target of the CV's summary.
const SummaryTarget = "summary"

// The most that one request may hold.
const (
	MostEdits   = 100
	MostChanges = 2_000
	mostSteps   = 10_000
)

// ErrRefusedChange is the fault of accepting what the check has refused.
var ErrRefusedChange = fault.New(fault.Invalid, "change_refused",
	"the check has refused this change; edit the text instead, and confirm it if it is true")

// Revise makes the next revision of a draft.
func (d Draft) Revise(w Wishes, now time.Time) (Draft, error) {
	next := d.after(Revised, now)
	t := Open(next.Source, next.Brief)
	for i, id := range w.Reject {
		if err := next.decide(id, true); err != nil {
			return d, fault.InvalidField("body.reject["+strconv.Itoa(i)+"]", "there is no such change")
		}
	}
	for i, id := range w.Accept {
		switch err := next.decide(id, false); {
		case err == errRefused: //nolint:errorlint // our own
			return d, ErrRefusedChange.At("body.accept["+strconv.Itoa(i)+"]", "the check has refused it")
		case err != nil:
			return d, fault.InvalidField("body.accept["+strconv.Itoa(i)+"]", "there is no such change")
		}
	}
	for i, e := range w.Edits {
		if err := next.edit(t, e); err != nil {
			return d, fault.InvalidField("body.edits["+strconv.Itoa(i)+"]", "%s", err.Error())
		}
	}
	if len(next.Steps) > mostSteps {
		return d, fault.InvalidField("body.edits", "there are more than %d steps to this CV by now", mostSteps)
	}
	return t.remake(next), nil
}

// Restore makes a revision that is as d was, the newest being n.
func (d Draft) Restore(n int, now time.Time) Draft {
	d.Number, d.Base, d.Why, d.At = n+1, d.Number, Restored, now
	return d
}

func (d Draft) after(why string, now time.Time) Draft {
	d.Base, d.Why, d.At = d.Number, why, now
	d.Number++
	d.Steps = slices.Clone(d.Steps)
	return d
}

// remake checks every step again and makes the whole.
func (t *Table) remake(d Draft) Draft {
	for i, s := range d.Steps {
		d.Steps[i].Checked = t.Checker.Check(s.Op)
		d.Steps[i].ID = s.ID
	}
	return t.Make(d)
}

var (
	errUnknown = errors.New("there is no such change")
	errRefused = errors.New("the check has refused it")
)

func (d *Draft) decide(id string, rejected bool) error {
	i := slices.IndexFunc(d.Steps, func(s Step) bool { return s.ID == id })
	switch {
	case i < 0:
		return errUnknown
	case !rejected && d.Steps[i].Verdict == edit.Reverted && d.Steps[i].Op.Kind != edit.Letter:
		return errRefused
	}
	d.Steps[i].Rejected = rejected
	return nil
}

// edit adds a step of the user's own, in the place of those on its target.
func (d *Draft) edit(t *Table, e Edit) error {
	e.Text = strings.TrimSpace(e.Text)
	switch {
	case len(e.Text) > ground.MaxText:
		return fmt.Errorf("longer than %d bytes", ground.MaxText)
	case strings.ContainsFunc(e.Text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }):
		return errors.New("no control characters")
	case e.Target == SummaryTarget:
		return d.editSummary(t, e.Text)
	}
	if i := slices.IndexFunc(d.Steps, func(s Step) bool { return s.ID == e.Target && s.Op.Kind == edit.Letter }); i >= 0 {
		return d.editLetter(t, i, e.Text)
	}
	f, ok := t.Document.Fact(e.Target)
	switch {
	case !ok:
		return fmt.Errorf("target must be a fact of the CV, a paragraph of the letter or %q", SummaryTarget)
	case f.Kind == resume.Summary:
		return d.editSummary(t, e.Text)
	case f.Kind.Identity() || f.Kind == resume.Skill && e.Text != "":
		return fmt.Errorf("a %s is only ever copied from the CV", f.Kind)
	}
	d.supersede(func(op edit.Op) bool {
		return (op.Kind == edit.Rewrite || op.Kind == edit.Drop) && op.Facts[0] == f.ID
	})
	op := edit.Op{Kind: edit.Rewrite, Facts: t.beside(f), Text: oneLine(e.Text)}
	if e.Text == "" {
		op = edit.Op{Kind: edit.Drop, Facts: []string{f.ID}}
	}
	d.add(op)
	return nil
}

func (d *Draft) editSummary(t *Table, text string) error {
	d.supersede(func(op edit.Op) bool {
		f, _ := t.Document.Fact(op.Facts[0])
		return op.Kind == edit.Summary || op.Kind == edit.Drop && f.Kind == resume.Summary
	})
	if text != "" {
		d.add(edit.Op{Kind: edit.Summary, Facts: t.cited(text, false), Text: oneLine(text)})
		return nil
	}
	for _, f := range t.Document.Facts {
		if f.Kind == resume.Summary {
			d.add(edit.Op{Kind: edit.Drop, Facts: []string{f.ID}})
		}
	}
	return nil
}

func (d *Draft) editLetter(t *Table, i int, text string) error {
	if text == "" {
		d.Steps[i].Rejected = true
		return nil
	}
	s := Step{Checked: edit.Checked{ID: d.name(), Op: edit.Op{Kind: edit.Letter, Facts: t.cited(text, true), Text: text}}, Mine: true}
	if d.Steps[i].Mine {
		d.Steps[i] = s
		return nil
	}
	d.Steps[i].Rejected = true
	d.Steps = slices.Insert(d.Steps, i+1, s)
	return nil
}

// supersede rejects what was proposed for a target, and forgets what the user
// proposed before.
func (d *Draft) supersede(same func(edit.Op) bool) {
	d.Steps = slices.DeleteFunc(d.Steps, func(s Step) bool { return s.Mine && len(s.Op.Facts) > 0 && same(s.Op) })
	for i, s := range d.Steps {
		if len(s.Op.Facts) > 0 && same(s.Op) {
			d.Steps[i].Rejected = true
		}
	}
}

func (d *Draft) add(op edit.Op) {
	d.Steps = append(d.Steps, Step{Checked: edit.Checked{ID: d.name(), Op: op}, Mine: true})
}

// name is one that no step of the user's has yet.
func (d *Draft) name() string {
	most := 0
	for _, s := range d.Steps {
		if n, err := strconv.Atoi(strings.TrimPrefix(s.ID, "u")); err == nil {
			most = max(most, n)
		}
	}
	return "u" + strconv.Itoa(most+1)
}

// beside is a fact and those of its entry, which its new words may rest on.
func (t *Table) beside(f resume.Fact) []string {
	ids := []string{f.ID}
	for _, o := range t.Document.Facts {
		if o.ID != f.ID && o.Entry == f.Entry && o.Section == f.Section && o.Kind != resume.Heading && len(ids) < ground.MaxCited {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// cited finds the facts that a text rests on.
func (t *Table) cited(text string, letter bool) []string {
	var ids []string
	evidence := t.Checker.Judge(text, letter).Evidence
	for _, f := range t.Document.Facts {
		if len(ids) < ground.MaxCited && slices.Contains(evidence, t.Document.Span(f)) {
			ids = append(ids, f.ID)
		}
	}
	for _, f := range t.Document.Facts {
		if len(ids) == 0 && f.Kind != resume.Heading && f.Kind != resume.Contact {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
