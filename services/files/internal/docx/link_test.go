package docx_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/link"
)

// linked makes a document whose relations r0, r1, … lead to targets.
func linked(tb testing.TB, body string, targets ...string) []byte {
	tb.Helper()
	var rels strings.Builder
	for i, target := range targets {
		rels.WriteString(`<Relationship Id="r` + string(rune('0'+i)) + `" Type="http://x/hyperlink" Target="` + target + `" TargetMode="External"/>`)
	}
	return zipOf(tb, "word/document.xml", open+body+`</w:body></w:document>`, "word/_rels/document.xml.rels",
		`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+rels.String()+`</Relationships>`)
}

func TestLinksLeadWhereTheirTextDoesNotSay(t *testing.T) {
	anchor := func(id, text string) string {
		return `<w:p><w:hyperlink ` + ns + ` r:id="` + id + `"><w:r><w:t>` + text + `</w:t></w:r></w:hyperlink></w:p>`
	}
	field := `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://git.example/ann" \o "x"</w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>My code</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
	data := linked(t, anchor("r0", "LinkedIn")+anchor("r1", "Mail me")+anchor("r2", "www.ann.example")+anchor("r3", "Run")+anchor("r4", "Local")+field,
		"https://www.linkedin.com/in/ann", "mailto:ann@example.com?subject=x", "https://www.ann.example", "javascript:alert(1)", "https://user:pass@evil.example/")

	got := read(t, data)

	want := []link.Link{
		{Text: "LinkedIn", URL: "https://www.linkedin.com/in/ann"},
		{Text: "Mail me", URL: "mailto:ann@example.com"},
		{Text: "My code", URL: "https://git.example/ann"},
	}
	if !reflect.DeepEqual(got.Links, want) {
		t.Errorf("got %+v; want %+v", got.Links, want)
	}
	if got.Text != "LinkedIn\nMail me\nwww.ann.example\nRun\nLocal\nMy code" {
		t.Errorf("the text is not as it was: %q", got.Text)
	}
}
