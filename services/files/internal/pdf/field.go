package pdf

import (
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// The most that is read of a page's form.
const (
	maxFields     = 500
	maxFieldBytes = 20_000
)

// fields returns what was typed into a form, as glyphs where the fields are:
// the text of a page doesn't have it.
func fields(lib pdfium.Pdfium, page requests.Page) []layout.Glyph {
	count, err := lib.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil {
		return nil
	}
	var glyphs []layout.Glyph
	for i := range min(count.Count, maxFields) {
		note, err := lib.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue
		}
		glyphs = append(glyphs, field(lib, note.Annotation)...)
		_, _ = lib.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: note.Annotation})
	}
	return glyphs
}

func field(lib pdfium.Pdfium, note references.FPDF_ANNOTATION) []layout.Glyph {
	kind, err := lib.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: note})
	if err != nil || kind.Subtype != enums.FPDF_ANNOT_SUBTYPE_WIDGET {
		return nil
	}
	value, err := lib.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: note, Key: "V"})
	if err != nil || value.Value == "" || len(value.Value) > maxFieldBytes {
		return nil
	}
	at, err := lib.FPDFAnnot_GetRect(&requests.FPDFAnnot_GetRect{Annotation: note})
	if err != nil {
		return nil
	}
	lines := strings.FieldsFunc(value.Value, func(r rune) bool { return r == '\r' || r == '\n' || r == 0 })
	return typed(lines, area{
		left: float64(at.Rect.Left), bottom: float64(at.Rect.Bottom),
		right: float64(at.Rect.Right), top: float64(at.Rect.Top),
	})
}

// typed sets lines into a box as if they had been printed there.
func typed(lines []string, box area) []layout.Glyph {
	var glyphs []layout.Glyph
	height := (box.top - box.bottom) / float64(max(1, len(lines)))
	for n, l := range lines {
		runes := []rune(l)
		size := min(height*0.7, 12)
		step := min(size*0.5, (box.right-box.left)/float64(max(1, len(runes))))
		bottom := box.top - float64(n+1)*height
		for i, r := range runes {
			x := box.left + float64(i)*step
			glyphs = append(glyphs, layout.Glyph{
				Rune: r, X: x, Y: bottom + height*0.25, Left: x, Right: x + step,
				Bottom: bottom, Top: bottom + height, Size: step * 2,
			})
		}
	}
	return glyphs
}
