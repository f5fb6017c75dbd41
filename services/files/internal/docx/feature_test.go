package docx_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/docx"
)

const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// related makes a document with parts beside it: pairs of a kind of relation
// and the part's XML, which get the ids r0, r1, ….
func related(tb testing.TB, body string, parts ...string) []byte {
	tb.Helper()
	var rels strings.Builder
	rels.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	entries := []string{"word/document.xml", open + body + `</w:body></w:document>`}
	for i := 0; i < len(parts); i += 2 {
		n := string(rune('0' + i/2))
		rels.WriteString(`<Relationship Id="r` + n + `" Type="http://x/` + parts[i] + `" Target="part` + n + `.xml"/>`)
		entries = append(entries, "word/part"+n+".xml", parts[i+1])
	}
	return zipOf(tb, append(entries, "word/_rels/document.xml.rels", rels.String()+`</Relationships>`)...)
}

func read(tb testing.TB, data []byte) docx.Text {
	tb.Helper()
	got, err := docx.Read(data)
	if err != nil {
		tb.Fatal(err)
	}
	return got
}

func TestChangesAreReadAsAccepted(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"the end of a paragraph was deleted": {
			`<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">Lead </w:t></w:r></w:p>` + p("engineer") + p("next"),
			"Lead engineer\nnext",
		},
		"the end of a paragraph was moved away": {
			`<w:p><w:pPr><w:rPr><w:moveFrom w:id="1"/></w:rPr></w:pPr><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>` + p("stays"),
			"stays",
		},
		"the last end in a cell was deleted": {
			`<w:tbl><w:tr><w:tc><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>one</w:t></w:r></w:p></w:tc><w:tc>` + p("two") + `</w:tc></w:tr></w:tbl>`,
			"one\ttwo",
		},
		"a row was deleted": {
			`<w:tbl><w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc>` + p("gone") + `</w:tc></w:tr><w:tr><w:tc>` + p("stays") + `</w:tc></w:tr></w:tbl>`,
			"stays",
		},
		"a cell was deleted": {
			`<w:tbl><w:tr><w:tc><w:tcPr><w:cellDel w:id="1"/></w:tcPr>` + p("gone") + `</w:tc><w:tc>` + p("stays") + `</w:tc></w:tr></w:tbl>`,
			"stays",
		},
		"a property changed": {
			`<w:p><w:pPr><w:pPrChange><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:pPrChange></w:pPr><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>seen</w:t></w:r></w:p>`,
			"seen",
		},
	} {
		if got := read(t, document(t, c.body)).Text; got != c.want {
			t.Errorf("%s: got %q; want %q", name, got, c.want)
		}
	}
}

func field(code, result string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + code + ` </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r>` + result + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

func TestFieldsShowTheirResults(t *testing.T) {
	run := func(s string) string { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
	for name, c := range map[string]struct{ body, want string }{
		"a link":             {run("see ") + field(`HYPERLINK "https://a.example"`, run("my page")), "see my page"},
		"a page's number":    {run("Ann") + field(`PAGE \* MERGEFORMAT`, run("7")), "Ann"},
		"a simple one":       {run("Ann") + `<w:fldSimple w:instr=" NUMPAGES ">` + run("9") + `</w:fldSimple>`, "Ann"},
		"a simple date":      {`<w:fldSimple w:instr=" DATE ">` + run("12 May 2024") + `</w:fldSimple>`, "12 May 2024"},
		"one in the other":   {field(`IF `+`</w:instrText></w:r>`+field("MERGEFIELD x", run("unseen"))+`<w:r><w:instrText> = 1`, run("seen")), "seen"},
		"one without an end": {`<w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p><w:p>` + run("seen"), "seen"},
	} {
		if got := read(t, document(t, `<w:p>`+c.body+`</w:p>`)).Text; got != c.want {
			t.Errorf("%s: got %q; want %q", name, got, c.want)
		}
	}
}

func TestWhatStylesHide(t *testing.T) {
	const sheet = `<w:styles ` + ns + `><w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Heir"><w:basedOn w:val="Base"/></w:style>` +
		`<w:style w:type="character" w:styleId="Pale"><w:rPr><w:color w:val="FEFEFE"/></w:rPr></w:style>` +
		`<w:style w:type="table" w:styleId="Dark"><w:tblStylePr><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style></w:styles>`
	styled := func(style, props, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:rPr>` + props + `</w:rPr><w:t>` + text + `</w:t></w:r></w:p>`
	}
	table := func(style string) string {
		return `<w:tbl><w:tblPr><w:tblStyle w:val="` + style + `"/></w:tblPr><w:tr><w:tc>` + styled("", `<w:color w:val="FFFFFF"/>`, "white") + `</w:tc></w:tr></w:tbl>`
	}

	got := read(t, related(t, p("a")+styled("Heir", "", "unseen")+styled("Heir", `<w:vanish w:val="0"/>`, "b")+
		styled("", `<w:rStyle w:val="Pale"/>`, "pale")+table("Dark")+table("Plain"), "styles", sheet))

	if want := "a\n\nb\n\nwhite"; got.Text != want || got.HiddenText != "unseenpalewhite" {
		t.Errorf("got %q, hidden %q; want %q", got.Text, got.HiddenText, want)
	}
}

func TestWhiteLettersOnPaperAndOnPictures(t *testing.T) {
	white := p("seen") + `<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>white</w:t></w:r></w:p>`
	under := `<w:p><w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" behindDoc="1"/></w:drawing></w:r></w:p>`
	paper := strings.Replace(open, "<w:body>", `<w:background w:color="FFFFFF"/><w:body>`, 1)

	if got := read(t, zipOf(t, "word/document.xml", paper+white+`</w:body></w:document>`)); got.Text != "seen" {
		t.Errorf("on white paper: got %q", got.Text)
	}
	if got := read(t, document(t, white+under)); got.Text != "seen\nwhite" {
		t.Errorf("over a picture: got %q", got.Text)
	}
}

func TestRubyStandsBehindWhatItIsAbout(t *testing.T) {
	body := `<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>やまだ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>山田</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>太郎</w:t></w:r></w:p>`

	if got := read(t, document(t, body)).Text; got != "山田(やまだ)太郎" {
		t.Errorf("got %q", got)
	}
}

func TestSymbols(t *testing.T) {
	body := `<w:p><w:r><w:sym w:font="Symbol" w:char="F062"/><w:t>-blocker &#xF0B7; &#xF028;call</w:t></w:r></w:p>`

	if got := read(t, document(t, body)).Text; got != "β-blocker • call" {
		t.Errorf("got %q", got)
	}
}
