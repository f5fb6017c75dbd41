package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
	"github.com/sartor-cv/sartor/services/files/internal/pdf"
	"github.com/sartor-cv/sartor/services/files/internal/worker"
)

func reader(t *testing.T) *pdf.Reader {
	t.Helper()
	dir, err := worker.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	r, err := pdf.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// pdfOf writes objects as a PDF whose first object is the catalog.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

// page is a PDF of one page with the given content.
func page(content string) []byte {
	return pdfOf("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[7 0 R]"+
			"/Resources<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>/ExtGState<</M<</BM/Multiply>>>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\nx\nendstream",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(typed into the form)/Rect[300 100 500 120]>>")
}

func read(t *testing.T, r *pdf.Reader, content string) layout.Text {
	t.Helper()
	pages, err := r.Read(page(content))
	if err != nil {
		t.Fatal(err)
	}
	return layout.Read(pages)
}

func TestWhatNobodySeesIsMarked(t *testing.T) {
	r := reader(t)
	const seen = "BT /F 12 Tf 50 700 Td (Ann Example) Tj ET\n"
	for name, c := range map[string]struct {
		content string
		hidden  bool
	}{
		"white on white":    {"1 g BT /F 12 Tf 50 600 Td (secret) Tj ET", true},
		"white on dark":     {"0.1 g 40 590 300 30 re f 1 g BT /F 12 Tf 50 600 Td (secret) Tj ET", false},
		"white on a white":  {"1 g 40 590 300 30 re f 1 g BT /F 12 Tf 50 600 Td (secret) Tj ET", true},
		"invisible":         {"BT /F 12 Tf 3 Tr 50 600 Td (secret) Tj ET", true},
		"tiny":              {"BT /F 1 Tf 50 600 Td (secret) Tj ET", true},
		"off the page":      {"BT /F 12 Tf 50 -300 Td (secret) Tj ET", true},
		"under a picture":   {"BT /F 12 Tf 50 600 Td (secret) Tj ET q 200 0 0 40 40 590 cm /I Do Q", true},
		"over a picture":    {"q 200 0 0 40 40 590 cm /I Do Q BT /F 12 Tf 50 600 Td (secret) Tj ET", false},
		"under a clear one": {"BT /F 12 Tf 50 600 Td (secret) Tj ET q /M gs 200 0 0 40 40 590 cm /I Do Q", false},
		"under a marker":    {"BT /F 12 Tf 50 600 Td (secret) Tj ET /M gs 1 1 0 rg 40 590 300 30 re f", false},
		"under a frame":     {"BT /F 12 Tf 50 600 Td (secret) Tj ET 40 590 300 30 re S", false},
		"grey":              {"0.6 g BT /F 12 Tf 50 600 Td (secret) Tj ET", false},
	} {
		got := read(t, r, seen+c.content)

		if strings.Contains(got.Pages[0], "secret") == c.hidden || (got.Hidden > 0) != c.hidden {
			t.Errorf("%s: got %q, hidden %q", name, got.Pages[0], got.HiddenText)
		}
		if !strings.Contains(got.Pages[0], "Ann Example") {
			t.Errorf("%s: what is seen is lost: %q", name, got.Pages[0])
		}
	}
}

func TestKeywordsBesideThePagesAreFound(t *testing.T) {
	for keywords, found := range map[string]bool{"cv, engineer": false, strings.Repeat("kubernetes ", 40): true} {
		const content = "BT /F 12 Tf 50 700 Td (Ann Example) Tj ET"
		data := pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
			"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
			fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content),
			"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", "<</Keywords("+keywords+")>>")
		data = bytes.Replace(data, []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Info 6 0 R"), 1)
		pages, err := reader(t).Read(data)
		if err != nil {
			t.Fatal(err)
		}
		got := layout.Read(pages)

		if strings.Contains(got.Pages[0], "kubernetes") || strings.Contains(got.HiddenText, "kubernetes") != found || (got.Hidden > 0) != found {
			t.Errorf("%.20s: got %q, hidden %d %q", keywords, got.Pages[0], got.Hidden, got.HiddenText)
		}
	}
}

func TestInvisibleTextOverAPictureIsRecognisedText(t *testing.T) {
	pages, err := reader(t).Read(page("q 600 0 0 800 0 0 cm /I Do Q BT /F 12 Tf 3 Tr 50 700 Td (Ann Example, engineer) Tj ET"))
	if err != nil {
		t.Fatal(err)
	}
	got := layout.Read(pages)

	if !pages[0].Recognized || !strings.Contains(got.Pages[0], "Ann Example, engineer") || got.Hidden != 0 {
		t.Errorf("got %q, hidden %d", got.Pages[0], got.Hidden)
	}
}

func TestTextUnderThePictureOfItsPageIsRecognisedText(t *testing.T) {
	pages, err := reader(t).Read(page("BT /F 12 Tf 50 700 Td (Ann Example, engineer) Tj ET q 600 0 0 800 0 0 cm /I Do Q"))
	if err != nil {
		t.Fatal(err)
	}
	got := layout.Read(pages)

	if !pages[0].Recognized || !strings.Contains(got.Pages[0], "Ann Example, engineer") {
		t.Errorf("got %q, hidden %d", got.Pages[0], got.Hidden)
	}
}

func TestWhatWasTypedIntoAFormIsRead(t *testing.T) {
	if got := read(t, reader(t), "BT /F 12 Tf 50 700 Td (Name) Tj ET"); !strings.Contains(got.Pages[0], "typed into the form") {
		t.Errorf("got %q", got.Pages[0])
	}
}

func TestWhatStandsInTheFieldAboveIsReadBesideItsLabel(t *testing.T) {
	widget := func(flags int, y int) string {
		return fmt.Sprintf("<</Type/Annot/Subtype/Widget/Parent 7 0 R/F %d/Rect[200 %d 500 %d]>>", flags, y, y+20)
	}
	content := "BT /F 12 Tf 50 705 Td (Name) Tj 0 -40 Td (Employer) Tj ET"
	data := pdfOf("<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]>>>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[6 0 R 8 0 R]/Resources<</Font<</F 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", widget(4, 700),
		"<</FT/Tx/T(name)/V(Ann Example)/Kids[6 0 R 8 0 R]>>", widget(6, 300))

	pages, err := reader(t).Read(data)
	if err != nil {
		t.Fatal(err)
	}
	got := layout.Read(pages)

	if !strings.HasPrefix(got.Pages[0], "Name\tAnn Example") || strings.Count(got.Pages[0], "Ann Example") != 1 || got.Hidden == 0 {
		t.Errorf("got %q, hidden %q", got.Pages[0], got.HiddenText)
	}
}

func TestFaultsOfFiles(t *testing.T) {
	r := reader(t)
	locked, err := os.ReadFile("../../testdata/password-en.pdf")
	if err != nil {
		t.Fatal(err)
	}
	many := "<</Type/Pages/Count 150/Kids[" + strings.Repeat("3 0 R ", 150) + "]>>"
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"a password":     {locked, pdf.ErrEncrypted},
		"no PDF":         {[]byte("%PDF-1.4\nnothing more"), pdf.ErrDamaged},
		"no pages":       {pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"), pdf.ErrDamaged},
		"too many pages": {pdfOf("<</Type/Catalog/Pages 2 0 R>>", many, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"), pdf.ErrTooLong},
	} {
		if _, err := r.Read(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v; want %v", name, err, c.want)
		}
	}
}

func TestThePlainReaderGivesUpInPeace(t *testing.T) {
	for _, data := range []string{"", "%PDF-1.4", "%PDF-1.4\nxref\n0 1\ntrailer\n<<>>\nstartxref\n9\n%%EOF"} {
		if _, err := pdf.ReadPlain([]byte(data)); !errors.Is(err, pdf.ErrDamaged) {
			t.Errorf("%q: got %v", data, err)
		}
	}
}
