package pdf

import (
	"slices"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

const (
	maxCovers    = 50        // that are looked at on a page
	maxCoverArea = 4_000_000 // square points of a picture that is looked through
	opaqueFrom   = 250       // as much opacity as this hides what is under it
)

// cover is a picture that was painted after some text. Boxes aren't looked at:
// what is cut away of them, PDFium doesn't say.
type cover struct {
	area

	z     int // its place in what was painted
	image references.FPDF_PAGEOBJECT
	veil  *veil // how opaque the picture is; nil before that was needed
}

// textArea is where text was painted.
type textArea struct {
	area

	z int
}

// coverOf returns what a picture covers, unless it is mixed with what lies under it.
func coverOf(lib pdfium.Pdfium, image references.FPDF_PAGEOBJECT, z int) (c cover, ok bool) {
	mixed, err := lib.FPDFPageObj_HasTransparency(&requests.FPDFPageObj_HasTransparency{PageObject: image})
	if err != nil || mixed.HasTransparency {
		return c, false
	}
	at, ok := boundsOf(lib, image)
	return cover{z: z, area: at, image: image}, ok && (at.right-at.left)*(at.top-at.bottom) <= maxCoverArea
}

func boundsOf(lib pdfium.Pdfium, object references.FPDF_PAGEOBJECT) (area, bool) {
	b, err := lib.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object})
	if err != nil {
		return area{}, false
	}
	return area{left: float64(b.Left), bottom: float64(b.Bottom), right: float64(b.Right), top: float64(b.Top)}, true
}

// texts finds where text was painted before the last cover.
func (p *painting) texts(lib pdfium.Pdfium, page requests.Page) (out []textArea) {
	for i := range p.covers[len(p.covers)-1].z {
		object, err := lib.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := lib.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil || (kind.Type != enums.FPDF_PAGEOBJ_TEXT && kind.Type != enums.FPDF_PAGEOBJ_FORM) {
			continue
		}
		if at, ok := boundsOf(lib, object.PageObject); ok {
			out = append(out, textArea{z: i, area: at})
		}
	}
	return out
}

// covered returns which glyphs lie under pictures painted later, and how many.
func (p *painting) covered(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, page requests.Page, glyphs []layout.Glyph) (under []bool, n int) {
	under = make([]bool, len(glyphs))
	if !p.reach(glyphs) {
		return under, 0
	}
	texts := p.texts(lib, page)
	for i, g := range glyphs {
		x, y := middle(g)
		z := -1
		for _, t := range texts {
			if t.holds(x, y) {
				z = t.z
			}
		}
		at := slices.IndexFunc(p.covers, func(c cover) bool { return z >= 0 && z < c.z && c.holds(x, y) })
		if at >= 0 && p.covers[at].isOpaque(lib, doc, page, x, y) {
			under[i] = true
			n++
		}
	}
	return under, n
}

// reach reports whether any glyph lies where a cover is.
func (p *painting) reach(glyphs []layout.Glyph) bool {
	return len(p.covers) > 0 && slices.ContainsFunc(glyphs, func(g layout.Glyph) bool {
		x, y := middle(g)
		return slices.ContainsFunc(p.covers, func(c cover) bool { return c.holds(x, y) })
	})
}

func middle(g layout.Glyph) (x, y float64) { return (g.Left + g.Right) / 2, (g.Bottom + g.Top) / 2 }

func (a area) holds(x, y float64) bool {
	return x > a.left && x < a.right && y > a.bottom && y < a.top
}

// isOpaque reports whether nothing shines through at a place.
func (c *cover) isOpaque(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, page requests.Page, x, y float64) bool {
	if c.veil == nil {
		c.veil = veilOf(lib, doc, page, c.image)
	}
	return c.veil.at((x-c.left)/(c.right-c.left), (c.top-y)/(c.top-c.bottom)) >= opaqueFrom
}
