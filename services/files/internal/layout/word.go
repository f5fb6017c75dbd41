package layout

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	surelyGap = 0.20  // of the size: a wider gap parts words
	maybeGap  = 0.06  // of the size: a wider one does if the reader of the page saw it too
	latinGap  = 0.045 // of the size: the same, between letters that don't join
	leapGap   = 0.14  // of the size: a wider one does between what was painted apart, of which he says nothing
	clearGap  = 0.10  // of the size: a wider one does where no gap but those between words comes near it
	closeGap  = 0.05  // of the size: how much wider than the median gaps between letters are then
	manyGaps  = 20    // with fewer nothing can be told of all: a heading of two colours has a gap as well
	trackGap  = 0.08  // of the size: a median above it is letter-spacing
	trackMore = 0.16  // of the size: what parts letter-spaced words on top of that
)

// string returns the segment as text: words parted by gaps as wide as a blank.
func (s segment) string() string {
	if s.text != "" {
		return s.text
	}
	if s.rtl == 0 && !s.leftward {
		return joinWords(split(s.chars, s.size))
	}
	chars := visual(s.chars)
	return joinWords(partMark(logical(split(chars, s.size), s.leftward || beginsRight(chars))))
}

func joinWords(words [][]char) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		for _, c := range w {
			b.WriteString(c.text)
		}
	}
	return b.String()
}

// split parts glyphs into words.
func split(chars []char, size float64) [][]char {
	t := measure(chars, size)
	var words [][]char
	all := make([]char, 0, len(chars)) // of all words, one after the other
	var last *char
	blank, from := false, 0
	for i, c := range chars {
		if c.blank {
			blank = true
			continue
		}
		if last == nil || t.parts(*last, c, blank) {
			words, from = append(words, nil), len(all)
		}
		all = append(all, c)
		words[len(words)-1] = all[from:len(all):len(all)]
		last, blank = &chars[i], false
	}
	if !t.tracked && spelled(words) {
		return unspell(words)
	}
	return words
}

// spacing says how glyphs are set in a segment.
type spacing struct {
	track   float64 // between letters, in sizes
	tracked bool    // so wide that blanks can't be told by what is there
	clear   bool    // gaps between words are so much wider than all others that narrow ones can be told
}

func (t spacing) parts(a, b char, blank bool) bool {
	size := max(a.size, b.size)
	gap := (b.x0 - a.x1) / size
	if b.x0 < a.x0 {
		gap = (a.x0 - b.x1) / size
	}
	maybe := latinGap
	if a.rtl || b.rtl {
		maybe = maybeGap
	}
	switch {
	case t.tracked:
		return gap > t.track+trackMore
	case blank:
		return gap > -0.3 // one that takes no room is an artefact
	case t.track > 0:
		return gap > t.track+surelyGap
	default:
		return gap > surelyGap || (t.clear && gap > clearGap) || (gap > maybe && b.gap) || (gap > leapGap && b.leap)
	}
}

func measure(chars []char, size float64) spacing {
	gaps, blanks := gapsOf(chars, size)
	if len(gaps) < 3 || cjk(chars) {
		return spacing{}
	}
	median := gaps[len(gaps)/2]
	if median <= trackGap {
		return spacing{clear: blanks == 0 && isClear(gaps, median) && !slices.ContainsFunc(chars, func(c char) bool { return c.rtl })}
	}
	trusted := blanks > 0 && 3*blanks < len(gaps)
	return spacing{track: median, tracked: !trusted}
}

// isClear reports whether no gap lies between those of letters and those of words.
func isClear(gaps []float64, median float64) bool {
	words := 0
	for _, g := range gaps {
		switch {
		case g > clearGap:
			words++
		case g > median+closeGap:
			return false
		}
	}
	return len(gaps) >= manyGaps && 3*words < len(gaps)
}

// gapsOf returns the sorted gaps between glyphs, in sizes, and how many of
// them hold a blank.
func gapsOf(chars []char, size float64) (gaps []float64, blanks int) {
	var last *char
	blank := false
	for i, c := range chars {
		if c.blank {
			blank = true
			continue
		}
		if last != nil {
			gaps = append(gaps, (c.x0-last.x1)/max(size, 1))
			if blank {
				blanks++
			}
		}
		last, blank = &chars[i], false
	}
	slices.Sort(gaps)
	return gaps, blanks
}

func cjk(chars []char) bool {
	n := 0
	for _, c := range chars {
		if r, _ := utf8.DecodeRuneInString(c.text); unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++
		}
	}
	return 2*n > len(chars)
}

// spelled reports whether words are letters in truth, parted by blanks for
// the look of it, as in "S K I L L S" or "工 作 经 历".
func spelled(words [][]char) bool {
	if len(words) < 3 {
		return false
	}
	signs := cjk(words[0])
	if !signs && len(words) < 4 {
		return false
	}
	for _, w := range words {
		if len(w) != 1 {
			return false
		}
		if r, _ := utf8.DecodeRuneInString(w[0].text); !unicode.IsLetter(r) && r != '&' {
			return false
		}
		if cjk(w) != signs {
			return false
		}
	}
	return true
}

// unspell puts spelled letters together; words are parted by wider gaps.
func unspell(letters [][]char) [][]char {
	all := slices.Concat(letters...)
	gaps, _ := gapsOf(all, all[0].size)
	limit := 1.5 * max(gaps[len(gaps)/2], surelyGap) * all[0].size
	var words [][]char
	for i, c := range all {
		if i == 0 || c.x0-all[i-1].x1 > limit {
			words = append(words, nil)
		}
		words[len(words)-1] = append(words[len(words)-1], c)
	}
	return words
}
