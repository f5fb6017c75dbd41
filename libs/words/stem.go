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
// letters. What is left of a verb is the same in all its regular forms:
// bearbeiten, bearbeitet, bearbeitete and Bearbeitung.
func german(w string) string {
	w = unparticiple(w)
	for _, end := range germanEndings {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) >= 4 {
			w = rest
			break
		}
	}
	if rest, ok := strings.CutSuffix(w, "e"); ok && len(rest) >= 4 && needsE(rest) {
		w = rest // arbeite-te
	}
	if rest, ok := strings.CutSuffix(w, "er"); ok && len(rest) >= 4 {
		w = rest // steiger-ung, steig-ern
	}
	for len(w) > 4 && (strings.HasSuffix(w, "t") || strings.HasSuffix(w, "s")) {
		w = w[:len(w)-1] // bearbei-ten may be bearbeit-en or bearbei-ten: both end here
	}
	return w
}

// needsE reports a verb that can't be said without an e before its endings:
// arbeitete, berechnete, atmete.
func needsE(stem string) bool {
	for _, end := range [...]string{"t", "d", "chn", "ffn", "ckn", "gn", "tm", "dm"} {
		if strings.HasSuffix(stem, end) {
			return true
		}
	}
	return false
}

// unparticiple takes a participle's ge away: gemacht, eingeführt.
func unparticiple(w string) string {
	if len(w) > 16 || !strings.HasSuffix(w, "t") && !strings.HasSuffix(w, "en") {
		return w
	}
	if rest, ok := strings.CutPrefix(w, "ge"); ok && len(rest) >= 5 && !ownGe(rest) {
		return rest
	}
	for _, prefix := range separable {
		if rest, ok := strings.CutPrefix(w, prefix+"ge"); ok && len(rest) >= 4 && !ownGe(rest) {
			return prefix + rest
		}
	}
	return w
}

// ownGe reports words whose ge is no participle's, by what follows it.
func ownGe(rest string) bool {
	for _, own := range [...]string{"stalt", "winn", "wahr", "nehmig", "hor", "brauch", "fahr", "ling", "niess", "schaft", "sell", "sund", "mein", "rat", "biet", "richt", "wicht", "werb", "samt", "setz", "ge", "ratung", "ben", "hen", "schicht", "sicht", "walt", "nau"} {
		if strings.HasPrefix(rest, own) {
			return !(own == "setz" && rest == "setzt")
		}
	}
	return false
}

// separable prefixes take the participle's ge after them: eingeführt.
var separable = []string{"ein", "aus", "auf", "um", "ab", "an", "durch", "vor", "zu", "weiter", "bei", "mit", "her", "hin", "nach", "uber", "unter", "fort", "fest", "bereit", "sicher", "zuruck", "zusammen"}

var germanEndings = []string{
	"ierungen", "ationen", "erinnen", "ierende", "ierter", "iertes", "innen", "ungen", "ierung", "ierten", "ierend", "ation", "ierte", "ieren", "iere", "iert", "ung", "erin", "isch", "lich", "keit", "heit",
	"sten", "est", "ten", "tet", "ern", "em", "en", "er", "es", "te", "st", "e", "n", "s", "t",
}
