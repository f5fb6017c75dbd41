package pdf

import (
	"bytes"
	"math"
	"time"

	"github.com/klippa-app/go-pdfium/requests"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

const (
	maxFonts    = 40 // of a file that are opened
	maxFontSize = 8 << 20
	leastNamed  = 0.9  // share of the glyphs that the fonts must name
	mostOff     = 0.1  // share of these whose width may not be that of the letter
	offWidth    = 0.04 // of the size
	privateFrom = 0xE000
	privateTo   = 0xF8FF
)

// toUnicode names the tables by which a file says which letters it shows.
var toUnicode = []byte("/ToUnicode")

// ReadByFonts reads a file whose tables say wrongly, or not at all, which letters
// it shows: as if there were no tables, by the letters that the fonts in it give
// to their glyphs. Where a font gives none, what the tables say of short signs
// is believed; said is what Read made of the file. It returns nil where the fonts don't
// know or where the widths of the letters speak against it.
func (r *Reader) ReadByFonts(data []byte, said []layout.Page) ([]layout.Page, error) {
	lib, err := r.pool.GetInstance(time.Minute)
	if err != nil {
		return nil, err
	}
	defer func() { _ = lib.Kill() }()

	silent := bytes.ReplaceAll(data, toUnicode, []byte("/ToNothing"))
	opened, err := lib.OpenDocument(&requests.OpenDocument{File: &silent})
	if err != nil {
		return nil, openError(err)
	}
	names := &namer{byFont: map[string]*typeface{}, said: said}
	pages, err := readPages(lib, opened.Document, len(said), names)
	if err != nil || !names.isTrusted() {
		return nil, err
	}
	return pages, nil
}

// namer names glyphs by the fonts that they come from.
type namer struct {
	byFont map[string]*typeface
	said   []layout.Page

	page              int
	spots             map[spot][]rune // what the tables said of the page, by place
	known, named, off int
}

// spot is a place on a page.
type spot struct{ x, y float64 }

// typeface is a font and the letters of its glyphs.
type typeface struct {
	font    *sfnt.Font
	letters map[sfnt.GlyphIndex]rune
	silent  bool // the file doesn't say what they are
}

// turn begins a page.
func (n *namer) turn(page int) {
	n.page, n.spots = page, map[spot][]rune{}
	if page < len(n.said) {
		for _, g := range n.said[page].Glyphs {
			at := spot{g.X, g.Y}
			n.spots[at] = append(n.spots[at], g.Rune)
		}
	}
}

// name finds the letter of glyph i of the page.
func (n *namer) name(s *scribe, i int, g *layout.Glyph) {
	face := n.faceOf(s, i)
	if face == nil {
		n.known++
		return
	}
	if face.silent = face.silent || g.Unmapped; !face.silent {
		return
	}
	n.known++
	g.Unmapped = true             // PDFium forgets it of some
	id := sfnt.GlyphIndex(g.Rune) // PDFium gives the number of a glyph that has no name
	if r, ok := face.letters[id]; ok {
		g.Rune, g.Unmapped = r, false
		n.named++
		if !face.fits(id, *g) {
			n.off++
		}
		return
	}
	if short := n.spots[spot{g.X, g.Y}]; len(short) == 1 && !layout.IsRTL(short[0]) {
		g.Rune, g.Unmapped = short[0], false
	}
}

func (n *namer) isTrusted() bool {
	return n.known > 0 && float64(n.named) >= leastNamed*float64(n.known) && float64(n.off) <= mostOff*float64(n.named)
}

// faceOf returns the font of a glyph; nil where it can't be read.
func (n *namer) faceOf(s *scribe, i int) *typeface {
	object, err := s.lib.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: s.text, Index: i})
	if err != nil {
		return nil
	}
	ref, err := s.lib.FPDFTextObj_GetFont(&requests.FPDFTextObj_GetFont{PageObject: object.TextObject})
	if err != nil {
		return nil
	}
	name, err := s.lib.FPDFFont_GetBaseFontName(&requests.FPDFFont_GetBaseFontName{Font: ref.Font})
	if err != nil {
		return nil
	}
	face, seen := n.byFont[name.BaseFontName]
	if seen || len(n.byFont) >= maxFonts {
		return face
	}
	if data, err := s.lib.FPDFFont_GetFontData(&requests.FPDFFont_GetFontData{Font: ref.Font}); err == nil && len(data.FontData) <= maxFontSize {
		face = openFace(data.FontData)
	}
	n.byFont[name.BaseFontName] = face
	return face
}

// openFace reads which glyph each letter has, and turns that round.
func openFace(data []byte) *typeface {
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil
	}
	face := &typeface{font: f, letters: map[sfnt.GlyphIndex]rune{}}
	var buffer sfnt.Buffer
	for r := ' '; r < math.MaxUint16; r++ {
		if r >= privateFrom && r <= privateTo {
			continue
		}
		id, err := f.GlyphIndex(&buffer, r)
		if _, taken := face.letters[id]; err == nil && id != 0 && !taken {
			face.letters[id] = r
		}
	}
	return face
}

// fits reports whether a glyph is as wide as in its font.
func (f *typeface) fits(id sfnt.GlyphIndex, g layout.Glyph) bool {
	var buffer sfnt.Buffer
	const em = 1000 << 6
	wide, err := f.font.GlyphAdvance(&buffer, id, fixed.Int26_6(em), font.HintingNone)
	return err == nil && math.Abs(float64(wide)/em*g.Size-(g.Right-g.Left)) <= offWidth*g.Size
}
