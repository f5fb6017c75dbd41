package pdf

import (
	"slices"
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// The most that is read of a page's form.
const (
	maxFields     = 500
	maxFieldBytes = 20_000
)

// fillIn adds to the glyphs of a page what was typed into its form, where the
// fields are and after what they are beside: the text of a page doesn't have it.
func fillIn(glyphs []layout.Glyph, lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, page requests.Page) []layout.Glyph {
	count, err := lib.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page})
	if err != nil || count.Count == 0 {
		return glyphs
	}
	f := form{lib: lib, doc: doc}
	defer f.close()
	for i := range min(count.Count, maxFields) {
		note, err := lib.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: page, Index: i})
		if err != nil {
			continue
		}
		if filled := f.read(note.Annotation); len(filled) > 0 {
			glyphs = slices.Insert(glyphs, labelOf(filled[0], glyphs), filled...)
		}
		_, _ = lib.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: note.Annotation})
	}
	return glyphs
}

// form reads the fields of one page. What a field holds may stand in the field
// or in one above it; who is above, only PDFium's own form knows.
type form struct {
	lib    pdfium.Pdfium
	doc    references.FPDF_DOCUMENT
	handle *references.FPDF_FORMHANDLE
	broken bool
}

func (f *form) read(note references.FPDF_ANNOTATION) []layout.Glyph {
	kind, err := f.lib.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: note})
	if err != nil || kind.Subtype != enums.FPDF_ANNOT_SUBTYPE_WIDGET {
		return nil
	}
	value := f.value(note)
	if value == "" || len(value) > maxFieldBytes {
		return nil
	}
	at, err := f.lib.FPDFAnnot_GetRect(&requests.FPDFAnnot_GetRect{Annotation: note})
	if err != nil {
		return nil
	}
	hidden := false
	if flags, err := f.lib.FPDFAnnot_GetFlags(&requests.FPDFAnnot_GetFlags{Annotation: note}); err == nil {
		hidden = flags.Flags&(enums.FPDF_ANNOT_FLAG_HIDDEN|enums.FPDF_ANNOT_FLAG_NOVIEW) != 0
	}
	lines := strings.FieldsFunc(value, func(r rune) bool { return r == '\r' || r == '\n' || r == 0 })
	glyphs := typed(lines, area{
		left: float64(at.Rect.Left), bottom: float64(at.Rect.Bottom),
		right: float64(at.Rect.Right), top: float64(at.Rect.Top),
	})
	for i := range glyphs {
		glyphs[i].Hidden = hidden
	}
	return glyphs
}

func (f *form) value(note references.FPDF_ANNOTATION) string {
	own, err := f.lib.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: note, Key: "V"})
	if err == nil && own.Value != "" {
		return own.Value
	}
	if !f.open() {
		return ""
	}
	kind, err := f.lib.FPDFAnnot_GetFormFieldType(&requests.FPDFAnnot_GetFormFieldType{FormHandle: *f.handle, Annotation: note})
	if err != nil || (kind.FormFieldType != enums.FPDF_FORMFIELD_TYPE_TEXTFIELD && kind.FormFieldType != enums.FPDF_FORMFIELD_TYPE_COMBOBOX) {
		return ""
	}
	value, err := f.lib.FPDFAnnot_GetFormFieldValue(&requests.FPDFAnnot_GetFormFieldValue{FormHandle: *f.handle, Annotation: note})
	if err != nil {
		return ""
	}
	return value.FormFieldValue
}

// open brings up PDFium's form, with ears for none of the things it may ask.
func (f *form) open() bool {
	if f.handle != nil || f.broken {
		return !f.broken
	}
	opened, err := f.lib.FPDFDOC_InitFormFillEnvironment(&requests.FPDFDOC_InitFormFillEnvironment{
		Document: f.doc,
		FormFillInfo: structs.FPDF_FORMFILLINFO{
			FFI_Invalidate:         func(references.FPDF_PAGE, float64, float64, float64, float64) {},
			FFI_SetCursor:          func(enums.FXCT) {},
			FFI_SetTimer:           func(int, func(int)) int { return 0 },
			FFI_KillTimer:          func(int) {},
			FFI_GetLocalTime:       func() structs.FPDF_SYSTEMTIME { return structs.FPDF_SYSTEMTIME{} },
			FFI_GetPage:            func(references.FPDF_DOCUMENT, int) *references.FPDF_PAGE { return nil },
			FFI_GetRotation:        func(references.FPDF_PAGE) enums.FPDF_PAGE_ROTATION { return enums.FPDF_PAGE_ROTATION_NONE },
			FFI_ExecuteNamedAction: func(string) {},
		},
	})
	if f.broken = err != nil; !f.broken {
		f.handle = &opened.FormHandle
	}
	return !f.broken
}

func (f *form) close() {
	if f.handle != nil {
		_, _ = f.lib.FPDFDOC_ExitFormFillEnvironment(&requests.FPDFDOC_ExitFormFillEnvironment{FormHandle: *f.handle})
	}
}

// labelOf returns the place after the last glyph on the line before a field, or
// after the lowest one above it.
func labelOf(field layout.Glyph, glyphs []layout.Glyph) int {
	const none = -1
	beside, above := none, none
	for i, g := range glyphs {
		middle := (g.Bottom + g.Top) / 2
		switch {
		case g.Hidden || g.Angle != 0 || g.Left > field.Right:
		case middle > field.Bottom && middle < field.Top && (beside == none || g.Left >= glyphs[beside].Left):
			beside = i
		case middle >= field.Top && (above == none || g.Y <= glyphs[above].Y):
			above = i
		}
	}
	switch {
	case beside != none:
		return beside + 1
	case above != none:
		return above + 1
	}
	return len(glyphs)
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
