package layout

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxHiddenText is how much of the hidden text is told.
const maxHiddenText = 200

// char is a glyph that is kept, in a page turned so that its baseline is level.
type char struct {
	text   string
	x0, x1 float64
	y0, y1 float64
	base   float64
	size   float64
	blank  bool
	gap    bool // the reader of the page saw a gap before it
	rtl    bool // of a script that runs from right to left
	id     int  // its place in what was painted together
	leap   bool // it was not painted right before or after its left neighbour
}

// scrub drops what is no text, and counts it.
func scrub(glyphs []Glyph, out *Text) []Glyph {
	kept := make([]Glyph, 0, len(glyphs))
	for i, g := range glyphs {
		switch {
		case g.Hidden:
			out.hide(g)
		case !isBroken(g):
			out.count(g)
			if isLost(g) && (i > 0 && touches(glyphs[i-1], g) || i+1 < len(glyphs) && touches(g, glyphs[i+1])) {
				out.Lost++
			}
			kept = append(kept, g)
		}
	}
	return once(kept)
}

// isLost reports whether nothing is known of a glyph, not even a guess.
func isLost(g Glyph) bool { return g.Unmapped && g.Rune < ' ' && ligatures[g.Rune] == "" }

// touches reports whether two glyphs stand in one word. What stands alone is an
// icon; no letter is lost with it.
func touches(a, b Glyph) bool {
	isText := func(g Glyph) bool { return isLost(g) || unicode.IsLetter(g.Rune) }
	return isText(a) && isText(b) && math.Abs(a.Y-b.Y) < sameLine*a.Size && ratio(a.Size, b.Size) > 0.8 &&
		-overlap(a.Left, a.Right, b.Left, b.Right) < 0.15*a.Size
}

func (t *Text) hide(g Glyph) {
	if !unicode.IsSpace(g.Rune) {
		t.Hidden++
	}
	if len(t.HiddenText) < maxHiddenText && g.Rune >= ' ' {
		t.HiddenText += string(g.Rune)
	}
}

func (t *Text) count(g Glyph) {
	if unicode.IsSpace(g.Rune) && !g.Unmapped {
		return
	}
	t.Glyphs++
	if isPrivate(g.Rune) {
		t.Private++
	}
	if g.Unmapped {
		t.Unmapped++
	}
}

func isBroken(g Glyph) bool {
	for _, v := range []float64{g.X, g.Y, g.Left, g.Right, g.Size} {
		if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e6 {
			return true
		}
	}
	return g.Rune == 0
}

func isPrivate(r rune) bool { return unicode.Is(unicode.Co, r) }

// once drops glyphs painted again on the same spot, as shadows and fake bold
// type are. Glyphs with one origin come from one sign, as ligatures do, and are
// not measured against each other.
func once(glyphs []Glyph) []Glyph {
	seen := make(map[row][]float64, len(glyphs)/8)
	var sign []Glyph
	kept := glyphs[:0]
	var last Glyph
	for _, g := range glyphs {
		if g.X != last.X || g.Y != last.Y {
			for _, s := range sign {
				r := rowOf(s)
				seen[r] = append(seen[r], s.Left)
			}
			sign = sign[:0]
		}
		last = g
		if unicode.IsSpace(g.Rune) || !isNear(g, seen) {
			kept = append(kept, g)
		}
		sign = append(sign, g)
	}
	return kept
}

// row is a letter and a narrow strip of the paper.
type row struct {
	r    rune
	size float64 // the strips of another size lie elsewhere
	y    int
}

// spot is how far off, in sizes, the same letter is the same sign.
const spot = 0.1

func strip(size float64) float64 { return max(size*spot, 0.3) }

func rowOf(g Glyph) row { return row{g.Rune, g.Size, int(math.Floor(g.Y / strip(g.Size)))} }

// isNear reports whether the letter was painted here before.
func isNear(g Glyph, seen map[row][]float64) bool {
	at, width := rowOf(g), strip(g.Size)
	for y := at.y - 1; y <= at.y+1; y++ {
		for _, left := range seen[row{at.r, at.size, y}] {
			if math.Abs(left-g.Left) < width {
				return true
			}
		}
	}
	return false
}

// byAngle parts the glyphs by the direction of their baseline, the largest
// group first, each turned level.
func byAngle(glyphs []Glyph) [][]char {
	groups := map[int][]*Glyph{}
	for i, g := range glyphs {
		degree := int(math.Round(g.Angle*180/math.Pi)+360) % 360
		groups[degree] = append(groups[degree], &glyphs[i])
	}
	degrees := make([]int, 0, len(groups))
	for d := range groups {
		degrees = append(degrees, d)
	}
	slices.SortFunc(degrees, func(a, b int) int {
		if n := len(groups[b]) - len(groups[a]); n != 0 {
			return n
		}
		return a - b
	})
	out := make([][]char, 0, len(degrees))
	for _, d := range degrees {
		out = append(out, chars(groups[d], d))
	}
	return out
}

func chars(glyphs []*Glyph, degree int) []char {
	out := make([]char, 0, len(glyphs))
	sin, cos := math.Sincos(-float64(degree) * math.Pi / 180)
	var wide widths
	for _, g := range glyphs {
		c := char{size: g.Size, gap: g.Gap}
		c.text, c.blank = plain(g.Rune)
		if s := ligatures[g.Rune]; g.Unmapped && s != "" {
			if wide == nil {
				wide = widthsOf(glyphs)
			}
			c.text, c.blank = wide.ligature(*g, s), false
		}
		if c.text == "" && !c.blank {
			continue
		}
		c.place(*g, sin, cos, degree == 0)
		c.rtl = isRTL(c.text)
		out = append(out, c)
	}
	return out
}

func (c *char) place(g Glyph, sin, cos float64, level bool) {
	if level {
		c.x0, c.x1, c.y0, c.y1, c.base = g.Left, g.Right, g.Bottom, g.Top, g.Y
	} else {
		ax, ay := g.Left*cos-g.Bottom*sin, g.Left*sin+g.Bottom*cos
		bx, by := g.Right*cos-g.Top*sin, g.Right*sin+g.Top*cos
		c.x0, c.x1, c.y0, c.y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
		c.base = g.X*sin + g.Y*cos
	}
	if c.size <= 0 {
		c.size = max(c.y1-c.y0, 1)
	}
	// Some fonts claim boxes of absurd height; rows are found by these.
	c.y0, c.y1 = c.base-0.25*c.size, c.base+0.75*c.size
}

// plain returns a rune as it is written in plain text: ligatures and
// presentation forms taken apart, bullets of symbol fonts as bullets, icons
// and controls as nothing.
func plain(r rune) (text string, blank bool) {
	switch {
	case r == 0x02 || r == 0xAD:
		return "-", false
	case unicode.IsSpace(r) || r == 0x200B || r == 0xFEFF:
		return "", true
	case r < 0x20 || (r >= 0x7F && r < 0xA0) || r == 0xFFFD || r == 0xFFFE || r == 0xFFFF:
		return "", false
	case unicode.Is(unicode.Cf, r):
		return "", false
	case isPrivate(r):
		return bullets[r], false
	case (r >= 0xFB00 && r <= 0xFDFF) || (r >= 0xFE70 && r <= 0xFEFF) || (r >= 0x2F00 && r <= 0x2FDF):
		return norm.NFKC.String(string(r)), false
	}
	return string(r), false
}

// bullets are the list marks of the Symbol and Wingdings fonts.
var bullets = map[rune]string{
	0xF0B7: "•", 0xF0A7: "•", 0xF06E: "•", 0xF06F: "•", 0xF071: "•", 0xF075: "•", 0xF076: "•",
	0xF0A8: "•", 0xF0D8: "•", 0xF0FC: "•", 0xF0E0: "", 0xF02D: "-", 0xF0BE: "-",
}

func isRTL(s string) bool { return strings.ContainsFunc(s, IsRTL) }

// IsRTL reports whether a letter belongs to a script that runs from right to left.
func IsRTL(r rune) bool {
	return r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana) && !unicode.IsDigit(r)
}
