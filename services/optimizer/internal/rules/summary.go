package rules

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// wanted is a skill that the job asks for and the CV lists.
type wanted struct {
	fact string
	text string // as the CV writes it
	must bool

	asked string // as the job writes it; empty where it asks for something more general
}

// maxNamed is how many skills a sentence names.
const maxNamed = 5

// fewWanted is how many skills that the job names leave out those that only
// prove something more general.
const fewWanted = 3

// wanted finds the listed skills that the job asks for: those that it names,
// required ones first, then those that prove something more general. Each is written as the CV writes it; what the CV hedges is left out.
func (p *planner) wanted() []wanted {
	var all []wanted
	for _, f := range p.doc.Facts {
		if f.Kind != resume.Skill || len(strings.Fields(f.Text)) > 3 || strings.ContainsAny(f.Text, "():;.") {
			continue
		}
		hits := skill.Find(f.Text)
		if len(hits) != 1 || hits[0].Start != 0 || hits[0].End != len(f.Text) {
			continue // more than the bare name: "basic Rust"
		}
		if q, exact, ok := match.Wants(p.job, f.Text); ok && !slices.ContainsFunc(all, func(w wanted) bool { return w.text == f.Text }) {
			w := wanted{fact: f.ID, text: f.Text, must: q.Must}
			if exact {
				w.asked = q.Text
			}
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(a, b wanted) int { return b.worth() - a.worth() })
	if n := slices.IndexFunc(all, func(w wanted) bool { return w.asked == "" }); n >= fewWanted {
		all = all[:n]
	}
	return all
}

func (w wanted) worth() (n int) {
	if w.asked != "" {
		n += 2
	}
	if w.must {
		n++
	}
	return n
}

// summary keeps the CV's own summary and adds the skills that the job asks
// for; where the CV has none, it says who the person is and for how long.
func (p *planner) summary() {
	if p.speech == nil {
		return
	}
	var sentences, cited []string
	var texts []string
	for _, f := range p.doc.Facts {
		if f.Kind == resume.Summary {
			texts = append(texts, f.Text)
			sentences = append(sentences, f.Text)
			cited = append(cited, f.ID)
		}
	}
	own := strings.Join(texts, " ")
	if own == "" {
		if s, id := p.who(); s != "" {
			sentences, cited = append(sentences, s), append(cited, id)
		}
	}
	names, facts := p.unnamed(own)
	if len(names) > 0 {
		sentences = append(sentences, fill(p.speech.skills, "list", p.speech.listing(names)))
		cited = append(cited, facts...)
	}
	if len(names) == 0 && own != "" || len(sentences) == 0 || len(own) > 6_000 {
		return
	}
	p.add(edit.Op{Kind: edit.Summary, Facts: cited, Text: strings.Join(stopped(sentences), " "), Reason: p.reasons().summary})
}

// stopped ends each sentence with a full stop, so that they stay apart.
func stopped(sentences []string) []string {
	for i, s := range sentences {
		if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "!") && !strings.HasSuffix(s, "。") {
			sentences[i] = s + "."
		}
	}
	return sentences
}

// unnamed are the wanted skills that a text doesn't name yet.
func (p *planner) unnamed(text string) (names, facts []string) {
	has := skill.Names(text)
	for _, w := range p.skills {
		own := skill.Names(w.text)
		if len(names) == maxNamed || len(own) > 0 && slices.Contains(has, own[0]) {
			continue
		}
		names, facts = append(names, w.text), append(facts, w.fact)
	}
	return names, facts
}

// who is the headline, or the latest title, with the years that the dates
// prove.
func (p *planner) who() (sentence, fact string) {
	f, ok := p.doc.First(resume.Headline)
	if !ok || !short(f.Text) {
		f, ok = p.doc.First(resume.Title)
	}
	s, _ := p.doc.Section(f.Section)
	if !ok || !short(f.Text) || f.Kind == resume.Title && s.Kind != resume.SectionExperience {
		return "", ""
	}
	var ranges []resume.Range
	for _, s := range p.doc.Sections {
		if s.Kind != resume.SectionExperience {
			continue
		}
		for _, e := range s.Entries {
			ranges = append(ranges, e.Range)
		}
	}
	if n := resume.Tenure(ranges, p.doc.Today) / 12; n >= 2 {
		return fill(p.speech.years, "title", f.Text, "n", number(n)), f.ID
	}
	return f.Text + ".", f.ID
}

// short reports whether a text is a plain title that a sentence can hold.
func short(s string) bool {
	return len(strings.Fields(s)) <= 6 && !strings.ContainsAny(s, ".:;–—|·•/()\"“”0123456789@")
}
