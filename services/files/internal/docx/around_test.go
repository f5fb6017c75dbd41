package docx_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
)

func head(text string) string { return `<w:hdr ` + ns + `>` + p(text) + `</w:hdr>` }

func section(props string, refs ...string) string {
	var out strings.Builder
	out.WriteString(`<w:sectPr>`)
	for i := 0; i < len(refs); i += 2 {
		out.WriteString(`<w:headerReference w:type="` + refs[i] + `" r:id="` + refs[i+1] + `"/>`)
	}
	return out.String() + props + `</w:sectPr>`
}

func TestHeadersThatNoPageShows(t *testing.T) {
	all := []string{"header", head("others"), "header", head("first"), "header", head("even"), "header", head("left behind")}
	refs := []string{"default", "r0", "first", "r1", "even", "r2"}
	for name, c := range map[string]struct {
		props, settings, want string
	}{
		"one for all":      {"", "", "others\nbody"},
		"a first page":     {`<w:titlePg/>`, "", "first\nothers\nbody"},
		"no first page":    {`<w:titlePg w:val="0"/>`, "", "others\nbody"},
		"even pages":       {"", `<w:evenAndOddHeaders/>`, "others\neven\nbody"},
		"all of the above": {`<w:titlePg/>`, `<w:evenAndOddHeaders/>`, "first\nothers\neven\nbody"},
	} {
		settings := `<w:settings ` + ns + `>` + c.settings + `</w:settings>`

		got := read(t, related(t, p("body")+section(c.props, refs...), append(all, "settings", settings)...)).Text

		if got != c.want {
			t.Errorf("%s: got %q; want %q", name, got, c.want)
		}
	}
}

func TestNotesThatTheTextRefersTo(t *testing.T) {
	notes := `<w:footnotes ` + ns + `><w:footnote w:type="separator" w:id="-1">` + p("line") + `</w:footnote>` +
		`<w:footnote w:id="1">` + p("kept") + `</w:footnote><w:footnote w:id="2">` + p("of deleted text") + `</w:footnote></w:footnotes>`
	body := `<w:p><w:r><w:t>body</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r><w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:del></w:p>`

	if got := read(t, related(t, body, "footnotes", notes)).Text; got != "body\nkept" {
		t.Errorf("got %q", got)
	}
}

const page = "<html><head><title>no</title><style>p{}</style></head><body><h1>Ann <b>Example</b></h1><ul><li>Led a team &amp; more</li></ul>" +
	"<table><tr><td>Go</td><td>expert</td></tr></table><script>no()</script></body></html>"

func TestDocumentsInside(t *testing.T) {
	const mail = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html; charset=\"utf-8\"\r\n" +
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>Zo=C3=AB</p>\r\n--x--\r\n"
	for name, c := range map[string]struct{ chunk, want string }{
		"a page":     {page, "before\nAnn Example\n• Led a team & more\nGo\texpert\nafter"},
		"a mail":     {mail, "before\nZoë\nafter"},
		"a document": {string(document(t, p("inner"))), "before\ninner\nafter"},
		"RTF":        {`{\rtf1 x}`, "before\n\nafter"},
	} {
		if got := read(t, related(t, p("before")+`<w:altChunk r:id="r0"/>`+p("after"), "aFChunk", c.chunk)).Text; got != c.want {
			t.Errorf("%s: got %q; want %q", name, got, c.want)
		}
	}
}

func TestDocumentsInDocumentsEnd(t *testing.T) {
	data := document(t, p("core"))
	for range 6 {
		data = related(t, p("shell")+`<w:altChunk r:id="r0"/>`, "aFChunk", string(data))
	}

	if got := read(t, data).Text; got != "shell\nshell\nshell" {
		t.Errorf("got %q", got)
	}
}

func TestDiagramsAreRead(t *testing.T) {
	data := `<dgm:dataModel xmlns:dgm="d" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t><dgm:t><a:p><a:r><a:t>Build</a:t></a:r></a:p></dgm:t></dgm:dataModel>`
	body := p("a") + `<w:p><w:r><dgm:relIds xmlns:dgm="d" r:dm="r0"/></w:r></w:p>` + p("z")

	if got := read(t, related(t, body, "diagramData", data)).Text; got != "a\nPlan\nBuild\n\nz" {
		t.Errorf("got %q", got)
	}
}

// A strict document has other names for the same things.
func TestStrictDocuments(t *testing.T) {
	strict := func(s string) string {
		s = string(bytes.ReplaceAll([]byte(s), []byte("http://schemas.openxmlformats.org/wordprocessingml/2006/main"), []byte("http://purl.oclc.org/ooxml/wordprocessingml/main")))
		return string(bytes.ReplaceAll([]byte(s), []byte("http://schemas.openxmlformats.org/officeDocument/2006/relationships"), []byte("http://purl.oclc.org/ooxml/officeDocument/relationships")))
	}
	parts := map[string]string{
		"word/document.xml": strict(open + p("body") + section("", "default", "r0") + `</w:body></w:document>`),
		"word/header1.xml":  strict(head("Ann")),
		"word/_rels/document.xml.rels": strict(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/></Relationships>`),
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(text))
	}
	_ = w.Close()

	if got := read(t, b.Bytes()).Text; got != "Ann\nbody" {
		t.Errorf("got %q", got)
	}
}
