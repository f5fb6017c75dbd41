package answer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// plain is a text as people see it: without what isn't seen (soft hyphens,
// zero-width and direction marks, tags, controls), and in letters of the usual
// width. What a reader can't see must not decide what a check or a search finds.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\u200c' || r == '\u200d': // joiners that scripts need
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
			return -1
		default:
			return r
		}
	}, width.Fold.String(norm.NFC.String(s)))
}
