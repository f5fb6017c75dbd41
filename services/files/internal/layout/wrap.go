package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Where a line may go on that above it.
const (
	leastLead  = 0.8 // of the size: from baseline to baseline
	mostLead   = 1.75
	indentBack = 1.2 // of the size: how far a line may begin before the text above
	indentOn   = 1.2 // of the size: how far after it
	blankWidth = 0.25

	someRunes = 24 // a line of running text has as many, even in a narrow column
	manyRunes = 50 // one that says nothing else about going on has as many
)

// markWraps marks the lines that go on with the text of the line above: those
// that begin where it begins, close below it, with a word that had no room in
// it. It needs to know where lines end in a column.
func markWraps(lines []line) {
	edges := map[int]float64{}
	for _, l := range lines {
		last := l.segs[len(l.segs)-1]
		edges[last.region] = max(edges[last.region], last.x1)
	}
	for i := 1; i < len(lines); i++ {
		a, b := lines[i-1], lines[i]
		lines[i].wraps = goesOn(a, b, edges)
	}
}

func goesOn(a, b line, edges map[int]float64) bool {
	from, to := body(a), body(b)
	if from == nil || to == nil || len(b.segs) > 1 || from.region != to.region {
		return false
	}
	size := max(from.size, to.size)
	lead := from.base - to.base
	edge := edges[from.region]
	switch {
	case ratio(from.size, to.size) < 0.93, lead < leastLead*size, lead > mostLead*size:
		return false
	case to.x0 < a.x0-indentBack*size, to.x0 > from.x0+indentOn*size:
		return false
	case from.x1+blankWidth*size+firstWord(*to) < edge: // it had room
		return false
	}
	return isCut(from.string(), to.string()) || saysSo(from.string(), to.string(), (from.x1-a.x0)/max(edge-a.x0, 1))
}

// body is the text of a line that is one text, perhaps with a list mark.
func body(l line) *segment {
	switch {
	case len(l.segs) == 1:
		return &l.segs[0]
	case len(l.segs) == 2 && isMark(l.segs[0].string()):
		return &l.segs[1]
	}
	return nil
}

// isMark reports whether a word marks an item of a list.
func isMark(s string) bool {
	if utf8.RuneCountInString(s) > 4 {
		return false
	}
	if isBullet(s) {
		return true
	}
	number := strings.Trim(s, "(.)")
	return number != s && number != "" && (strings.Trim(number, "0123456789") == "" || utf8.RuneCountInString(number) == 1)
}

func isBullet(s string) bool {
	return strings.Trim(s, "•◦▪▫●○■□◆◇‣⁃∙·*–—-➢➤✓✔") == ""
}

// firstWord is how wide the first word of a segment is.
func firstWord(s segment) float64 {
	chars := s.chars
	if s.rtl > 0 || s.leftward {
		return 3 * s.size // about
	}
	words := split(chars, s.size)
	if len(words) == 0 {
		return 0
	}
	w := words[0]
	return w[len(w)-1].x1 - w[0].x0
}

// saysSo reports whether the words themselves allow that a line goes on. full
// is how much of the column the line above fills.
func saysSo(above, below string, full float64) bool {
	runes := utf8.RuneCountInString(above)
	word, _, _ := strings.Cut(below, " ")
	first, _ := utf8.DecodeRuneInString(below)
	last, _ := utf8.DecodeLastRuneInString(above)
	switch {
	case isMark(word), strings.ContainsAny(word, "@/"), full < 0.6:
		return false
	case unicode.IsLower(first):
		return runes >= someRunes && last != '.' || runes >= manyRunes
	case strings.ContainsRune(".!?:;。！？", last):
		return false
	case strings.ContainsRune(",&–—(/", last):
		return runes >= someRunes
	case strings.HasSuffix(word, "ed"): // Led, Managed: most likely the next item
		return false
	}
	return runes >= manyRunes && full > 0.85
}
