package pdf

import (
	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// manyKeywords is how long a subject and keywords may be; longer ones are meant
// for machines that read what people don't see.
const manyKeywords = 150

// stuffed returns what a file says of itself beside its pages, as text that
// nobody sees, where that is more than a few words.
func stuffed(lib pdfium.Pdfium, doc references.FPDF_DOCUMENT) (glyphs []layout.Glyph) {
	for _, tag := range []string{"Subject", "Keywords"} {
		said, err := lib.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc, Tag: tag})
		if err != nil {
			continue
		}
		for _, r := range said.Value {
			if glyphs = append(glyphs, layout.Glyph{Rune: r, Hidden: true}); len(glyphs) == maxFieldBytes {
				return glyphs
			}
		}
	}
	if len(glyphs) <= manyKeywords {
		return nil
	}
	return glyphs
}
