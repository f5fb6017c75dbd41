package layout

import "math"

// ligatures are what TeX's fonts have where other fonts have controls: those
// that don't name their characters are read by these codes.
var ligatures = map[rune]string{
	0x0B: "ff", 0x0C: "fi", 0x0D: "fl", 0x0E: "ffi", 0x0F: "ffl",
	0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl",
	0x15: "–", 0x16: "—",
}

// widths are how wide the letters of ligatures are, by the size of the font.
type widths map[float64]map[byte]float64

func widthsOf(glyphs []*Glyph) widths {
	all := widths{}
	for _, g := range glyphs {
		if g.Unmapped || g.Right <= g.Left || (g.Rune != 'f' && g.Rune != 'i' && g.Rune != 'l') {
			continue
		}
		if all[g.Size] == nil {
			all[g.Size] = map[byte]float64{}
		}
		if wide, seen := all[g.Size][byte(g.Rune)]; !seen || g.Right-g.Left < wide { // the wider may be ligatures, taken apart
			all[g.Size][byte(g.Rune)] = g.Right - g.Left
		}
	}
	return all
}

const (
	nearWidth = 0.1  // of the size: how far a ligature may be from as wide as its letters
	moreWidth = 0.15 // of the size: one that is wider by more has other letters
)

// ligature returns guess, the letters by the code, unless the glyph is wider
// than these, which no ligature is: fonts that were made anew have codes of their own.
func (w widths) ligature(g Glyph, guess string) string {
	if len(w[g.Size]) < 3 || guess[0] != 'f' || w.more(g, guess) <= moreWidth {
		return guess
	}
	best, least := guess, nearWidth
	for _, other := range []string{"ffi", "fi", "ff", "ffl", "fl"} { // i and l are often alike: the first is more frequent
		if off := math.Abs(w.more(g, other)); off < least {
			best, least = other, off
		}
	}
	return best
}

// more is how much wider a glyph is than letters, in its size.
func (w widths) more(g Glyph, letters string) float64 {
	wide := g.Right - g.Left
	for i := range len(letters) {
		wide -= w[g.Size][letters[i]]
	}
	return wide / g.Size
}
