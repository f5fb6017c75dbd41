package pdf

import (
	"math"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

func readPage(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT, index, budget int, names *namer) (layout.Page, error) {
	loaded, err := lib.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return layout.Page{}, err
	}
	ref := requests.Page{ByReference: &loaded.Page}
	defer func() { _, _ = lib.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()

	var page layout.Page
	if box, err := lib.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: ref}); err == nil {
		page.Left, page.Right = float64(box.Rect.Left), float64(box.Rect.Right)
		page.Bottom, page.Top = float64(box.Rect.Bottom), float64(box.Rect.Top)
	}
	text, err := lib.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: ref})
	if err != nil {
		return page, err
	}
	defer func() { _, _ = lib.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) }()

	s := scribe{lib: lib, text: text.TextPage, names: names}
	if names != nil {
		names.turn(index)
	}
	if page.Glyphs, err = s.write(budget); err != nil {
		return page, err
	}
	seen := look(lib, ref)
	hide(&page, s, seen)
	hideCovered(&page, seen, lib, doc, ref)
	page.Glyphs = fillIn(page.Glyphs, lib, doc, ref)
	return page, nil
}

// scribe writes down the glyphs of one page.
type scribe struct {
	lib  pdfium.Pdfium
	text references.FPDF_TEXTPAGE

	names *namer // of glyphs that have none; may be nil

	last layout.Glyph
	inks []ink // of each glyph
}

func (s *scribe) write(budget int) ([]layout.Glyph, error) {
	count, err := s.lib.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: s.text})
	if err != nil {
		return nil, err
	}
	if count.Count > budget {
		return nil, ErrTooLong
	}
	glyphs := make([]layout.Glyph, 0, count.Count)
	ink := inspector{scribe: s}
	gap := false
	for i := range count.Count {
		char, err := s.lib.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: s.text, Index: i})
		if err != nil {
			return nil, err
		}
		g := layout.Glyph{Rune: rune(char.Unicode), Gap: gap}
		blank := s.isGenerated(i, g.Rune)
		if !blank {
			s.describe(i, &g)
			blank = g.Rune == ' ' && g.Right <= g.Left // right to left it stands anywhere
		}
		if blank {
			gap, ink.fresh = true, true
			continue
		}
		ink.inspect(i, len(glyphs), g)
		glyphs = append(glyphs, g)
		gap, s.last = false, g
	}
	return glyphs, nil
}

// isGenerated reports whether PDFium made a character up: a blank or the end of
// a line where it saw a gap.
func (s *scribe) isGenerated(i int, r rune) bool {
	if r != ' ' && r != '\r' && r != '\n' {
		return false
	}
	generated, err := s.lib.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: s.text, Index: i})
	return err == nil && generated.IsGenerated
}

func (s *scribe) describe(i int, g *layout.Glyph) {
	s.place(i, g)
	s.shape(i, g)
	if bad, err := s.lib.FPDFText_HasUnicodeMapError(&requests.FPDFText_HasUnicodeMapError{TextPage: s.text, Index: i}); err == nil {
		g.Unmapped = bad.HasUnicodeMapError
	}
	if s.names != nil {
		s.names.name(s, i, g)
	}
	if g.NeedsInk(s.last) {
		s.measure(i, g)
		// A control has no ink: it is the number of a glyph that has no name.
		g.Unmapped = g.Unmapped || (g.Rune < ' ' && g.High > g.Low)
	}
}

// measure finds how far the ink of a glyph reaches.
func (s *scribe) measure(i int, g *layout.Glyph) {
	if box, err := s.lib.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: s.text, Index: i}); err == nil {
		g.Low, g.High = box.Bottom, box.Top
	}
}

func (s *scribe) place(i int, g *layout.Glyph) {
	if box, err := s.lib.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: s.text, Index: i}); err == nil {
		g.Left, g.Right = float64(box.Rect.Left), float64(box.Rect.Right)
		g.Bottom, g.Top = float64(box.Rect.Bottom), float64(box.Rect.Top)
	}
	g.X, g.Y = g.Left, g.Bottom
	if at, err := s.lib.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: s.text, Index: i}); err == nil {
		g.X, g.Y = at.X, at.Y
	}
}

// shape finds size and direction. A glyph on the baseline of the one before, as
// high as that, has the same: asking costs more than all the rest.
func (s *scribe) shape(i int, g *layout.Glyph) {
	if l := s.last; l.Size > 0 && l.Y == g.Y && l.Bottom == g.Bottom && l.Top == g.Top && g.X > l.X {
		g.Size, g.Angle = l.Size, l.Angle
		return
	}
	g.Size = g.Top - g.Bottom
	m, err := s.lib.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: s.text, Index: i})
	if err != nil {
		return
	}
	g.Angle = math.Atan2(float64(m.Matrix.B), float64(m.Matrix.A))
	if m.Matrix.B == 0 && m.Matrix.C != 0 && m.Matrix.D > 0 { // slanted: the box is wider than the pen moves
		slant := float64(m.Matrix.C / m.Matrix.D)
		g.Left -= slant * min(0, g.Bottom-g.Y)
		g.Right = max(g.Left, g.Right-slant*max(0, g.Top-g.Y))
	}
	if size, err := s.lib.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: s.text, Index: i}); err == nil {
		g.Size = size.FontSize * math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D))
	}
}
