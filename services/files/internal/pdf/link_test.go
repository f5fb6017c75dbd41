package pdf_test

import (
	"reflect"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/link"
)

func TestLinksOfAPageAreKeptBesideItsText(t *testing.T) {
	const content = "BT /F 12 Tf 50 700 Td (Ann Example) Tj 0 -20 Td (LinkedIn) Tj 0 -20 Td (ann.example) Tj 0 -20 Td (Next page) Tj ET"
	data := pdfOf(
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R 7 0 R 8 0 R 9 0 R]>>",
		"<</Length 124>>stream\n"+content+"\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		"<</Type/Annot/Subtype/Link/Rect[48 676 150 692]/A<</S/URI/URI(https://www.linkedin.com/in/ann)>>>>",
		"<</Type/Annot/Subtype/Link/Rect[48 656 150 672]/A<</S/URI/URI(https://ann.example/)>>>>",
		"<</Type/Annot/Subtype/Link/Rect[48 636 150 652]/A<</S/URI/URI(file:///etc/passwd)>>>>",
		"<</Type/Annot/Subtype/Link/Rect[48 696 150 712]/A<</S/GoTo/D[3 0 R /Fit]>>>>",
	)

	pages, err := reader(t).Read(data)
	if err != nil {
		t.Fatal(err)
	}

	want := []link.Link{{Text: "LinkedIn", URL: "https://www.linkedin.com/in/ann"}}
	if got := pages[0].Links; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v; want %+v", got, want)
	}
}
