package layout

import (
	"math"
	"slices"
	"unicode"
)

// mostCovered is the share of the narrower of two glyphs that neighbours share
// at most: kerning, italics and joined scripts do.
const mostCovered = 0.6

// tangled counts the glyphs that stand on others, as where a program has laid
// two words over each other. Signs of one glyph and letters of joined scripts
// may overlap.
func tangled(glyphs []Glyph) (n int) {
	rows := map[int][]*Glyph{}
	for i := range glyphs {
		g := &glyphs[i]
		if g.Angle == 0 && g.Right > g.Left && (unicode.IsLetter(g.Rune) || unicode.IsDigit(g.Rune)) {
			y := int(math.Round(4 * g.Y))
			rows[y] = append(rows[y], g)
		}
	}
	for _, row := range rows {
		slices.SortStableFunc(row, func(a, b *Glyph) int { return compare(a.Left, b.Left) })
		for i := 1; i < len(row); i++ {
			if row[i-1].isUnder(*row[i]) {
				n++
			}
		}
	}
	return n
}

func (g Glyph) isUnder(h Glyph) bool {
	if g.X == h.X || ratio(g.Size, h.Size) < 0.6 || (IsRTL(g.Rune) && IsRTL(h.Rune)) {
		return false
	}
	return overlap(g.Left, g.Right, h.Left, h.Right) > mostCovered*min(g.Right-g.Left, h.Right-h.Left)
}
