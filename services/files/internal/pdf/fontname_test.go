package pdf_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/sartor-cv/sartor/services/files/internal/layout"
)

// lying is a PDF that shows a line in a font of its own and says of each glyph
// that it is the whole line. The glyphs are as wide as in the font times stretch.
func lying(t *testing.T, line string, stretch float64) []byte {
	t.Helper()
	f, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	var buffer sfnt.Buffer
	var shown, widths, says strings.Builder
	for _, r := range line {
		id, err := f.GlyphIndex(&buffer, r)
		if err != nil {
			t.Fatal(err)
		}
		wide, err := f.GlyphAdvance(&buffer, id, fixed.I(1000), font.HintingNone)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&shown, "%04X", id)
		fmt.Fprintf(&widths, "%d[%d]", id, int(float64(wide.Round())*stretch))
		fmt.Fprintf(&says, "<%04X> <%s>\n", id, hex.EncodeToString(utf16of(line)))
	}
	stream := func(dict, data string) string {
		return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
	}
	table := "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n" +
		"1 begincodespacerange <0000> <FFFF> endcodespacerange\n" +
		fmt.Sprintf("%d beginbfchar\n%sendbfchar\n", strings.Count(says.String(), "\n"), says.String()) + "endcmap end end"
	return pdfOf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
		stream("", "BT /F 12 Tf 50 700 Td <"+shown.String()+"> Tj ET"),
		"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Go/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 9 0 R>>",
		"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Go/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
			"/CIDToGIDMap/Identity/FontDescriptor 7 0 R/W["+widths.String()+"]>>",
		"<</Type/FontDescriptor/FontName/AAAAAA+Go/Flags 4/FontBBox[-200 -300 1200 1000]/ItalicAngle 0/Ascent 900/Descent -200"+
			"/CapHeight 700/StemV 80/FontFile2 8 0 R>>",
		stream(fmt.Sprintf("/Length1 %d", len(goregular.TTF)), string(goregular.TTF)), stream("", table))
}

func utf16of(s string) (b []byte) {
	for _, r := range s {
		b = append(b, byte(r>>8), byte(r))
	}
	return b
}

func TestFilesThatLieAboutTheirLettersAreReadByTheirFonts(t *testing.T) {
	const line = "Łukasz Żółkiewski, engineer"
	r := reader(t)
	data := lying(t, line, 1)
	said, err := r.Read(data)
	if err != nil {
		t.Fatal(err)
	}

	pages, err := r.ReadByFonts(data, said)
	if err != nil {
		t.Fatal(err)
	}

	if got := layout.Read(said).Pages[0]; got == line {
		t.Fatalf("the file doesn't lie: %q", got)
	}
	if pages == nil || layout.Read(pages).Pages[0] != line {
		t.Errorf("got %q; want %q", layout.Read(pages).Pages, line)
	}
}

func TestFontsWithOtherWidthsAreNotBelieved(t *testing.T) {
	r := reader(t)
	data := lying(t, "Łukasz Żółkiewski, engineer", 1.5)
	said, err := r.Read(data)
	if err != nil {
		t.Fatal(err)
	}

	if pages, err := r.ReadByFonts(data, said); err != nil || pages != nil {
		t.Errorf("got %q, %v", layout.Read(pages).Pages, err)
	}
}
