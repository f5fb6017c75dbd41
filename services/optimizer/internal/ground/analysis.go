package ground

import (
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// analysis is a text with everything in it that can be a claim.
type analysis struct {
	text    string
	v       *vocabulary
	tokens  []words.Token
	stems   []string
	stop    []bool
	skills  []skill.Hit
	dates   []resume.Found
	numbers []number
	stemSet map[string]bool
	plain   map[string]bool // words without case and accents
	rank    int             // the highest scope it claims
	hedged  bool
	negated map[string]bool // stems under a negation
	counted map[int]bool    // tokens that are part of a number
	asked   map[string]bool // what has was asked before
}

func analyse(text string, v *vocabulary) *analysis {
	a := &analysis{
		text: text, v: v, tokens: words.Tokens(text), dates: datesIn(text),
		stemSet: map[string]bool{}, plain: map[string]bool{}, negated: map[string]bool{}, counted: map[int]bool{}, asked: map[string]bool{},
	}
	a.skills = skill.FindIn(text, a.tokens)
	for _, t := range a.tokens {
		stem := v.stem(t.Text)
		a.stems = append(a.stems, stem)
		a.stop = append(a.stop, words.Stop(t.Text, v.language))
		a.stemSet[stem] = true
		a.plain[words.Plain(t.Text)] = true
		a.hedged = a.hedged || v.hedge[stem]
	}
	for i, t := range a.tokens {
		if !a.inSkill(t) && !(a.name(i) && !a.first(i)) && a.acts(i) { // AWS Direct Connect directs nobody
			a.rank = max(a.rank, v.rank[a.stems[i]])
		}
	}
	a.negations()
	a.numbers = a.findNumbers()
	for _, n := range a.numbers {
		for i := n.token; i < n.after; i++ {
			a.counted[i] = true
		}
	}
	return a
}

// acts reports whether a word of scope stands where it says what was done:
// lead time, sales leads and the head of another department say nothing.
func (a *analysis) acts(i int) bool {
	return a.v.language != "en" || i <= 1 || a.deed(i) || a.role(i) && assertedAt(a, i, 0) && i > 2 || a.v.rank[a.stems[i]] < 4
}

// negations notes what stands up to six telling words after a negation.
func (a *analysis) negations() {
	for i, t := range a.tokens {
		if !a.v.negation[t.Text] {
			continue
		}
		said := 0
		for j := i + 1; j < len(a.tokens) && said < 6 && !strings.ContainsAny(a.gap(j), ",;.:") && !a.conjunction(j); j++ {
			a.negated[a.stems[j]] = true
			if !a.stop[j] {
				said++
			}
		}
	}
}

// datesIn finds the dates that are meant as dates: a lone four-digit number
// counts only where the words around it say so.
func datesIn(text string) []resume.Found {
	var all []resume.Found
	for _, f := range resume.FindDates(text) {
		lone := !f.Full && f.Range.From.Month == 0 && f.End-f.Start == 4
		if !lone || dateContext(text, f) {
			all = append(all, f)
		}
	}
	return all
}

func dateContext(text string, f resume.Found) bool {
	before := strings.TrimRight(text[:f.Start], " \u00a0")
	last := before[strings.LastIndexAny(before, " \n\t(")+1:]
	switch strings.ToLower(last) {
	case "in", "since", "from", "until", "till", "by", "during", "of", "year", "early", "late", "mid",
		"im", "seit", "ab", "bis", "von", "jahr", "en", "depuis", "dès", "jusqu", "desde", "hasta", "año", "année":
		return true
	}
	after := strings.TrimLeft(text[f.End:], " \u00a0")
	return strings.HasSuffix(before, "(") || strings.HasSuffix(before, ",") && after == "" || strings.HasPrefix(after, ")") || after == "" || after == "." || before == ""
}

func (a *analysis) dated(t words.Token) bool {
	for _, d := range a.dates {
		if t.Start >= d.Start && t.Start < d.End {
			return true
		}
	}
	return false
}

// inSkill reports whether a token is part of a skill's name.
func (a *analysis) inSkill(t words.Token) bool {
	for _, h := range a.skills {
		if t.Start >= h.Start && t.Start < h.End {
			return true
		}
	}
	return false
}

// has reports whether a stem, a form or synonym of it, or something that
// proves it, is in the text.
func (a *analysis) has(stem string) bool {
	if a.stemSet[stem] {
		return true
	}
	known, ok := a.asked[stem]
	if !ok {
		known = a.find(stem)
		a.asked[stem] = known
	}
	return known
}

func (a *analysis) find(stem string) bool {
	for has := range a.stemSet {
		if a.v.synonyms(stem, has) || a.v.akin(stem, has) {
			return true
		}
	}
	for _, specific := range a.v.proves[stem] {
		if a.stemSet[specific] {
			return true
		}
	}
	return false
}

// name reports whether a token is written like a name: a capital inside a
// sentence, several capitals, or letters and digits mixed.
func (a *analysis) name(i int) bool {
	t := a.tokens[i]
	if t.Number || words.Stop(t.Text, a.v.language) && !t.Caps {
		return false
	}
	if t.Caps || strings.ContainsFunc(t.Text, unicode.IsDigit) {
		return true
	}
	return t.Upper && a.v.language != "de" && !a.first(i)
}

// first reports whether a token begins a sentence or clause.
func (a *analysis) first(i int) bool {
	return i == 0 || strings.ContainsAny(a.gap(i), ".!?:•\n\"“”«»")
}
