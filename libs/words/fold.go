package words

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the plain form of a word: lower case, compatibility forms and
// invisible characters gone, look-alike letters in the alphabet of the rest.
func Fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	s = norm.NFKC.String(s)
	latin := strings.ContainsFunc(s, func(r rune) bool { return r < 128 && unicode.IsLetter(r) })
	return strings.Map(func(r rune) rune {
		if Invisible(r) {
			return -1
		}
		r = unicode.ToLower(r)
		if same, ok := lookalikes[r]; ok && latin {
			return same
		}
		if d := digit(r); d >= 0 {
			return rune('0') + d
		}
		return r
	}, s)
}

// Plain is Fold without accents, for comparing across sloppy spellings.
func Plain(s string) string {
	s = Fold(s)
	if ascii(s) {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// digit is the value of a decimal digit of any script but ASCII, or -1.
func digit(r rune) rune {
	if r < 0x80 || !unicode.IsDigit(r) {
		return -1
	}
	// Decimal digits stand in runs of ten that begin at a multiple of 2 in
	// the Nd table; the run's start is found by walking back.
	zero := r
	for i := 0; i < 9 && unicode.IsDigit(zero-1); i++ {
		zero--
	}
	return r - zero
}

// lookalikes are the small Cyrillic, Greek and other letters that are drawn
// like Latin ones.
var lookalikes = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'е': 'e', 'һ': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p',
	'ѕ': 's', 'т': 't', 'у': 'y', 'х': 'x', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w', 'ё': 'e', 'г': 'r',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ω': 'w', 'γ': 'y',
	'ı': 'i', 'ɡ': 'g', 'ɑ': 'a', 'ⅼ': 'l',
}
