package pdf

import (
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
	"github.com/sartor-cv/sartor/services/files/internal/link"
)

// linksOf returns the links of a page whose text doesn't say where they lead.
func linksOf(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, page requests.Page, glyphs []layout.Glyph) []link.Link {
	var all []link.Link
	for at, n := 0, 0; n < link.Most; n++ {
		next, err := lib.FPDFLink_Enumerate(&requests.FPDFLink_Enumerate{Page: page, StartPos: at})
		if err != nil || next.Link == nil || next.NextStartPos == nil || *next.NextStartPos <= at {
			return all
		}
		at = *next.NextStartPos
		target := targetOf(lib, doc, *next.Link)
		if target == "" {
			continue
		}
		area, err := lib.FPDFLink_GetAnnotRect(&requests.FPDFLink_GetAnnotRect{Link: *next.Link})
		if err != nil || area.Rect == nil {
			continue
		}
		if l, ok := link.Of(textIn(glyphs, *area.Rect), target); ok {
			all = append(all, l)
		}
	}
	return all
}

// targetOf returns the address that a link leads to; "" for a place in the file.
func targetOf(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, l references.FPDF_LINK) string {
	action, err := lib.FPDFLink_GetAction(&requests.FPDFLink_GetAction{Link: l})
	if err != nil || action.Action == nil {
		return ""
	}
	path, err := lib.FPDFAction_GetURIPath(&requests.FPDFAction_GetURIPath{Document: doc, Action: *action.Action})
	if err != nil || path.URIPath == nil {
		return ""
	}
	return *path.URIPath
}

// textIn returns what is seen in an area, in the order of painting.
func textIn(glyphs []layout.Glyph, area structs.FPDF_FS_RECTF) string {
	var b strings.Builder
	left, right := min(float64(area.Left), float64(area.Right)), max(float64(area.Left), float64(area.Right))
	bottom, top := min(float64(area.Bottom), float64(area.Top)), max(float64(area.Bottom), float64(area.Top))
	for _, g := range glyphs {
		x, y := (g.Left+g.Right)/2, (g.Bottom+g.Top)/2
		if g.Hidden || x < left || x > right || y < bottom || y > top {
			continue
		}
		if g.Gap {
			b.WriteByte(' ')
		}
		if b.WriteRune(g.Rune); b.Len() > link.MaxText {
			return ""
		}
	}
	return b.String()
}
