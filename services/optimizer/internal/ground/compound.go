package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// halves cuts a German compound into two words of our lists:
// Kundenbetreuung into the stems of Kunden and Betreuung. The longest last
// word wins.
func (l *lexicon) halves(word string) []string {
	plain := words.Plain(word)
	if l.language != "de" || len(plain) < 8 {
		return nil
	}
	for at := 3; at+3 < len(plain); at++ {
		last, ok := l.listed(plain[at:])
		if !ok {
			continue
		}
		for _, joint := range [...]string{"", "s", "n", "en", "es", "er", "e"} {
			head, found := strings.CutSuffix(plain[:at], joint)
			if !found || len(head) < 3 {
				continue
			}
			if first, ok := l.listed(head); ok {
				return []string{first, last}
			}
		}
	}
	return nil
}

// listed is the stem of a word, where our lists have it.
func (l *lexicon) listed(plain string) (string, bool) {
	stem := l.stem(plain)
	return stem, len(l.concepts[stem]) > 0
}

// parted are the meanings of a compound's words: what is special proves what
// is general.
func (l *lexicon) parted(parts []string) []key {
	var all []key
	for _, stem := range parts {
		all = append(append(all, stemKey(stem)), l.concepts[stem]...)
	}
	return all
}

// saysBoth reports whether the fact means both words of a claim's compound:
// Aufbau eines Teams for Teamaufbau.
func (e *evidence) saysBoth(a *analysis, i int) bool {
	parts := a.v.word(a.tokens[i].Text).parts
	for _, stem := range parts {
		if a.v.forStem[stem]&generic == 0 && !slices.ContainsFunc(a.v.parted([]string{stem}), func(k key) bool { return e.means[k] }) {
			return false
		}
	}
	return len(parts) > 0
}
