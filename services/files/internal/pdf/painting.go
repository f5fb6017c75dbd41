package pdf

import (
	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// maxObjects is how many of a page's objects are looked at.
const maxObjects = 4000

// painting is what else is on a page than text: the ground it stands on.
type painting struct {
	areas  []area
	images int
	shapes int
	covers []cover

	written bool // there was text before
}

// area is a filled part of the page.
type area struct {
	left, bottom, right, top float64
	pale                     bool
}

func look(lib pdfium.Pdfium, page requests.Page) painting {
	var p painting
	count, err := lib.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return p
	}
	for i := range min(count.Count, maxObjects) {
		object, err := lib.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			continue
		}
		kind, err := lib.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		p.see(lib, object.PageObject, kind.Type, i)
	}
	return p
}

// see takes note of the object that was painted as number z.
func (p *painting) see(lib pdfium.Pdfium, object references.FPDF_PAGEOBJECT, kind enums.FPDF_PAGEOBJ, z int) {
	switch kind { //nolint:exhaustive // the others are ground
	case enums.FPDF_PAGEOBJ_TEXT:
		p.written = true
		return
	case enums.FPDF_PAGEOBJ_FORM:
		p.written = true
	case enums.FPDF_PAGEOBJ_IMAGE:
		p.images++
		if p.written && len(p.covers) < maxCovers {
			if c, ok := coverOf(lib, object, z); ok {
				p.covers = append(p.covers, c)
			}
		}
	}
	p.add(lib, object, kind)
}

func (p *painting) add(lib pdfium.Pdfium, object references.FPDF_PAGEOBJECT, kind enums.FPDF_PAGEOBJ) {
	a, ok := boundsOf(lib, object)
	if !ok {
		return
	}
	if kind == enums.FPDF_PAGEOBJ_PATH {
		mode, err := lib.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: object})
		if err != nil || mode.FillMode == enums.FPDF_FILLMODE_NONE {
			return
		}
		c, err := lib.FPDFPageObj_GetFillColor(&requests.FPDFPageObj_GetFillColor{PageObject: object})
		if err != nil || c.FillColor.A <= faintTo {
			return
		}
		p.shapes++
		a.pale = c.FillColor.R >= paleFrom && c.FillColor.G >= paleFrom && c.FillColor.B >= paleFrom
	}
	p.areas = append(p.areas, a)
}

// isPaleUnder reports whether a glyph stands on white. Where several areas lie
// under it the last one painted counts. A white area that doesn't hold the
// whole glyph is no ground: it is the shape of the letter, painted as well.
func (p *painting) isPaleUnder(g layout.Glyph) bool {
	x, y := (g.Left+g.Right)/2, (g.Bottom+g.Top)/2
	pale := true
	for _, a := range p.areas {
		switch {
		case x < a.left || x > a.right || y < a.bottom || y > a.top:
		case !a.pale:
			pale = false
		case g.Bottom >= a.bottom-1 && g.Top <= a.top+1:
			pale = true
		}
	}
	return pale
}
