package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// levels: who knows a language or a tool a little may not know it well.
func (p *proof) levels() {
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.a.stop[i] || p.a.v.levels[p.a.tokens[i].Text] != 0 || p.a.tokens[i].Number {
			continue
		}
		held, known := p.levelOf(i)
		if !known {
			continue
		}
		claimed := p.a.levelAt(i, p.cl)
		switch {
		case held > 0 && held < 3 && claimed > held || held == 3 && claimed == 4:
			p.refuse("hedge", p.word(i), "the CV claims a lower level")
			return
		case held == 1 && claimed == 0 && !p.a.hedged(p.cl):
			p.refuse("hedge", p.word(i), "the CV only claims some of it")
			return
		case held == 0 && (claimed == 4 || claimed == 3 && p.skillOnly() && p.a.advanced(p.cl)):
			p.refuse("hedge", p.word(i), "the CV claims no such level")
			return
		}
	}
}

// skillOnly reports a unit that is a skill by its bare name.
func (p *proof) skillOnly() bool {
	return slices.ContainsFunc(p.u.main, func(e *evidence) bool { return e.kind == resume.Skill })
}

func (a *analysis) advanced(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if a.tokens[i].Text == "advanced" {
			return true
		}
	}
	return false
}

// levelOf is the level at which the unit knows what a token names.
func (p *proof) levelOf(i int) (level int, known bool) {
	for _, e := range p.u.main {
		if e.kind != resume.Language && e.kind != resume.Skill && e.kind != resume.Text && e.kind != resume.Summary && e.kind != resume.Certificate {
			continue
		}
		for k := range e.tokens {
			if e.plain[k] != p.a.plain[i] && (e.kind != resume.Language && p.a.v.language != "de" || !e.alike(k, p.a, i)) || e.stop[k] || e.v.levels[e.tokens[k].Text] != 0 {
				continue
			}
			known = true
			held := e.levelAt(k, clause{0, len(e.tokens)})
			if held == 0 && k > 0 && someWords[e.tokens[k-1].Text] {
				held = 1
			}
			level = max(level, held)
		}
	}
	return level, known
}

var someWords = wordMap("some etwas quelques algo algunos algunas")

// levelAt is the level that stands within three words of a token, nothing but
// a bracket or a colon between.
func (a *analysis) levelAt(i int, cl clause) int {
	for distance := 1; distance <= 3; distance++ {
		for _, k := range [2]int{i + distance, i - distance} {
			if k < cl.from || k >= cl.to {
				continue
			}
			if level := a.v.levels[a.tokens[k].Text]; level > 0 && (!loose[a.tokens[k].Text] || a.graded(k)) && !a.parted(min(i, k), max(i, k)) {
				return level
			}
		}
	}
	return 0
}

// loose are words for levels that mostly mean something else.
var loose = wordMap("working professional moderate strong good solid excellent extensive deep confident limited perfect fair")

// graded reports a loose word that does tell a level.
func (a *analysis) graded(k int) bool {
	if strings.HasSuffix(a.gap(k), "(") || len(a.tokens) < 5 {
		return true
	}
	return k+1 < len(a.tokens) && gradedWords[a.tokens[k+1].Text] || k+2 < len(a.tokens) && gradedWords[a.tokens[k+2].Text]
}

var gradedWords = wordMap("knowledge command proficiency skills skill level understanding grasp working")

func (a *analysis) parted(from, to int) bool {
	for k := from + 1; k <= to; k++ {
		if a.conjunction(k) {
			return true
		}
		gap := a.gap(k)
		if gap != " " && gap != " (" && gap != "-" && gap != ": " && gap != " : " && gap != " – " && gap != " - " && gap != "’" && gap != "'" && gap != ") " {
			return true
		}
	}
	return false
}

func (a *analysis) hedged(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if a.is(i, hedge) {
			return true
		}
	}
	return false
}
