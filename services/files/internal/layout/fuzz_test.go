package layout_test

import (
	"encoding/binary"
	"math"
	"testing"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// glyphsOf makes glyphs of any bytes, twelve for each.
func glyphsOf(data []byte) (all []layout.Glyph) {
	for ; len(data) >= 12 && len(all) < 2000; data = data[12:] {
		at := func(i int) float64 { return float64(int16(binary.LittleEndian.Uint16(data[i:]))) / 8 }
		g := layout.Glyph{
			Rune: rune(binary.LittleEndian.Uint16(data)), X: at(2), Y: at(4), Size: float64(data[6]) / 4,
			Angle: float64(data[7]) * math.Pi / 128, Unmapped: data[8]&1 > 0, Gap: data[8]&2 > 0, Hidden: data[8]&4 > 0,
		}
		if data[8]&8 > 0 {
			g.Rune += 0x10000
		}
		g.Left, g.Right = g.X, g.X+float64(data[9])/4
		g.Bottom, g.Top = g.Y-float64(data[10])/16, g.Y+float64(data[11])/4
		if data[8]&0xf0 == 0xf0 {
			g.X, g.Size = math.NaN(), math.Inf(1)
		}
		all = append(all, g)
	}
	return all
}

// seed is a line of text as bytes that glyphsOf reads.
func seed(text string) (data []byte) {
	x := uint16(400)
	for _, r := range text {
		var g [12]byte
		binary.LittleEndian.PutUint16(g[0:], uint16(r))
		binary.LittleEndian.PutUint16(g[2:], x)
		binary.LittleEndian.PutUint16(g[4:], 5600)
		g[6], g[9], g[10], g[11] = 40, 20, 32, 32
		data = append(data, g[:]...)
		x += 40
	}
	return data
}

func FuzzRead(f *testing.F) {
	f.Add([]byte{}, uint8(1))
	f.Add(seed("Ann Example"), uint8(1))
	f.Add(seed("קורות חיים 2019–2020"), uint8(2))
	f.Add(append(seed("• soft-"), seed("ware ﬁles")...), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, pages uint8) {
		var all []layout.Page
		for range min(pages, 4) {
			all = append(all, layout.Page{Right: 600, Top: 800, Glyphs: glyphsOf(data)})
		}
		got := layout.Read(all)
		if len(got.Pages) != len(all) {
			t.Fatalf("%d pages of %d", len(got.Pages), len(all))
		}
		for _, p := range got.Pages {
			if !utf8.ValidString(p) {
				t.Fatalf("not UTF-8: %q", p)
			}
		}
	})
}
