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

	glyphs, err := openText(lib, text.TextPage)
	if err != nil {
		return page, err
	}
	s := scribe{textPage: glyphs, lib: lib, text: text.TextPage, names: names}
	if names != nil {
		names.turn(index)
	}
	if page.Glyphs, err = s.write(budget); err != nil {
		return page, err
	}
	seen := look(lib, ref)
	hide(&page, s, seen)
	hideCovered(&page, seen, lib, doc, ref)
	page.Links = linksOf(lib, doc, ref, page.Glyphs)
	page.Glyphs = fillIn(page.Glyphs, lib, doc, ref)
	return page, nil
}

// scribe writes down the glyphs of one page.
type scribe struct {
	*textPage

	lib  pdfium.Pdfium
	text references.FPDF_TEXTPAGE

	names *namer // of glyphs that have none; may be nil

	last layout.Glyph
	inks []ink // of each glyph
	by   brush
}

func (s *scribe) write(budget int) ([]layout.Glyph, error) {
	count := s.count()
	if count > budget {
		return nil, ErrTooLong
	}
	glyphs := make([]layout.Glyph, 0, max(0, count))
	gap := false
	for i := range count {
		g := layout.Glyph{Rune: s.letter(i), Gap: gap}
		blank := s.isMadeUp(i, g.Rune)
		if !blank {
			s.describe(i, &g)
			blank = g.Rune == ' ' && g.Right <= g.Left // right to left it stands anywhere
		}
		if s.failed != nil {
			return nil, s.failed
		}
		if blank {
			gap = true
			continue
		}
		s.inks = append(s.inks, s.inkOf(i))
		glyphs = append(glyphs, g)
		gap, s.last = false, g
	}
	return glyphs, s.failed
}

// isMadeUp reports whether PDFium made a character up: a blank or the end of
// a line where it saw a gap.
func (s *scribe) isMadeUp(i int, r rune) bool {
	return (r == ' ' || r == '\r' || r == '\n') && s.isGenerated(i)
}

func (s *scribe) describe(i int, g *layout.Glyph) {
	s.place(i, g)
	s.shape(i, g)
	g.Unmapped = s.isUnmapped(i)
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
	if bottom, top, ok := s.ink(i); ok {
		g.Low, g.High = bottom, top
	}
}

func (s *scribe) place(i int, g *layout.Glyph) {
	if left, top, right, bottom, ok := s.box(i); ok {
		g.Left, g.Right, g.Bottom, g.Top = left, right, bottom, top
	}
	g.X, g.Y = g.Left, g.Bottom
	if x, y, ok := s.origin(i); ok {
		g.X, g.Y = x, y
	}
}

// shape finds size and direction. A glyph on the baseline of the one before, as
// high as that, has the same.
func (s *scribe) shape(i int, g *layout.Glyph) {
	if l := s.last; l.Size > 0 && l.Y == g.Y && l.Bottom == g.Bottom && l.Top == g.Top && g.X > l.X {
		g.Size, g.Angle = l.Size, l.Angle
		return
	}
	g.Size = g.Top - g.Bottom
	a, b, c, d, ok := s.matrix(i)
	if !ok {
		return
	}
	g.Angle = math.Atan2(b, a)
	if b == 0 && c != 0 && d > 0 { // slanted: the box is wider than the pen moves
		slant := float64(float32(c) / float32(d))
		g.Left -= slant * min(0, g.Bottom-g.Y)
		g.Right = max(g.Left, g.Right-slant*max(0, g.Top-g.Y))
	}
	g.Size = s.fontSize(i) * math.Hypot(c, d)
}
