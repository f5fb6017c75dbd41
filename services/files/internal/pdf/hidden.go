package pdf

import (
	"github.com/klippa-app/go-pdfium/enums"
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

// paintsNothing reports whether the text object of a glyph leaves no trace.
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
	page.Images = p.images
	page.Recognized = p.images > 0 && 2*len(s.ghosts) > len(page.Glyphs)
	if !page.Recognized {
		for _, i := range s.ghosts {
			page.Glyphs[i].Hidden = true
		}
	}
	for _, i := range s.pale {
		page.Glyphs[i].Hidden = p.isPaleUnder(page.Glyphs[i])
	}
	for i := range page.Glyphs {
		g := &page.Glyphs[i]
		if (g.Size < tinySize && !page.Recognized) || isOff(*page, *g) {
			g.Hidden = true
		}
	}
}

func isOff(page layout.Page, g layout.Glyph) bool {
	if page.Right <= page.Left || page.Top <= page.Bottom {
		return false
	}
	return g.Right < page.Left-offPaper || g.Left > page.Right+offPaper ||
		g.Top < page.Bottom-offPaper || g.Bottom > page.Top+offPaper
}
