package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// ordinal reports a number in digits for which the fact has a word: 6e for
// sixième, 3. for dritten, of the same.
func (p *proof) ordinal(n number) bool {
	if n.unit != "" || n.bound != exactly || !p.a.tokens[n.token].Number || !p.a.ordered(n) {
		return false
	}
	return slices.ContainsFunc(p.u.main, func(e *evidence) bool {
		return slices.ContainsFunc(e.tokens, func(t words.Token) bool { return ordinalValue(t.Text, e.v.language) == n.value })
	})
}

// ordered reports digits with what makes them an ordinal: 6e, 3rd, 3., 1.º.
func (a *analysis) ordered(n number) bool {
	rest := a.text[n.end:]
	for _, end := range ordinalEnds[a.v.language] {
		if tail, ok := strings.CutPrefix(rest, end); ok && (tail == "" || !isLetter(tail[0])) {
			return true
		}
	}
	return false
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80 }

var ordinalEnds = map[string][]string{"en": {"st", "nd", "rd", "th"}, "de": {"."}, "fr": {"e", "ème", "ᵉ", "eme"}, "es": {".º", ".ª", "º", "ª"}}

// ordinalValue is which of several a word says: 6 for sechste and sixième; 0
// for any other word.
func ordinalValue(w, language string) float64 { //nolint:gocognit // one rule, read from top to bottom
	if v := ordinals[w]; v > 2 {
		return v
	}
	stem := w
	for _, end := range [...]string{"er", "en", "em", "es", "e"} {
		if cut, ok := strings.CutSuffix(w, end); ok {
			stem = cut
			break
		}
	}
	switch language {
	case "en":
		stem, _ = strings.CutSuffix(w, "th")
		if stem == w {
			return 0
		}
	case "de":
		cut, ok := strings.CutSuffix(stem, "t")
		if !ok {
			return 0
		}
		stem, _ = strings.CutSuffix(cut, "s")
		if _, ok := spelled(stem, language); !ok {
			stem = cut
		}
	case "fr":
		cut, ok := strings.CutSuffix(strings.TrimSuffix(w, "s"), "ième")
		if !ok {
			return 0
		}
		stem = cut
	default:
		return 0
	}
	for _, form := range [...]string{stem, stem + "e", strings.TrimSuffix(stem, "u"), strings.TrimSuffix(stem, "v") + "f", stem + "t", strings.TrimSuffix(stem, "ie") + "y"} {
		if v, ok := spelled(form, language); ok && form != "" {
			return v
		}
	}
	return 0
}
