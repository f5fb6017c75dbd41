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

type ink int

const (
	dark ink = iota
	pale
	none
)

// brush is what the last glyph was painted with. Whether that leaves ink, and of
// what colour, is the same for all that it painted.
type brush struct {
	object uint64
	ink    ink
}

func (s *scribe) inkOf(i int) ink {
	if object := s.object(i); object != s.by.object || object == 0 {
		s.by = brush{object: object, ink: s.lookAt(i, object)}
	}
	return s.by.ink
}

func (s *scribe) lookAt(i int, object uint64) ink {
	if object != 0 {
		if mode := enums.FPDF_TEXT_RENDERMODE(s.mode(object)); mode == enums.FPDF_TEXTRENDERMODE_INVISIBLE || mode == enums.FPDF_TEXTRENDERMODE_CLIP {
			return none
		}
	}
	r, g, b, a, ok := s.color(i)
	if ok && (a <= faintTo || (r >= paleFrom && g >= paleFrom && b >= paleFrom)) {
		return pale
	}
	return dark
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
