package words

import (
	"strings"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/spanish"
)

// Languages lists the languages whose words we know well enough to judge a
// paraphrase.
var Languages = []string{"en", "de", "fr", "es"}

// longest is the longest word that is stemmed; nobody writes longer ones.
const longest = 64

// Stem returns what is left of a folded word without its endings and accents.
func Stem(word, language string) string {
	if len(word) < 3 || len(word) > longest || !utf8.ValidString(word) {
		return Plain(word)
	}
	switch language {
	case "en":
		return Plain(english.Stem(word, false))
	case "fr":
		return Plain(french.Stem(word, false))
	case "es":
		return Plain(spanish.Stem(word, false))
	case "de":
		return german(Plain(word))
	default:
		return Plain(word)
	}
}

// german takes the commonest endings off, never leaving less than four
// letters.
func german(w string) string {
	for _, prefix := range separable {
		if rest, ok := strings.CutPrefix(w, prefix+"ge"); ok && len(rest) >= 4 && (strings.HasSuffix(w, "t") || strings.HasSuffix(w, "en")) {
			w = prefix + rest
			break
		}
	}
	participle := strings.HasPrefix(w, "ge") && (strings.HasSuffix(w, "t") || strings.HasSuffix(w, "en"))
	for _, end := range germanEndings {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) >= 4 {
			w = rest
			break
		}
	}
	if participle && len(w) >= 6 {
		return w[2:]
	}
	return w
}

// separable prefixes take the participle's ge after them: eingeführt.
var separable = []string{"ein", "aus", "auf", "um", "ab", "an", "durch", "vor", "zu", "weiter", "bei", "mit", "her", "hin", "nach", "uber", "unter", "fort", "fest", "bereit", "sicher"}

var germanEndings = []string{
	"innen", "ungen", "ierung", "ierten", "ierte", "ieren", "iert", "ung", "erin", "isch", "lich", "keit", "heit",
	"sten", "est", "ten", "tet", "ern", "em", "en", "er", "es", "te", "st", "e", "n", "s", "t",
}
