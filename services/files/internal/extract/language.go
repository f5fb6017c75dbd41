package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// glyphShift is how far the numbers of glyphs lie below ASCII in the fonts of
// many programs. Where a file gives numbers for characters, this finds them.
const glyphShift = 29

// cork is the upper half of the encoding that TeX's European fonts have.
var cork = []rune("ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£" +
	"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŒØÙÚÛÜÝÞẞàáâãäåæçèéêëìíîïðñòóôõöœøùúûüýþß")

// readable reads pages. Where most characters had to be guessed, it tries
// whether their numbers make more sense as TeX's, or as the numbers of glyphs.
func readable(pages []layout.Page) layout.Text {
	t := layout.Read(pages)
	if float64(t.Unmapped) <= maxUnmapped*float64(t.Glyphs) {
		return t
	}
	text := join(t.Pages)
	if again := layout.Read(guess(pages, asCork)); isLanguage(text) && odd(join(again.Pages)) < odd(text) {
		return again
	}
	if isLanguage(text) {
		return t
	}
	if again := layout.Read(guess(pages, asShifted)); isLanguage(join(again.Pages)) {
		return again
	}
	return t
}

func asCork(r rune) rune {
	if i := int(r) - 0x80; i >= 0 && i < len(cork) {
		return cork[i]
	}
	return r
}

func asShifted(r rune) rune {
	if r < unicode.MaxASCII-glyphShift {
		return r + glyphShift
	}
	return r
}

// guess returns pages whose unknown characters are what to makes of them.
func guess(pages []layout.Page, to func(rune) rune) []layout.Page {
	out := slices.Clone(pages)
	for i, p := range pages {
		out[i].Glyphs = slices.Clone(p.Glyphs)
		for j, g := range p.Glyphs {
			if g.Unmapped {
				out[i].Glyphs[j].Rune = to(g.Rune)
			}
		}
	}
	return out
}

// mostOfOne is how many letters one glyph may stand for: ligatures have three,
// more than that is a word.
const mostOfOne = 4

// lies is the share of letters that share their place with more others than a
// glyph holds: some programs give every glyph the text of its whole line.
func lies(pages []layout.Page) float64 {
	all, lying := 0, 0
	for _, p := range pages {
		for i := 0; i < len(p.Glyphs); {
			j := i + 1
			for j < len(p.Glyphs) && p.Glyphs[j].X == p.Glyphs[i].X && p.Glyphs[j].Y == p.Glyphs[i].Y {
				j++
			}
			if all += j - i; j-i > mostOfOne {
				lying += j - i
			}
			i = j
		}
	}
	return float64(lying) / float64(max(1, all))
}

// odd is the share of words that hold a capital after a small letter and before
// another, or a sign between letters: what fonts leave behind that name the wrong letters.
// Names of products do that too, but only they; what may be one counts half.
func odd(text string) float64 {
	words, bad := 0, 0.0
	for w := range strings.FieldsSeq(text) {
		runes := []rune(w)
		if len(runes) < 4 || strings.ContainsAny(w, "/@._0123456789") {
			continue
		}
		words++
		for i := 1; i+1 < len(runes); i++ {
			if isOdd(runes[i-1], runes[i], runes[i+1]) {
				bad += oddness(runes, i)
				break
			}
		}
	}
	if bad < fewOdd {
		return 0
	}
	return bad / float64(max(1, words))
}

// oddness is 0.5 for what may be the name of a product: JavaScript, DevOps.
func oddness(word []rune, at int) float64 {
	if at > 1 && unicode.IsUpper(word[0]) && unicode.IsUpper(word[at]) {
		return 0.5
	}
	return 1
}

// fewOdd words may be in any text.
const fewOdd = 5

func isOdd(a, b, c rune) bool {
	switch {
	case !unicode.IsLetter(a) || !unicode.IsLetter(c):
		return false
	case unicode.IsUpper(b):
		return unicode.IsLower(a) && unicode.IsLower(c)
	}
	return b == 'ª' || b == 'º' || unicode.In(b, unicode.Sk, unicode.Sm, unicode.So, unicode.Sc, unicode.No)
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
