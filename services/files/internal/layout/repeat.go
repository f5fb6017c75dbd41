package layout

import (
	"math"
	"strings"
	"unicode"
)

const (
	edgeLines = 3 // lines from the top and the bottom that may be a header or footer
	sameSpot  = 4.0
)

// dropRepeats takes the headers and footers away from all pages but the first
// that has them.
func dropRepeats(pages [][]line, _ []Page) {
	seen := map[string]float64{}
	for n, lines := range pages {
		var kept []line
		for i, l := range lines {
			if i >= edgeLines && i < len(lines)-edgeLines {
				kept = append(kept, l)
				continue
			}
			key := pattern(l.string())
			at, again := seen[key]
			if n > 0 && again && key != "" && math.Abs(at-l.y0) < sameSpot {
				continue
			}
			seen[key] = l.y0
			kept = append(kept, l)
		}
		pages[n] = kept
	}
}

// pattern is a line with its numbers blotted out: "Page 1 of 3" repeats.
func pattern(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '#'
		case unicode.IsSpace(r):
			return -1
		}
		return r
	}, s)
}
