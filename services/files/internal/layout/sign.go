package layout

import (
	"slices"
	"strings"
	"unicode"
)

const (
	sameSign = 0.7  // of the narrower: glyphs that overlap by more are one sign
	offSign  = 0.15 // of the size: how far apart their middles may be
)

// visual sorts glyphs from left to right. What is one sign to the eye stays
// together in the order in which it was painted, and vowel marks go with their letters.
func visual(chars []char) []char {
	var out, marks []char
	for i, c := range chars {
		c.id = i
		switch n := len(out); {
		case isVowelMark(c):
			marks = append(marks, c)
		case n > 0 && out[n-1].shares(c):
			out[n-1].join(c)
		default:
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b char) int { return compare(a.middle(), b.middle()) })
	for _, m := range marks {
		if i := bearer(out, m); i >= 0 {
			out[i].join(m)
		}
	}
	settleGaps(out)
	return slices.DeleteFunc(out, func(c char) bool { return c.blank && c.leap })
}

// settleGaps moves what the reader of the page said about gaps to the right
// hand of each: it is of glyphs that were painted one after the other, from
// whichever side. A blank among letters that follow each other closely leapt
// there from elsewhere.
func settleGaps(chars []char) {
	gaps := make([]bool, len(chars))
	for i := 1; i < len(chars); i++ {
		a, b := chars[i-1], chars[i]
		gaps[i] = (b.id == a.id+1 && b.gap) || (a.id == b.id+1 && a.gap)
		chars[i].leap = distance(float64(a.id), float64(b.id)) != 1
		if b.blank && i+1 < len(chars) {
			c := chars[i+1]
			chars[i].leap = distance(float64(a.id), float64(c.id)) == 1 && c.x0-a.x1 < maybeGap*c.size
		}
	}
	for i := range chars {
		chars[i].gap = gaps[i]
	}
}

// join adds another piece of the same sign.
func (c *char) join(d char) {
	c.text = inOrder(c.text, d.text)
	if overlap(c.x0, c.x1, d.x0, d.x1) > -0.1*c.size {
		c.x0, c.x1 = min(c.x0, d.x0), max(c.x1, d.x1)
	}
	if !isVowelMark(d) {
		c.id = d.id
	}
}

func (c char) middle() float64 { return (c.x0 + c.x1) / 2 }

// shares reports whether two glyphs of a script that runs from right to left
// are one sign: a ligature that was taken apart, or painted in two pieces.
func (c char) shares(d char) bool {
	switch {
	case c.blank || d.blank:
		return false
	case !c.rtl || !d.rtl:
		return c.x0 == d.x0 && c.x1 == d.x1
	}
	away := c.middle() - d.middle()
	return overlap(c.x0, c.x1, d.x0, d.x1) >= sameSign*min(c.x1-c.x0, d.x1-d.x0) &&
		max(away, -away) < offSign*max(c.size, d.size)
}

// inOrder puts the second piece of a sign after the first. Where these are lam
// and alef, lam comes first, whichever was painted first.
func inOrder(a, b string) string {
	if b == "ل" && strings.ContainsAny(a, "اأإآ") {
		return b + a
	}
	return a + b
}

func isVowelMark(c char) bool {
	for _, r := range c.text {
		if !unicode.Is(unicode.Mn, r) {
			return false
		}
	}
	return c.text != ""
}

// bearer is the letter that a vowel mark belongs to, or -1: the one it stands
// over, or else the one at its right, after which it is read.
func bearer(chars []char, m char) int {
	best, at := m.size, -1
	for i, c := range chars {
		away := max(c.x0-m.middle(), m.middle()-c.x1, 0)
		if c.x1 < m.middle() {
			away += 0.5 * m.size
		}
		if !c.blank && away < best {
			best, at = away, i
		}
	}
	return at
}

// partMark parts a list mark from the word that it stands before.
func partMark(words [][]char) [][]char {
	if len(words) == 0 || len(words[0]) < 2 || !isBullet(words[0][0].text) || classOf(words[0][1]) != right {
		return words
	}
	first := words[0]
	return append([][]char{first[:1], first[1:]}, words[1:]...)
}
