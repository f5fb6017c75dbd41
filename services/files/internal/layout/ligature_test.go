package layout

import "testing"

func TestALigatureIsTheLettersThatItIsAsWideAs(t *testing.T) {
	pen := 50.0
	set := func(r rune, width float64) Glyph {
		g := Glyph{Rune: r, X: pen, Y: 700, Left: pen, Right: pen + width, Bottom: 697, Top: 708, Size: 10, Unmapped: r < ' '}
		pen += width
		return g
	}
	const f, i, l, o, c, e = 3.1, 2.5, 2.4, 5.6, 5, 5.2
	for width, want := range map[float64]string{2*f + i: "office", 2 * f: "offce", 2*f + 0.9: "offce", f: "offce"} {
		pen = 50
		line := []Glyph{
			set('o', o), set(0x1B, width), set('c', c), set('e', e), set(' ', 3),
			set('f', f), set('l', l), set('i', i),
		}

		got := Read([]Page{{Right: 600, Top: 800, Glyphs: line}}).Pages[0]

		if got != want+" fli" {
			t.Errorf("a glyph of width %.1f: got %q; want %q", width, got, want+" fli")
		}
	}
}
