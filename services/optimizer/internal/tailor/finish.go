package tailor

import (
	"fmt"
	"slices"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rules"
)

// finish makes the first draft of what was checked.
func (p *piece) finish(ops []edit.Checked) draft.Draft {
	p.brief.Framed = p.by[prompt.Letter].Provider != llm.KindOffline
	if p.by[prompt.CV].Provider == llm.KindOffline {
		p.brief.Notes = []string{"Made by " + rules.Label + "."}
	}
	if p.brief.Letter && p.brief.Framed && !slices.ContainsFunc(ops, stands) {
		ops = append(ops, p.ruledLetter()...)
		p.brief.Framed = false
		p.brief.Notes = append(p.brief.Notes, "The cover letter was composed by rules: nothing in the model's letter was proven by the CV.")
	}
	return p.table.Make(draft.Draft{
		Number: 1, Why: draft.First, At: p.Now().UTC(),
		Source: p.source, Brief: p.brief, Steps: draft.Steps(ops), Vain: p.vain(), Written: p.written(),
	})
}

// stands reports whether something of a letter's paragraph may stand.
func stands(c edit.Checked) bool { return c.Op.Kind == edit.Letter && c.Safe != "" }

// ruledLetter is the letter that the rules write, checked like any other.
func (p *piece) ruledLetter() (ops []edit.Checked) {
	for _, op := range rules.Plan(p.doc, p.job, rules.Options{Tone: p.order.Options.Tone, Letter: true}).Ops {
		if op.Kind == edit.Letter {
			ops = append(ops, p.checker.Check(op))
		}
	}
	return ops
}

// resultOf is what a draft shows.
func resultOf(d draft.Draft) (Result, error) {
	json, err := resume.JSON(d.Made.Document)
	if err != nil {
		return Result{}, fmt.Errorf("write the CV as JSON Resume: %w", err)
	}
	m := d.Made
	return Result{
		CVMarkdown: resume.Markdown(m.Document), Resume: json, CoverLetterMarkdown: m.Letter,
		Match: m.Match, Changes: m.Changes, Grounding: m.Grounding, Revision: d.Number, Letter: m.Parts, Dropped: m.Dropped,
		Written: d.Written,
	}, nil
}

// written says who wrote what.
func (p *piece) written() (all []Author) {
	for _, part := range []prompt.Part{prompt.CV, prompt.Letter} {
		if who, ok := p.by[part]; ok {
			all = append(all, Author{Part: string(part), Provider: who.Provider, Model: who.Model})
		}
	}
	return all
}

// vain is everything that was said in vain, and how much was said at all.
func (p *piece) vain() (v draft.Vain) {
	for _, c := range p.checked {
		v.Claims += max(c.Claims, len(c.Unsupported))
		v.Refused = append(v.Refused, c.Unsupported...)
		if len(c.Unsupported) > 0 {
			v.Texts = append(v.Texts, c.Op.Text)
		}
		for _, u := range c.Unsupported {
			v.Texts = append(v.Texts, u.Text)
		}
	}
	return v
}
