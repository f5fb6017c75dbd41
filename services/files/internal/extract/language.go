package extract

import (
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// glyphShift is how far the numbers of glyphs lie below ASCII in the fonts of
// many programs. Where a file gives numbers for characters, this finds them.
const glyphShift = 29

// readable reads pages. Where most characters had to be guessed and the guess
// is no language, it tries whether the numbers of the glyphs are one.
func readable(pages []layout.Page) layout.Text {
	t := layout.Read(pages)
	if float64(t.Unmapped) <= maxUnmapped*float64(t.Glyphs) || isLanguage(join(t.Pages)) {
		return t
	}
	shifted := make([]layout.Page, len(pages))
	for i, p := range pages {
		shifted[i] = p
		shifted[i].Glyphs = make([]layout.Glyph, len(p.Glyphs))
		for j, g := range p.Glyphs {
			if g.Unmapped && g.Rune < unicode.MaxASCII-glyphShift {
				g.Rune += glyphShift
			}
			shifted[i].Glyphs[j] = g
		}
	}
	if again := layout.Read(shifted); isLanguage(join(again.Pages)) {
		return again
	}
	return t
}

const (
	fewLatin   = 40 // fewer letters say nothing about a language
	leastVowel = 0.24
	mostVowel  = 0.62
)

// isLanguage reports whether text may be of a human language: its Latin
// letters hold as many vowels as those of any language do. Other scripts are
// believed.
func isLanguage(text string) bool {
	letters, vowels, other := 0, 0, 0
	for _, r := range strings.ToLower(text) {
		switch {
		case strings.ContainsRune("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýąęėįųūőűıœăâîěůā", r):
			vowels++
			letters++
		case unicode.Is(unicode.Latin, r):
			letters++
		case unicode.IsLetter(r):
			other++
		}
	}
	if letters < fewLatin {
		return letters+other > fewLatin/4
	}
	share := float64(vowels) / float64(letters)
	return other > letters || (share >= leastVowel && share <= mostVowel)
}
