package ground

import (
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// claims checks what a sentence says about the candidate.
func (c *Checker) claims(s string, op edit.Op, pool map[string]bool, o *outcome) {
	v := c.tongue(s)
	j := &judging{c: c, a: analyse(s, v), kind: op.Kind, letter: op.Kind == edit.Letter, pool: pool}
	if len(j.a.tokens) == 0 {
		return
	}
	all := j.whole().with(j.titlesElsewhere())
	if (c.v == nil || v.language != c.doc.Language) && all.hard() == 0 && len(all.faults) > 0 {
		o.refuse("language", s, "it is in another language than the CV, or in one whose words aren't known here")
		return
	}
	if c.v == nil && all.clean() && len(all.used)+len(all.formulas) > 0 {
		o.refuse("language", s, "its words aren't known here, so only the CV's own sentences are proven")
		return
	}
	o.unsupported = append(o.unsupported, all.faults...)
	o.formulas = append(o.formulas, all.formulas...)
	for _, e := range all.used {
		o.used = append(o.used, e.id)
	}
}

// whole proves a sentence; of a letter's, the stretches that claim something.
func (j *judging) whole() verdict {
	cl := clause{0, len(j.a.tokens)}
	if !j.letter {
		return j.proven(cl)
	}
	if i := j.unfitAt(); i >= 0 {
		t := j.a.tokens[i]
		return verdict{faults: []edit.Unsupported{{Text: j.a.text[t.Start:t.End], Kind: "content", Reason: "a letter doesn't say this unless the CV does"}}}
	}
	if j.harmless(cl, false) {
		return verdict{}
	}
	best := j.proven(cl)
	if best.clean() {
		return best
	}
	var all verdict
	from, wishing, claimed := 0, false, -1
	flush := func(to int) {
		if claimed >= 0 {
			all = all.with(j.solve(j.trim(clause{claimed, to}), nil))
			claimed = -1
		}
	}
	for i := 1; i <= cl.to; i++ {
		if i < cl.to && !j.a.turns(i, from) {
			continue
		}
		wishing = j.harmless(clause{from, i}, wishing)
		switch {
		case wishing:
			flush(from)
		case claimed < 0:
			claimed = from
		}
		from = i
	}
	flush(cl.to)
	if all.better(&best) {
		return all
	}
	return best
}

// proven proves a sentence from one entry, part by part, or as one about a career.
func (j *judging) proven(cl clause) verdict {
	best := j.solve(cl, nil)
	if !best.clean() {
		if v, ok := j.career(cl); ok {
			return v
		}
	}
	return best
}

// turns reports where a letter's sentence may turn from what was done to what
// is wished.
func (a *analysis) turns(i, from int) bool {
	if i-from < 2 {
		return false
	}
	gap := a.gap(i)
	comma := gap != " " && gap != "-" && gap != "'" && gap != "’" && gap != "/" && gap != ""
	switch a.tokens[i].Text {
	case "and", "und", "et", "y", "so", "which", "but", "because", "as", "weil", "da", "was", "ce", "car", "pues", "lo":
		return true
	case "i", "ich", "je", "j", "yo":
		return comma || a.conjunction(i-1)
	default:
		return comma
	}
}

// tongue is the language that a sentence is in: the CV's, unless more of its
// words are another's.
func (c *Checker) tongue(s string) *lexicon {
	own := c.archive.v
	tokens := words.Tokens(s)
	most := 0
	best := own
	if n := own.commonIn(tokens); n*10 >= len(tokens)*6 && c.v != nil {
		return own
	}
	for _, language := range append([]string{own.language}, words.Languages...) {
		v := lexicons[language]
		n := v.commonIn(tokens)
		if n > most+1 || n > most && v == own {
			best, most = v, n
		}
	}
	return best
}

func (l *lexicon) commonIn(tokens []words.Token) int {
	n := 0
	for _, t := range tokens {
		if !t.Number && l.common(t.Text) {
			n++
		}
	}
	return n
}

// common reports a word that our lists have for this language.
func (l *lexicon) common(text string) bool { return l.word(text).common }
