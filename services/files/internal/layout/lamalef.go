package layout

import (
	"slices"
	"unicode"
)

const (
	fewNameless = 0.1  // share of the Arabic glyphs; where it is more, others than lam with alef have no names
	onSpot      = 0.1  // of the size
	letterGap   = 0.6  // of the size
	hamzaAbove  = 0.05 // of the size: how much higher than alef
	hamzaBelow  = 0.13 // of the size: how far below the baseline
)

// The signs of lam with alef.
const (
	lamAlef           = '\uFEFB'
	lamAlefHamzaAbove = '\uFEF7'
	lamAlefHamzaBelow = '\uFEF9'
	lamAlefMadda      = '\uFEF5'
)

// NeedsInk reports whether the extent of the ink helps to name a sign: the glyph
// is a letter to compare with, has no name, or follows such in Arabic.
func (g Glyph) NeedsInk(before Glyph) bool {
	return g.Unmapped || g.Rune == 'ا' || g.Rune == 'ل' ||
		(g.Rune <= unicode.MaxASCII && (before.Unmapped || isArabic(before)))
}

// nameLamAlefs names signs in Arabic words that their font doesn't name. Many
// programs write tables of the letters that a font has; lam with alef is a sign
// of two, the only one that every Arabic font has, and is missing in them. Which
// alef it is, the height of the ink says.
func nameLamAlefs(glyphs []Glyph) []Glyph {
	height, arabic, nameless := arabicOf(glyphs)
	if nameless == 0 || float64(nameless) > fewNameless*float64(arabic) {
		return glyphs
	}
	out := make([]Glyph, 0, len(glyphs))
	for i := 0; i < len(glyphs); {
		j := endOfSign(glyphs, i)
		if sign := glyphs[i:j]; isNameless(sign) && isAmongArabic(glyphs, i, j) {
			g := lamAlefOf(sign, height)
			if isNow(glyphs, i, j) {
				g.Rune = lamAlefMadda
			}
			out = append(out, g)
		} else {
			out = append(out, sign...)
		}
		i = j
	}
	return out
}

// arabicOf counts the Arabic glyphs and the signs without names after them, and
// finds the height of alef and lam in sizes.
func arabicOf(glyphs []Glyph) (height float64, arabic, nameless int) {
	var heights []float64
	for i, g := range glyphs {
		switch {
		case isArabic(g):
			arabic++
			if g.High > g.Y && g.Size > 0 {
				heights = append(heights, (g.High-g.Y)/g.Size)
			}
		case g.Unmapped && i > 0 && isArabic(glyphs[i-1]):
			nameless++
		}
	}
	if len(heights) > 0 {
		slices.Sort(heights)
		height = heights[len(heights)/2]
	}
	return height, arabic, nameless
}

func isArabic(g Glyph) bool { return !g.Unmapped && unicode.In(g.Rune, unicode.Arabic) }

// endOfSign is the end of the glyphs that stand where the one at i does.
func endOfSign(glyphs []Glyph, i int) int {
	j := i + 1
	for j < len(glyphs) && glyphs[j].Y == glyphs[i].Y && distance(glyphs[j].X, glyphs[i].X) < onSpot*glyphs[i].Size {
		j++
	}
	return j
}

func distance(a, b float64) float64 { return max(a-b, b-a) }

func isNameless(sign []Glyph) bool {
	return len(sign) <= 3 && slices.ContainsFunc(sign, func(g Glyph) bool { return g.Unmapped && !g.Hidden }) &&
		!slices.ContainsFunc(sign, isArabic)
}

// isAmongArabic reports whether the sign from i to j has an Arabic neighbour.
func isAmongArabic(glyphs []Glyph, i, j int) bool {
	g := glyphs[i]
	near := func(h Glyph) bool {
		return isArabic(h) && distance(g.Y, h.Y) < sameLine*g.Size && -overlap(g.Left, g.Right, h.Left, h.Right) < letterGap*g.Size
	}
	return (i > 0 && near(glyphs[i-1])) || (j < len(glyphs) && near(glyphs[j]))
}

// isNow reports whether the sign from i to j stands in the word "now" (alef,
// sign, nun), with which the dates of most CVs end. Its alef looks like others.
func isNow(glyphs []Glyph, i, j int) bool {
	if i == 0 || j == len(glyphs) {
		return false
	}
	before, after := glyphs[i-1], glyphs[j]
	if before.Rune == 'ن' { // painted from left to right
		before, after = after, before
	}
	begins := i == 1 || glyphs[i-1].Gap || !isArabic(glyphs[i-2])
	ends := j+1 == len(glyphs) || glyphs[j+1].Gap || !isArabic(glyphs[j+1])
	return begins && ends && before.Rune == 'ا' && after.Rune == 'ن'
}

// lamAlefOf is the sign that the pieces are.
func lamAlefOf(pieces []Glyph, height float64) Glyph {
	g := pieces[0]
	for _, p := range pieces[1:] {
		g.Left, g.Right = min(g.Left, p.Left), max(g.Right, p.Right)
		switch {
		case p.High <= p.Low:
		case g.High <= g.Low:
			g.Low, g.High = p.Low, p.High
		default:
			g.Low, g.High = min(g.Low, p.Low), max(g.High, p.High)
		}
	}
	g.Rune = lamAlef
	switch {
	case g.High <= g.Low:
	case g.Y-g.Low > hamzaBelow*g.Size:
		g.Rune = lamAlefHamzaBelow
	case height > 0 && g.High-g.Y > (height+hamzaAbove)*g.Size:
		g.Rune = lamAlefHamzaAbove
	}
	return g
}
