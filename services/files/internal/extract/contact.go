package extract

import (
	"slices"

	"github.com/sartor-cv/sartor/libs/words"
)

var (
	address = words.Pattern(`(?i)[\p{L}\p{N}_.+-]+@[\p{L}\p{N}-]+\.\p{L}|https?://|www\.|linkedin|github`)
	phone   = words.Pattern(`\+?\(?\d[\d ()/.\x{2010}\x{2011}-]{5,}\d`)
	year    = words.Pattern(`(?:^|\D)(?:19|20)\d\d(?:\D|$)`)
)

// hasContact reports whether there is anything in a text by which a person can be
// reached. Periods are numbers too, but no telephone's.
func hasContact(text string) bool {
	return address().MatchString(text) || slices.ContainsFunc(phone().FindAllString(text, -1), func(s string) bool {
		return !year().MatchString(s)
	})
}
