package match

import "strings"

var (
	mustCues = split("must |a must|required|require |requires|you have |you should|should have|need to|at least|minimum|mandatory|essential|zwingend|erforderlich|setzen wir voraus|voraus|mindestens|indispensable|exigé|requis|impératif|maîtrise|imprescindible|obligatorio|al menos|necesari|mínim")
	niceCues = split("nice to have|preferred|a plus|bonus|desirable|advantage|is an asset|would be great|would be helpful|wünschenswert|von vorteil|ein plus|vorteilhaft|un plus|serait un|atout|souhaité|apprécié|deseable|se valora|valorable")

	// What comes after these words, to the end of the sentence, is a wish.
	wishCues = split("ideally|preferably|idealerweise|vorzugsweise|gerne auch|idéalement|de préférence|idealmente|preferiblemente")
)

// required reports whether what stands at a place of a sentence must be had,
// rather than being nice to have.
func (r *reader) required(p piece, text string, at int) bool {
	begun := first(text)
	text, at = near(text, at)
	switch said := need(clause(text, at), 0); {
	case wished(begun, text[:at]), said < 0, p.part == nice:
		return false
	case p.part == must, said > 0:
		return true
	default:
		return !r.asks
	}
}

// clause is the part of a sentence around a place: up to semicolons, and up to
// commas where the parts between them say that they differ.
func clause(text string, at int) string {
	whole := around(text, at, ";")
	start := strings.Index(text, whole)
	has, lacks := false, false
	for part := range strings.SplitSeq(whole, ", ") {
		has = has || need(part, 0) > 0
		lacks = lacks || need(part, 0) < 0
	}
	if has && lacks {
		return around(whole, at-start, ", ")
	}
	return whole
}

// around is the part of s, cut at sep, that a place is in.
func around(s string, at int, sep string) string {
	at = min(max(at, 0), len(s))
	from := 0
	if i := strings.LastIndex(s[:at], sep); i >= 0 {
		from = i + len(sep)
	}
	if i := strings.Index(s[at:], sep); i >= 0 {
		return s[from : at+i]
	}
	return s[from:]
}

// need is positive where a text says must, negative where it says that
// something were nice, and otherwise what it was thought to be.
func need(text string, otherwise int) int {
	lower := strings.ToLower(text)
	switch {
	case containsAny(lower, niceCues):
		return -1
	case containsAny(lower, mustCues):
		return 1
	default:
		return otherwise
	}
}

// wished reports whether a word of wishing stands before a place, or begins
// the sentence.
func wished(begun, before string) bool {
	return containsAny(strings.ToLower(before), wishCues) || containsAny(strings.ToLower(begun), wishCues)
}

// near is what a person would read of a text to understand a place in it, and
// where the place is then: not all of a text without sentences, for each of its
// thousand skills.
func near(text string, at int) (string, int) {
	const reach = 1000
	at = min(max(at, 0), len(text))
	from := max(0, at-reach)
	return text[from:min(len(text), at+reach)], at - from
}

func first(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}
