package docx_test

import (
	"errors"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/docx"
)

// FuzzParts varies the parts beside the text that decide how it is read.
func FuzzParts(f *testing.F) {
	numbering := levels("0", "decimal", "%1.", "lowerRoman", "%1.%2") + use("1", "0", `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="3"/></w:lvlOverride>`)
	styles := `<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>`
	f.Add(items("1/0:x", "1/1:y")+field("PAGE", "7")+`<w:altChunk r:id="r3"/>`, numbering, styles, page)
	f.Add(`<w:p><w:pPr><w:pStyle w:val="A"/><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:ruby><w:rt><w:r><w:t>x</w:t></w:r></w:rt></w:ruby></w:r></w:p>`, numbering, styles, "MIME-Version: 1.0\r\nContent-Type: multipart/x; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--")
	f.Add(`<w:p><w:r><dgm:relIds xmlns:dgm="d" r:dm="r2"/></w:r></w:p>`, "<w:num w:numId='-1'/>", "<w:style/>", "<li><script>")
	f.Fuzz(func(t *testing.T, body, numbering, styles, chunk string) {
		got, err := docx.Read(related(t, body, "numbering", `<w:numbering `+ns+`>`+numbering+`</w:numbering>`,
			"styles", `<w:styles `+ns+`>`+styles+`</w:styles>`, "header", head(numbering), "aFChunk", chunk))
		if err != nil && !errors.Is(err, docx.ErrDamaged) && !errors.Is(err, docx.ErrHostile) && !errors.Is(err, docx.ErrTooLong) {
			t.Fatalf("an error of no kind: %v", err)
		}
		if len(got.Text) > 4<<20 {
			t.Fatalf("%d bytes of text", len(got.Text))
		}
	})
}
