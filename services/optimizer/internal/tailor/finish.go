package tailor

import (
	"fmt"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/letter"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rules"
)

// finish applies what was checked, checks the whole once more and scores it.
func (p *piece) finish(ops []edit.Checked) (Result, error) {
	final := edit.Apply(p.doc, ops)
	if bad := p.checker.Audit(final); len(bad) > 0 {
		// Single operations passed and the whole doesn't: the words go, the
		// order stays.
		p.checked = append(p.checked, edit.Checked{Unsupported: bad, Claims: len(bad)})
		final = edit.Apply(p.doc, wordless(ops))
		if bad = p.checker.Audit(final); len(bad) > 0 {
			final = edit.Apply(p.doc, nil)
		}
	}
	text, note := p.coverLetter(final)
	r, err := p.result(final)
	r.CoverLetterMarkdown = text
	if note != "" {
		r.Match.Explanation = append(r.Match.Explanation, note)
	}
	return r, err
}

// coverLetter returns the letter, and a note where it isn't by whom one would
// think.
func (p *piece) coverLetter(final edit.Result) (text, note string) {
	switch {
	case !p.order.Options.Letter():
		return "", ""
	case p.by[prompt.Letter].Provider == llm.KindOffline:
		return final.LetterMarkdown(), ""
	case len(final.Letter) == 0:
		return p.ruledLetter(), "The cover letter was composed by rules: nothing in the model's letter was proven by the CV."
	}
	name, _ := p.doc.First(resume.Name)
	return letter.Markdown(letter.Letter{
		Paragraphs: final.Letter, Name: name.Text,
		Language: or(p.order.Options.Language, p.doc.Language), Tone: p.order.Options.Tone,
	}), ""
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

// ruledLetter is the letter that the rules write, checked like any other.
func (p *piece) ruledLetter() string {
	plan := rules.Plan(p.doc, p.job, rules.Options{Tone: p.order.Options.Tone, Letter: true})
	var ops []edit.Checked
	for _, op := range plan.Ops {
		if op.Kind == edit.Letter {
			ops = append(ops, p.checker.Check(op))
		}
	}
	r := edit.Apply(p.doc, ops)
	if len(p.checker.Audit(r)) > 0 {
		return ""
	}
	return r.LetterMarkdown()
}

func (p *piece) result(final edit.Result) (Result, error) {
	json, err := resume.JSON(final.Document)
	if err != nil {
		return Result{}, fmt.Errorf("write the CV as JSON Resume: %w", err)
	}
	r := Result{
		CVMarkdown: resume.Markdown(final.Document), Resume: json,
		Match:   match.Rate(p.job, p.doc, final.Document, p.claimed()),
		Changes: final.Changes, Grounding: p.grounding(), Written: p.written(),
	}
	r.Grounding.Questions = questions(r.Match.Missing)
	if p.by[prompt.CV].Provider == llm.KindOffline {
		r.Match.Explanation = append(r.Match.Explanation, "Made by "+rules.Label+".")
	}
	return r, nil
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

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// grounding sums the checks up.
func (p *piece) grounding() Grounding {
	g := Grounding{Unsupported: []edit.Unsupported{}, Questions: []string{}}
	for _, c := range p.checked {
		g.Checked += max(c.Claims, len(c.Unsupported))
		g.Unsupported = append(g.Unsupported, c.Unsupported...)
	}
	g.Supported = max(0, g.Checked-len(g.Unsupported))
	return g
}

// claimed is everything that was said in vain.
func (p *piece) claimed() (texts []string) {
	for _, c := range p.checked {
		if len(c.Unsupported) > 0 {
			texts = append(texts, c.Op.Text)
		}
		for _, u := range c.Unsupported {
			texts = append(texts, u.Text)
		}
	}
	return texts
}

const mostQuestions = 5

func questions(missing []string) []string {
	all := []string{}
	for _, m := range missing[:min(len(missing), mostQuestions)] {
		all = append(all, fmt.Sprintf("The job asks for %s, and the CV says nothing about it. If you have experience with it, add where and what you did.", m))
	}
	return all
}
