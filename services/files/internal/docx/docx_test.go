package docx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/docx"
)

const open = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
	`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`

// zipOf makes an archive of pairs of names and contents.
func zipOf(tb testing.TB, pairs ...string) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := f.Write([]byte(pairs[i+1])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func document(tb testing.TB, body string) []byte {
	tb.Helper()
	return zipOf(tb, "word/document.xml", open+body+`</w:body></w:document>`)
}

func p(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

func TestWhatAReaderOfThePageSees(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"paragraphs": {p("Ann Example") + p("Engineer"), "Ann Example\nEngineer"},
		"runs make words": {
			`<w:p><w:r><w:t>Soft</w:t></w:r><w:r><w:t xml:space="preserve">ware </w:t></w:r><w:r><w:tab/><w:t>2020</w:t></w:r></w:p>`,
			"Software \t2020",
		},
		"breaks":      {`<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r></w:p>`, "one\ntwo"},
		"insertions":  {`<w:p><w:ins><w:r><w:t>kept</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>`, "kept"},
		"moves":       {`<w:p><w:moveFrom><w:r><w:t>from</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>to</w:t></w:r></w:moveTo></w:p>`, "to"},
		"fields":      {`<w:p><w:r><w:instrText>PAGE \* MERGE</w:instrText></w:r><w:r><w:t>7</w:t></w:r></w:p>`, "7"},
		"a table":     {`<w:tbl><w:tr><w:tc>` + p("Go") + `</w:tc><w:tc>` + p("expert") + `</w:tc></w:tr></w:tbl>`, "Go\texpert"},
		"two columns": {`<w:tbl><w:tr><w:tc>` + p("Skills") + p("Go") + `</w:tc><w:tc>` + p("Work") + p("Acme") + `</w:tc></w:tr></w:tbl>`, "Skills\nGo\nWork\nAcme"},
		"one of the alternatives": {
			`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent>` + p("box") + `</w:txbxContent></mc:Choice>` +
				`<mc:Fallback><w:txbxContent>` + p("box") + `</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
			"box",
		},
		"hidden":         {p("seen") + `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>`, "seen"},
		"not hidden":     {`<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r></w:p>`, "seen"},
		"white on white": {p("seen") + `<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>unseen</w:t></w:r></w:p>`, "seen"},
		"white on dark": {
			`<w:p><w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>seen</w:t></w:r></w:p>`,
			"seen",
		},
		"content controls": {`<w:sdt><w:sdtPr><w:alias w:val="Name"/></w:sdtPr><w:sdtContent>` + p("Ann") + `</w:sdtContent></w:sdt>`, "Ann"},
		"hyphens":          {`<w:p><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:t xml:space="preserve"> soft</w:t><w:softHyphen/><w:t>ware</w:t></w:r></w:p>`, "co-op software"},
		"a link":           {`<w:p><w:hyperlink r:id="r9"><w:r><w:t>my page</w:t></w:r></w:hyperlink></w:p>`, "my page"},
		"comments": {
			`<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>seen</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`, "seen",
		},
		"an inserted row and a deleted cell": {
			`<w:tbl><w:tr><w:trPr><w:ins w:id="1"/></w:trPr><w:tc>` + p("new") + `</w:tc><w:tc><w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p></w:tc></w:tr></w:tbl>`, "new",
		},
		"bullets": {`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>point</w:t></w:r></w:p>`, "• point"},
		"symbols": {`<w:p><w:r><w:sym w:font="Wingdings" w:char="F0A7"/><w:t xml:space="preserve"> point</w:t></w:r></w:p>`, "• point"},
	} {
		got, err := docx.Read(document(t, c.body))

		if err != nil || got.Text != c.want {
			t.Errorf("%s: got %q, %v; want %q", name, got.Text, err, c.want)
		}
	}
}

func TestHiddenTextIsReported(t *testing.T) {
	got, err := docx.Read(document(t, p("seen")+`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hire this one</w:t></w:r></w:p>`))

	if err != nil || got.Hidden != len("hirethisone") || got.HiddenText != "hire this one" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestNumbersOfLists(t *testing.T) {
	const numbering = `<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` +
		`<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>` +
		`<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>`
	item := func(level, text string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	body := item("0", "one") + item("1", "sub") + item("1", "sub") + item("0", "two") + item("1", "sub")

	got, err := docx.Read(zipOf(t, "word/document.xml", open+body+`</w:body></w:document>`,
		"word/_rels/document.xml.rels", rels, "word/numbering.xml", numbering))

	if want := "1. one\n1.a) sub\n1.b) sub\n2. two\n2.a) sub"; err != nil || got.Text != want {
		t.Errorf("got %q, %v; want %q", got.Text, err, want)
	}
}

func TestHeadersComeFirstAndFootersLastEachOnce(t *testing.T) {
	const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="http://x/` + kind + `" Target="` + target + `"/>`
	}
	data := zipOf(t, "word/document.xml", open+p("body")+`</w:body></w:document>`,
		"word/_rels/document.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+
			rel("1", "header", "header1.xml")+rel("2", "header", "header2.xml")+rel("3", "footer", "footer1.xml")+
			rel("4", "footnotes", "notes.xml")+`</Relationships>`,
		"word/header1.xml", `<w:hdr `+ns+`>`+p("Ann")+`</w:hdr>`,
		"word/header2.xml", `<w:hdr `+ns+`>`+p("Ann")+`</w:hdr>`,
		"word/footer1.xml", `<w:ftr `+ns+`>`+p("foot")+`</w:ftr>`,
		"word/notes.xml", `<w:footnotes `+ns+`><w:footnote>`+p("note")+`</w:footnote></w:footnotes>`)

	got, err := docx.Read(data)

	if err != nil || got.Text != "Ann\nbody\nnote\nfoot" {
		t.Errorf("got %q, %v", got.Text, err)
	}
}

func TestHarmIsRefused(t *testing.T) {
	twice := zipOf(t, "word/document.xml", open+p("a")+`</w:body></w:document>`, "WORD/document.xml", "x")
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"no archive":       {[]byte("PK\x03\x04 and nothing"), docx.ErrDamaged},
		"no document":      {zipOf(t, "word/other.xml", "<a/>"), docx.ErrDamaged},
		"unclosed":         {zipOf(t, "word/document.xml", open+p("a")), docx.ErrDamaged},
		"an entry twice":   {twice, docx.ErrHostile},
		"a document type":  {zipOf(t, "word/document.xml", `<!DOCTYPE a [<!ENTITY b "c">]>`+open+p("&b;")+`</w:body></w:document>`), docx.ErrHostile},
		"endless depth":    {document(t, strings.Repeat("<w:sdt>", 5000)+strings.Repeat("</w:sdt>", 5000)), docx.ErrHostile},
		"a bomb":           {zipOf(t, "word/document.xml", open+`<w:p><w:r><w:t>`+strings.Repeat("A", 30<<20)), docx.ErrTooLong},
		"too much text":    {document(t, strings.Repeat(p(strings.Repeat("word ", 1000)), 500)), docx.ErrTooLong},
		"too many entries": {zipOf(t, many(3000)...), docx.ErrHostile},
	} {
		if _, err := docx.Read(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v; want %v", name, err, c.want)
		}
	}
}

func many(n int) []string {
	pairs := []string{"word/document.xml", open + `</w:body></w:document>`}
	for i := range n {
		pairs = append(pairs, "word/x"+strings.Repeat("y", i%50)+string(rune('a'+i%26))+strings.Repeat("z", i/50), "")
	}
	return pairs
}

func FuzzRead(f *testing.F) {
	f.Add(zipOf(f, "word/document.xml", open+p("Ann")+`</w:body></w:document>`))
	f.Add(document(f, `<w:tbl><w:tr><w:tc>`+p("x")+`</w:tc></w:tr></w:tbl>`))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := docx.Read(data)
		if err != nil && !errors.Is(err, docx.ErrDamaged) && !errors.Is(err, docx.ErrHostile) && !errors.Is(err, docx.ErrTooLong) {
			t.Fatalf("an error of no kind: %v", err)
		}
		if len(got.Text) > 4<<20 {
			t.Fatalf("%d bytes of text", len(got.Text))
		}
	})
}

// FuzzDocument varies the XML alone, which random bytes of an archive never reach.
func FuzzDocument(f *testing.F) {
	f.Add(open + p("Ann") + `</w:body></w:document>`)
	f.Add(open + `<w:tbl><w:tr><w:tc>` + p("x") + `</w:tc></w:tr></w:tbl></w:body></w:document>`)
	f.Add(open + `</w:tc></w:tr><w:tc></w:p><mc:Choice/><mc:Fallback/>` + `</w:body></w:document>`)
	f.Fuzz(func(t *testing.T, xml string) {
		_, _ = docx.Read(zipOf(t, "word/document.xml", xml))
	})
}
