package rules

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// maxQuoted is how many bullets the letter quotes.
const maxQuoted = 3

// fewQuoted is how many it quotes even where the job has no use for them.
const fewQuoted = 2

// letter writes four paragraphs: the wish, what the job asks for and the
// bullets that answer it, the skills, the close. Claims are quotations.
func (p *planner) letter() {
	s, own := p.frame, p.frame == p.speech
	p.paragraph([]string{p.toned(s.greeting), "", p.wish(s)}, nil)
	best := p.best()
	p.quoting(s, own, best)
	p.skilled(s, own)
	lines := []string{s.enclosed + " " + p.toned(s.closing), "", p.toned(s.regards)}
	var cited []string
	if f, ok := p.doc.First(resume.Name); ok {
		lines, cited = append(lines, f.Text), []string{f.ID}
	}
	p.paragraph(lines, cited)
}

func (p *planner) paragraph(lines, cited []string) {
	if cited == nil {
		cited = []string{}
	}
	p.add(edit.Op{Kind: edit.Letter, Facts: cited, Text: strings.TrimSpace(strings.Join(lines, "\n")), Reason: p.reasons().letter})
}

// wish names the position as the job does, where that can stand in a
// sentence.
func (p *planner) wish(s *speech) string {
	fits := func(v string) bool { return v != "" && len(v) <= 90 && !strings.ContainsAny(v, ".!?\n") }
	switch {
	case fits(p.job.Title) && fits(p.job.Company):
		return s.elided(fill(s.opening, "title", p.job.Title, "company", p.job.Company))
	case fits(p.job.Title):
		return s.elided(fill(s.openingFor, "title", p.job.Title))
	default:
		return s.plain
	}
}

// best are the bullets that the job has most use for, the best first; without
// any, the first of the latest job.
func (p *planner) best() []string {
	var all []string
	for _, f := range p.doc.Facts {
		if f.Kind == resume.Bullet && f.Entry != "" && len(f.Text) <= 400 {
			all = append(all, f.ID)
		}
	}
	p.sort(all)
	n := min(maxQuoted, len(all))
	for n > fewQuoted && p.relevance[all[n-1]] == 0 {
		n--
	}
	return together(all[:n], p.facts)
}

// together puts the bullets of one entry next to each other.
func together(ids []string, facts map[string]resume.Fact) []string {
	var all []string
	for i, id := range ids {
		if slices.ContainsFunc(ids[:i], func(o string) bool { return facts[o].Entry == facts[id].Entry }) {
			continue
		}
		for _, o := range ids[i:] {
			if facts[o].Entry == facts[id].Entry {
				all = append(all, o)
			}
		}
	}
	return all
}

// quoting writes what the job asks for, word for word, and the bullets that
// answer it, word for word.
func (p *planner) quoting(s *speech, spoken bool, best []string) {
	if len(best) == 0 {
		return
	}
	var lines []string
	if quotes := p.quotes(best, s); len(quotes) > 0 {
		lines = append(lines, fill(s.asks, "quotes", s.listing(quotes)))
	}
	cited := slices.Clone(best)
	for i, id := range best {
		f := p.facts[id]
		if i == 0 || p.facts[best[i-1]].Entry != f.Entry {
			line, heads := p.attributed(s, spoken, f.Entry)
			lines, cited = append(lines, "", line), append(cited, heads...)
		}
		lines = append(lines, "- "+f.Text)
	}
	p.paragraph(lines, cited)
}

// attributed says which entry the bullets below are of, so that none is taken
// for another's: in a sentence, or as the CV heads it.
func (p *planner) attributed(s *speech, spoken bool, entry string) (line string, cited []string) {
	if title, org := p.held(entry); spoken && title != "" && org != "" {
		return s.elided(fill(s.from, "title", title, "company", org)), nil
	}
	e, _ := p.doc.Entry(entry)
	for _, id := range e.Head {
		if f := p.facts[id]; f.Kind == resume.Title || f.Kind == resume.Organization {
			return strings.TrimRight(f.Text, ".:; ") + ":", []string{id}
		}
	}
	return s.other, nil
}

// quotes are the job's own words for what the bullets or the listed skills name,
// required ones first. What they only prove in general would sound hollow.
func (p *planner) quotes(best []string, s *speech) (all []string) {
	var names []string
	for _, id := range best {
		names = append(names, skill.Names(p.facts[id].Text)...)
	}
	for _, w := range p.skills {
		names = append(names, skill.Names(w.text)...)
	}
	for _, must := range []bool{true, false} {
		for _, q := range p.job.Requirements {
			if q.Kind == match.KindSkill && q.Must == must && slices.Contains(names, q.Term) && len(all) < maxQuoted {
				all = append(all, s.quotes[0]+q.Text+s.quotes[1])
			}
		}
	}
	return all
}

// held is the title and the employer of an entry, where both are plain.
func (p *planner) held(entry string) (title, org string) {
	e, ok := p.doc.Entry(entry)
	if !ok {
		return "", ""
	}
	for _, id := range e.Head {
		f := p.facts[id]
		if f.Kind == resume.Title {
			title = f.Text
		}
		if f.Kind == resume.Organization {
			org = f.Text
		}
	}
	if !short(title) || !resume.LooksLikeTitle(title) || resume.LooksLikeTitle(org) || len(strings.Fields(org)) > 8 || strings.ContainsAny(org, ":;\"“”\n0123456789") {
		return "", ""
	}
	return title, org
}

// skilled names the listed skills that the job asks for.
func (p *planner) skilled(s *speech, spoken bool) {
	var names, cited []string
	for _, w := range p.skills[:min(maxNamed, len(p.skills))] {
		names, cited = append(names, w.text), append(cited, w.fact)
	}
	switch {
	case len(names) == 0:
	case spoken:
		p.paragraph([]string{fill(s.also, "list", s.listing(names))}, cited)
	default:
		for i, n := range names {
			names[i] = "- " + n
		}
		p.paragraph(names, cited)
	}
}
