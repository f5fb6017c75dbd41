package pdf

import (
	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

const (
	paleFrom  = 242 // a colour whose three parts are from here on is white to the eye
	faintTo   = 12  // as little opacity as this is none
	tinySize  = 2.0 // points: no one reads letters of this size
	offPaper  = 2.0 // points outside that are forgiven
	fewGlyphs = 40  // a page with fewer may be a picture
)

// inspector looks at the ink of glyphs: whether there is any, and of what
// colour. Both belong to a text object, of which PDFium doesn't say where it
// begins and ends; so it looks at the start of each word and at every few glyphs
// in it, and at all of a word whose ink changes.
type inspector struct {
	*scribe

	fresh bool // a word begins
	ink   ink
	since int
}

type ink int

const (
	dark ink = iota
	pale
	none
)

// everyFew is how many glyphs are believed to be like the one looked at.
const everyFew = 4

// inspect looks at glyph i of the page, which is the one at n of those kept.
func (s *inspector) inspect(i, n int, g layout.Glyph) {
	if s.since++; s.fresh || s.since >= everyFew || n == 0 {
		was := s.ink
		s.ink = s.inkOf(i)
		for back := 1; !s.fresh && s.ink != was && back < s.since; back++ {
			s.inks[n-back] = s.inkOf(i - back)
		}
		s.since = 0
	}
	s.inks = append(s.inks, s.ink)
	s.fresh = g.Rune == ' '
}

func (s *inspector) inkOf(i int) ink {
	switch {
	case s.paintsNothing(i):
		return none
	case s.isPale(i):
		return pale
	}
	return dark
}

func (s *scribe) paintsNothing(i int) bool {
	object, err := s.lib.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: s.text, Index: i})
	if err != nil {
		return false
	}
	mode, err := s.lib.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: object.TextObject})
	if err != nil {
		return false
	}
	return mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_INVISIBLE || mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_CLIP
}

func (s *scribe) isPale(i int) bool {
	c, err := s.lib.FPDFText_GetFillColor(&requests.FPDFText_GetFillColor{TextPage: s.text, Index: i})
	if err != nil {
		return false
	}
	return c.A <= faintTo || (c.R >= paleFrom && c.G >= paleFrom && c.B >= paleFrom)
}

// hide marks the glyphs of a page that no reader sees. Invisible text over a
// picture is what character recognition leaves: that is the page's text.
func hide(page *layout.Page, s scribe, p painting) {
	ghosts := 0
	for _, k := range s.inks {
		if k == none {
			ghosts++
		}
	}
	page.Images, page.Shapes = p.images, p.shapes
	page.Recognized = p.images > 0 && 2*ghosts > len(page.Glyphs)
	for i, k := range s.inks {
		switch k {
		case none:
			page.Glyphs[i].Hidden = !page.Recognized
		case pale:
			page.Glyphs[i].Hidden = p.isPaleUnder(page.Glyphs[i])
		case dark:
		}
	}
	for i := range page.Glyphs {
		g := &page.Glyphs[i]
		if (g.Size < tinySize && !page.Recognized) || isOff(*page, *g) {
			g.Hidden = true
		}
	}
}

// hideCovered marks what lies under pictures painted later. Where that is most
// of a page, it is what character recognition has left under the picture of it.
func hideCovered(page *layout.Page, p painting, lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, ref requests.Page) {
	under, n := p.covered(lib, doc, ref, page.Glyphs)
	if 2*n > len(page.Glyphs) {
		page.Recognized = true
		return
	}
	for i := range page.Glyphs {
		page.Glyphs[i].Hidden = page.Glyphs[i].Hidden || under[i]
	}
}

func isOff(page layout.Page, g layout.Glyph) bool {
	if page.Right <= page.Left || page.Top <= page.Bottom {
		return false
	}
	return g.Right < page.Left-offPaper || g.Left > page.Right+offPaper ||
		g.Top < page.Bottom-offPaper || g.Bottom > page.Top+offPaper
}
