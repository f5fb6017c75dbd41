// Package rules tailors a CV without any model: it orders, selects and quotes.
//
// Whatever it writes is made of the CV's own facts, so that it passes the same
// check as a model's words.
package rules

import (
	"cmp"
	"slices"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

// Label is how results of this package are marked.
const Label = "offline rules, no AI"

// Options are the caller's wishes.
type Options struct {
	Tone     string // neutral, formal or warm
	Letter   bool
	Language string // BCP 47, of the letter's frame and the reasons; empty for the CV's

	// MaxBullets is how many bullets a job keeps; 0 keeps all. What is left
	// out is the least relevant, never all of a job.
	MaxBullets int
}

// Plan makes a plan for this CV and job. What it says itself is in the language
// that is asked for, or the CV's, where that is English, German, French or Spanish,
// else in English. What it quotes, and the CV, stay in the CV's: it doesn't translate.
func Plan(d resume.Document, job match.Job, o Options) edit.Plan {
	p := planner{
		doc: d, job: job, options: o, ranker: match.NewRanker(job, d.Language), speech: speeches[d.Language], frame: framed(o.Language, d.Language),
		facts: make(map[string]resume.Fact, len(d.Facts)), relevance: map[string]float64{},
	}
	for _, f := range d.Facts {
		p.facts[f.ID] = f
		if f.Kind.Prose() || f.Kind == resume.Skill {
			p.relevance[f.ID] = p.ranker.Relevance(f.Text)
		}
	}
	p.skills = p.wanted()
	p.summary()
	for _, s := range d.Sections {
		p.section(s)
	}
	if o.Letter {
		p.letter()
	}
	return edit.Plan{Ops: p.ops}
}

type planner struct {
	doc       resume.Document
	job       match.Job
	options   Options
	ranker    match.Ranker
	speech    *speech // the CV's; nil where we don't speak it
	frame     *speech // of what makes no claim
	facts     map[string]resume.Fact
	relevance map[string]float64
	skills    []wanted
	ops       []edit.Op
}

func (p *planner) add(op edit.Op) { p.ops = append(p.ops, op) }

// section puts what the job asks for first: in lists of skills and in the
// bullets of each job.
func (p *planner) section(s resume.Section) {
	if s.Kind == resume.SectionSkills {
		for _, run := range p.runs(s.Facts, resume.Skill) {
			p.reorder(run, p.reasons().skills)
		}
	}
	for _, e := range s.Entries {
		for _, run := range p.runs(e.Body, resume.Bullet) {
			p.reorder(run, p.reasons().bullets)
		}
		p.limit(e)
	}
}

// runs are the stretches of a list with facts of one kind and label.
func (p *planner) runs(ids []string, kind resume.Kind) [][]string {
	var all [][]string
	var run []string
	for _, id := range ids {
		f := p.facts[id]
		if f.Kind == kind && (len(run) == 0 || p.facts[run[0]].Label == f.Label) {
			run = append(run, id)
			continue
		}
		all = append(all, run)
		run = nil
		if f.Kind == kind {
			run = []string{id}
		}
	}
	all = append(all, run)
	return slices.DeleteFunc(all, func(r []string) bool { return len(r) < 2 })
}

func (p *planner) reorder(run []string, reason string) {
	sorted := slices.Clone(run)
	p.sort(sorted)
	if !slices.Equal(sorted, run) {
		p.add(edit.Op{Kind: edit.Reorder, Facts: sorted, Reason: reason})
	}
}

// sort puts the most relevant first; the equally relevant stay as they are.
func (p *planner) sort(ids []string) {
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(p.relevance[b], p.relevance[a]) })
}

// limit leaves out the least relevant bullets of a job that has too many.
func (p *planner) limit(e resume.Entry) {
	if p.options.MaxBullets < 1 {
		return
	}
	var bullets []string
	for _, id := range e.Body {
		if p.facts[id].Kind == resume.Bullet {
			bullets = append(bullets, id)
		}
	}
	if len(bullets) <= p.options.MaxBullets {
		return
	}
	p.sort(bullets)
	p.add(edit.Op{Kind: edit.Drop, Facts: bullets[p.options.MaxBullets:], Reason: p.reasons().dropped})
}
