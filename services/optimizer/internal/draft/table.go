package draft

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/ground"
	"github.com/sartor-cv/sartor/services/optimizer/internal/letter"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

// Table is a source and a brief laid out to be worked on. It is not for
// concurrent use.
type Table struct {
	Document resume.Document
	Job      match.Job
	Checker  *ground.Checker
}

// Open reads a source and a brief.
func Open(s Source, b Brief) *Table {
	t := &Table{Document: s.Document(), Job: match.Read(match.Posting{Text: b.Job, Title: b.Title, Company: b.Company})}
	t.Checker = ground.New(t.Document, t.Job.Text).Addressed(t.Job.Title, t.Job.Company)
	return t
}

// Steps makes steps of operations, each with a name of its own. Each fact that
// is dropped is a step, so that each can be taken back.
func Steps(ops []edit.Checked) []Step {
	steps := make([]Step, 0, len(ops))
	for _, c := range ops {
		if c.Op.Kind == edit.Keep {
			continue
		}
		if c.Op.Kind != edit.Drop {
			steps = append(steps, Step{Checked: c})
			continue
		}
		for _, id := range c.Op.Facts {
			one := c
			one.Op.Facts = []string{id}
			steps = append(steps, Step{Checked: one})
		}
	}
	for i := range steps {
		steps[i].ID = "c" + strconv.Itoa(i+1)
	}
	return steps
}

// Make carries the steps of a draft out and checks the whole once more.
func (t *Table) Make(d Draft) Draft {
	standing := standing(d.Steps)
	final := edit.Apply(t.Document, standing)
	vain := d.Vain
	if bad := t.Checker.Audit(final); len(bad) > 0 {
		// Single operations passed and the whole doesn't: the words go, the
		// order stays.
		vain.Claims, vain.Refused = vain.Claims+len(bad), append(slices.Clone(vain.Refused), bad...)
		standing = wordless(standing)
		if final = edit.Apply(t.Document, standing); len(t.Checker.Audit(final)) > 0 {
			standing = nil
			final = edit.Apply(t.Document, nil)
		}
	}
	language := letter.Base(cmp.Or(d.Brief.Language, t.Document.Language))
	d.Made = Made{
		Document: final.Document, Parts: paragraphs(standing), Dropped: t.dropped(final),
		Match:   match.Rate(t.Job, t.Document, final.Document, vain.Texts).In(language),
		Changes: changes(d, final.Changes),
	}
	d.Made.Match.Explanation = append(d.Made.Match.Explanation, d.Brief.Notes...)
	d.Made.Letter = t.letter(d.Brief, final)
	d.Made.Grounding = Grounding{Checked: vain.Claims, Unsupported: distinct(vain.Refused)}
	d.Made.Grounding.Supported = max(0, vain.Claims-len(vain.Refused))
	d.Made.Grounding.Questions = t.questions(d, language)
	d.Report = t.report(d, final)
	return d
}

// distinct leaves out what was said before: a model that is asked again may say the
// same again.
func distinct(refused []edit.Unsupported) []edit.Unsupported {
	all, said := []edit.Unsupported{}, map[edit.Unsupported]bool{}
	for _, u := range refused {
		if !said[u] {
			said[u] = true
			all = append(all, u)
		}
	}
	return all
}

func standing(steps []Step) []edit.Checked {
	var all []edit.Checked
	for _, s := range steps {
		if !s.Rejected {
			all = append(all, s.Checked)
		}
	}
	return all
}

// wordless leaves out every operation that writes.
func wordless(ops []edit.Checked) (rest []edit.Checked) {
	for _, c := range ops {
		if c.Op.Text == "" {
			rest = append(rest, c)
		}
	}
	return rest
}

func paragraphs(ops []edit.Checked) []Paragraph {
	all := []Paragraph{}
	for _, c := range ops {
		if c.Op.Kind == edit.Letter && c.Safe != "" {
			all = append(all, Paragraph{ID: c.ID, Text: c.Safe})
		}
	}
	return all
}

// dropped lists what the result doesn't have of the source, but for what a
// statement, or the new summary, says again in its place.
func (t *Table) dropped(r edit.Result) []Dropped {
	var said strings.Builder
	for _, f := range r.Document.Facts {
		if f.Kind == resume.Summary {
			said.WriteString(f.Text + " ")
		}
	}
	all, summary := []Dropped{}, said.String()
	for _, f := range r.Dropped {
		if f.Stated || f.Kind == resume.Summary && strings.Contains(summary, strings.TrimRight(f.Text, ". ")) {
			continue
		}
		s, _ := t.Document.Section(f.Section)
		all = append(all, Dropped{ID: f.ID, Section: s.Heading, Text: f.Text})
	}
	return all
}

// changes lists what was rejected beside what was done, in the order of steps.
func changes(d Draft, done []edit.Change) []edit.Change {
	all := append([]edit.Change{}, done...)
	for _, s := range d.Steps {
		if !s.Rejected {
			continue
		}
		for _, c := range d.Made.Changes { // of the draft before
			if c.ID == s.ID {
				c.Rejected = true
				all = append(all, c)
			}
		}
	}
	place := map[string]int{}
	for i, s := range d.Steps {
		place[s.ID] = i
	}
	slices.SortStableFunc(all, func(a, b edit.Change) int { return place[a.ID] - place[b.ID] })
	return all
}

func (t *Table) letter(b Brief, r edit.Result) string {
	if !b.Letter || len(r.Letter) == 0 {
		return ""
	}
	if !b.Framed {
		return r.LetterMarkdown()
	}
	name, _ := t.Document.First(resume.Name)
	return letter.Markdown(letter.Letter{Paragraphs: r.Letter, Name: name.Text, Language: cmp.Or(b.Language, t.Document.Language), Tone: b.Tone})
}
