package ground

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// analysis is a text with everything in it that can be a claim.
type analysis struct {
	text    string
	v       *lexicon
	tokens  []words.Token
	words   []*word
	plain   []string // words without case and accents
	stems   []string
	classes []class
	keys    [][]key // what each token means
	above   [][]key // and what that is a kind of
	speech  []string
	stop    []bool
	skills  []skill.Hit
	skilled []int // by token: the skill that it is part of, from 1
	dates   []resume.Found
	numbers []number
	counted []int // by token: the number that it is part of, from 1
}

func analyse(text string, v *lexicon) *analysis {
	a := &analysis{text: text, v: v, tokens: words.Tokens(text), dates: datesIn(text)}
	if v.language == "de" {
		a.tokens = v.joined(text, a.tokens)
	}
	n := len(a.tokens)
	a.words = make([]*word, n)
	a.plain, a.stems, a.speech = make([]string, n), make([]string, n), make([]string, n)
	a.classes, a.stop = make([]class, n), make([]bool, n)
	a.keys, a.above = make([][]key, n), make([][]key, n)
	a.skilled, a.counted = make([]int, n), make([]int, n)
	a.skills = skill.FindIn(text, a.tokens)
	for i, t := range a.tokens {
		w := v.word(t.Text)
		a.words[i] = w
		a.plain[i], a.stems[i], a.classes[i], a.stop[i] = w.plain, w.stem, w.class, w.stop
		if !t.Number {
			a.keys[i], a.above[i], a.speech[i] = slices.Clip(w.keys), w.above, w.speech
		}
	}
	for i := range a.tokens {
		a.mean(i)
	}
	a.mark()
	return a
}

// mean notes what a token means together with the one or two after it.
func (a *analysis) mean(i int) {
	if a.tokens[i].Number {
		return
	}
	for j := i + 1; j < min(len(a.tokens), i+3); j++ {
		if together := a.v.phrases[strings.Join(a.stems[i:j+1], "-")]; len(together) > 0 {
			for k := i; k <= j; k++ {
				a.keys[k] = append(a.keys[k], together...)
			}
		}
	}
}

// mark notes which tokens are parts of skills and of numbers.
func (a *analysis) mark() {
	for k, h := range a.skills {
		for i, t := range a.tokens {
			if t.Start >= h.Start && t.Start < h.End {
				a.skilled[i] = k + 1
			}
		}
	}
	a.numbers = a.findNumbers()
	for k, n := range a.numbers {
		for i := n.token; i < n.after; i++ {
			a.counted[i] = k + 1
		}
	}
}

// datesIn finds the dates that are meant as dates: a lone four-digit number
// counts only where the words around it say so.
func datesIn(text string) []resume.Found {
	var all []resume.Found
	if !yearly.MatchString(text) {
		return nil // looking for dates is slow, and most texts have none
	}
	for _, f := range resume.FindDates(text) {
		lone := !f.Full && f.Range.From.Month == 0 && f.End-f.Start == 4
		if !lone || dateContext(text, f) {
			all = append(all, f)
		}
	}
	return all
}

// yearly is what every date holds.
var yearly = regexp.MustCompile(`\d{4}|['’]\d{2}`)

var dateWords = wordMap(`in since from until till by during of year early late mid to and between im seit ab bis von jahr en depuis dès jusqu à desde hasta año année de`)

func dateContext(text string, f resume.Found) bool {
	before := strings.TrimRight(text[:f.Start], " \u00a0")
	last := before[strings.LastIndexAny(before, " \n\t(")+1:]
	if dateWords[strings.ToLower(last)] {
		return true
	}
	after := strings.TrimLeft(text[f.End:], " \u00a0")
	return strings.HasSuffix(before, "(") || strings.HasSuffix(before, ",") && after == "" || strings.HasPrefix(after, ")") || after == "" && last != strings.ToUpper(last) || before == ""
}

func (a *analysis) dated(t words.Token) bool {
	for _, d := range a.dates {
		if t.Start >= d.Start && t.Start < d.End {
			return true
		}
	}
	return false
}

// gap is what stands before a token.
func (a *analysis) gap(i int) string {
	if i <= 0 || i >= len(a.tokens) {
		return ""
	}
	return a.text[a.tokens[i-1].End:a.tokens[i].Start]
}

func (a *analysis) is(i int, c class) bool { return a.classes[i]&c != 0 }

// name reports whether a token is written like a name: a capital inside a
// sentence, several capitals, or letters and digits mixed.
func (a *analysis) name(i int) bool {
	t := a.tokens[i]
	if t.Number || a.stop[i] && (!t.Caps || len(t.Text) < 2) {
		return false
	}
	if t.Caps || strings.ContainsFunc(t.Text, unicode.IsDigit) {
		return true
	}
	return t.Upper && a.v.language != "de" && !a.first(i) && len(t.Text) > 1
}

// first reports whether a token begins a sentence or clause.
func (a *analysis) first(i int) bool {
	return i == 0 || strings.ContainsAny(a.gap(i), ".!?:•\n\"“”«»")
}

func (a *analysis) conjunction(i int) bool {
	if i < 0 || i >= len(a.tokens) {
		return false
	}
	switch a.tokens[i].Text {
	case "and", "while", "und", "et", "y", "e", "sowie", "whilst", "but", "aber", "mais", "pero":
		return true
	default:
		return strings.Contains(a.gap(i+1), "&")
	}
}

// alike reports whether a token of the evidence means or proves what a token
// of the claim means.
func (a *analysis) alike(j int, claim *analysis, i int) bool {
	for _, k := range claim.keys[i] {
		if slices.Contains(a.keys[j], k) || slices.Contains(a.above[j], k) {
			return true
		}
	}
	return a.tokens[j].Text == claim.tokens[i].Text || akin(claim.stems[i], a.stems[j], claim.v.language)
}

// akin reports whether two stems are forms of one word: "reduc" and "reduct",
// or, in German, a compound and one of its parts.
func akin(wanted, has, language string) bool {
	if len(wanted) < 4 || len(has) < 4 || strings.HasSuffix(wanted, "!") || strings.HasSuffix(has, "!") {
		return wanted == has
	}
	n := 0
	for n < len(wanted) && n < len(has) && wanted[n] == has[n] {
		n++
	}
	if language == "de" && (n == len(wanted) || n == len(has) || strings.HasSuffix(strings.TrimSuffix(has, "t"), strings.TrimSuffix(wanted, "t"))) {
		return true
	}
	if language == "en" && n >= 4 && n == len(wanted)-1 && len(has) == len(wanted) && strings.Contains("csz", wanted[n:]) && strings.Contains("csz", has[n:]) {
		return true // advice and advise
	}
	if n >= 7 && max(len(wanted), len(has))-n <= 3 {
		return true
	}
	return n >= 5 && n*5 >= max(len(wanted), len(has))*4 || n == min(len(wanted), len(has)) && n >= 5 && len(wanted)+len(has)-2*n <= 3
}
