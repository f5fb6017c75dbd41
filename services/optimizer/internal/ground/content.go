package ground

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// content checks every word that no other rule has settled: it must be in the
// unit, mean the same as something there, or say nothing of its own.
func (p *proof) content() {
	for i := p.cl.from; i < p.cl.to; i++ {
		plain := words.Plain(p.a.tokens[i].Text)
		switch {
		case p.solved[i]:
		case p.a.phrase(i), p.rate(i):
		case p.a.v.exact[plain]:
			if !p.firstWord(plain) && !p.softWord(plain) {
				p.refuse(kindOf(p.a, i), p.word(i), "the cited facts don't say that")
			}
		case p.a.name(i):
			if !p.hasWord(plain) && !p.spelled(plain) || p.partial(plain) {
				p.refuse(kindOf(p.a, i), p.word(i), "the cited facts don't name it")
			}
		case !p.harmless(i) && !p.hasStem(p.a.stems[i]) && !(p.a.tokens[i].Upper && p.hasWord(plain)):
			p.refuse(kindOf(p.a, i), p.word(i), "the cited facts don't say that")
		}
	}
}

// phrase reports a word that is part of a fixed phrase without a claim.
func (a *analysis) phrase(i int) bool {
	next := ""
	if i+1 < len(a.tokens) {
		next = a.tokens[i+1].Text
	}
	switch a.tokens[i].Text {
	case "place":
		return a.previous(i, 1) == "in" && next == "of"
	case "thanks", "due", "owing":
		return next == "to"
	case "serving", "acting":
		return next == "as"
	case "many", "much":
		return a.previous(i, 1) == "as" && next == "as"
	case "factor":
		return a.previous(i, 1) == "a" && next == "of"
	default:
		return false
	}
}

// rate accepts "every shift" where the CV says "per shift" or "each shift".
func (p *proof) rate(i int) bool {
	if p.a.tokens[i].Text != "every" || i+1 >= len(p.a.tokens) || len(p.u.facts) == 0 {
		return false
	}
	f := p.u.facts[0]
	for j := 1; j < len(f.tokens); j++ {
		if w := f.tokens[j-1].Text; f.stems[j] == p.a.stems[i+1] && (w == "per" || w == "each" || w == "every" || w == "a") {
			return true
		}
	}
	return false
}

// harmless reports a word that says nothing of its own.
func (p *proof) harmless(i int) bool {
	t, stem := p.a.tokens[i], p.a.stems[i]
	switch {
	case p.a.v.hedge[stem], p.a.stop[i], p.a.v.within("neutral", t.Text, stem), p.a.v.negation[t.Text]:
		return true
	default:
		wide := p.op.Kind == edit.Letter && p.a.courteous(i) || p.op.Kind != edit.Rewrite && p.a.v.within("profile", t.Text, stem)
		return wide || len(t.Text) == 1 && !t.Number
	}
}

func (p *proof) word(i int) string { return p.a.text[p.a.tokens[i].Start:p.a.tokens[i].End] }

// partial reports a name that the unit only has inside a longer one: Google,
// where the CV has Google Workspace.
func (p *proof) partial(plain string) bool {
	within := false
	for _, f := range p.u.facts {
		for i, t := range f.tokens {
			if words.Plain(t.Text) != plain {
				continue
			}
			if !f.inLonger(i) {
				return false
			}
			within = true
		}
	}
	return within
}

// inLonger reports whether a token is part of a skill's name of several words.
func (a *analysis) inLonger(i int) bool {
	t := a.tokens[i]
	for _, h := range a.skills {
		if t.Start >= h.Start && t.End <= h.End && t.End-t.Start < h.End-h.Start {
			return true
		}
	}
	return false
}

// firstWord reports whether the cited fact itself says a word.
func (p *proof) firstWord(plain string) bool {
	if p.u.merged {
		return p.hasWord(plain)
	}
	return len(p.u.facts) > 0 && p.u.facts[0].plain[plain]
}

func (p *proof) softWord(plain string) bool {
	for _, f := range p.u.soft {
		if f.plain[plain] {
			return true
		}
	}
	return false
}

// spelled accepts a name that the unit has in another form: an acronym of
// words that stand together, or a plural.
func (p *proof) spelled(plain string) bool {
	if rest, ok := strings.CutSuffix(plain, "s"); ok && len(rest) > 1 && p.hasWord(rest) {
		return true
	}
	if p.a.v.neutral[p.a.v.stem(plain)] {
		return true
	}
	for _, f := range p.u.facts {
		if len(plain) >= 3 && len(plain) <= 6 && f.abbreviates(plain) {
			return true
		}
	}
	return p.hasStem(p.a.v.stem(plain)) && !p.properIn(plain)
}

// properIn reports whether a word that only resembles one of the unit's would
// be another name.
func (p *proof) properIn(plain string) bool {
	stem := p.a.v.stem(plain)
	for _, f := range p.u.facts {
		for i, s := range f.stems {
			if s == stem && f.name(i) {
				return true
			}
		}
	}
	return false
}

// abbreviates reports whether letters are the initials of words in a row.
func (a *analysis) abbreviates(letters string) bool {
	for i := range a.tokens {
		if i+len(letters) > len(a.tokens) {
			return false
		}
		match := true
		for j := range len(letters) {
			match = match && a.tokens[i+j].Upper && strings.HasPrefix(a.tokens[i+j].Text, letters[j:j+1])
		}
		if match {
			return true
		}
	}
	return false
}

// kindOf names what a word without evidence claims.
func kindOf(a *analysis, i int) string {
	w := words.Plain(a.tokens[i].Text)
	switch {
	case degreeWords[w]:
		return "degree"
	case certificateWords[w]:
		return "certificate"
	case isRoleNoun(w) || rankWords[w] > 0:
		return "title"
	case a.v.levels[a.stems[i]]:
		return "language"
	case a.v.rank[a.stems[i]] >= 3:
		return "scope"
	case a.name(i) && !a.first(i):
		return "organization"
	default:
		return "content"
	}
}
