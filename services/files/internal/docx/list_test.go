package docx_test

import (
	"strings"
	"testing"
)

// levels makes the definition of a list from formats and texts.
func levels(id string, props ...string) string {
	var out strings.Builder
	out.WriteString(`<w:abstractNum w:abstractNumId="` + id + `">`)
	for i := 0; i < len(props); i += 2 {
		out.WriteString(`<w:lvl w:ilvl="` + string(rune('0'+i/2)) + `"><w:start w:val="1"/><w:numFmt w:val="` + props[i] + `"/><w:lvlText w:val="` + props[i+1] + `"/></w:lvl>`)
	}
	return out.String() + `</w:abstractNum>`
}

func use(id, abstract, more string) string {
	return `<w:num w:numId="` + id + `"><w:abstractNumId w:val="` + abstract + `"/>` + more + `</w:num>`
}

// items makes paragraphs from words like "1/0:text": list, level, text.
func items(all ...string) string {
	var out strings.Builder
	for _, item := range all {
		place, text, _ := strings.Cut(item, ":")
		list, level, _ := strings.Cut(place, "/")
		out.WriteString(`<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + list + `"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`)
	}
	return out.String()
}

func TestListsCountAsWordDoes(t *testing.T) {
	const again = `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>`
	for name, c := range map[string]struct{ lists, body, want string }{
		"letters after z":                  {levels("0", "lowerLetter", "%1)") + use("1", "0", ""), items(strings.Split(strings.TrimSuffix(strings.Repeat("1/0:x ", 28), " "), " ")...), "z) x\naa) x\nbb) x"},
		"roman":                            {levels("0", "upperRoman", "%1.") + use("1", "0", ""), items("1/0:x", "1/0:x", "1/0:x", "1/0:x"), "IV. x"},
		"with zeros":                       {levels("0", "decimalZero", "%1") + use("1", "0", ""), items("1/0:x", "1/0:x"), "01 x\n02 x"},
		"a second list that goes on":       {levels("0", "decimal", "%1.") + use("1", "0", "") + use("2", "0", ""), items("1/0:x", "2/0:x"), "1. x\n2. x"},
		"a second list that begins anew":   {levels("0", "decimal", "%1.") + use("1", "0", "") + use("2", "0", again), items("1/0:x", "1/0:x", "2/0:x", "2/0:x", "1/0:x"), "1. x\n2. x\n1. x\n2. x\n3. x"},
		"a level that looks otherwise":     {levels("0", "decimal", "%1.") + use("1", "0", `<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%1)"/></w:lvl></w:lvlOverride>`), items("1/0:x"), "(v) x"},
		"a level that was leapt over":      {levels("0", "decimal", "%1.", "decimal", "%1.%2") + use("1", "0", ""), items("1/1:x", "1/1:x", "1/0:x", "1/1:x"), "1.1 x\n1.2 x\n2. x\n2.1 x"},
		"empty items count":                {levels("0", "decimal", "%1.") + use("1", "0", ""), items("1/0:x", "1/0:", "1/0:x"), "1. x\n\n3. x"},
		"no marks":                         {levels("0", "none", "") + use("1", "0", ""), items("1/0:x"), "x"},
		"bullets of a symbol font":         {levels("0", "bullet", "\uf0b7") + use("1", "0", ""), items("1/0:x"), "• x"},
		"a list without a definition":      {"", items("9/0:x"), "• x"},
		"a definition in a style's list":   {`<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>` + levels("1", "decimal", "%1)") + use("1", "0", "") + use("2", "1", ""), items("1/0:x"), "1) x"},
		"signs of East Asia":               {levels("0", "chineseCounting", "%1、") + use("1", "0", ""), items(strings.Split("1/0:x"+strings.Repeat(" 1/0:x", 20), " ")...), "二十、 x\n二十一、 x"},
		"numbers in numbers made of roman": {`<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>` + use("1", "0", ""), items("1/0:x", "1/1:x"), "I x\n1.1 x"},
	} {
		styles := `<w:styles ` + ns + `><w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style></w:styles>`

		got := read(t, related(t, c.body, "numbering", `<w:numbering `+ns+`>`+c.lists+`</w:numbering>`, "styles", styles)).Text

		if !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: got %q; want %q", name, got, c.want)
		}
	}
}

// Headings are numbered by their styles: the level is the one that names the style.
func TestHeadingsAreNumberedByTheirStyles(t *testing.T) {
	numbering := `<w:numbering ` + ns + `><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="H1"/><w:lvlText w:val="%1"/></w:lvl>` +
		`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="H2"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>` + use("1", "0", "") + `</w:numbering>`
	style := func(id, more string) string {
		return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:pPr>` + more + `</w:pPr></w:style>`
	}
	styles := `<w:styles ` + ns + `>` + style("H1", `<w:numPr><w:numId w:val="1"/></w:numPr>`) + style("H2", `<w:numPr><w:numId w:val="1"/></w:numPr>`) + `</w:styles>`
	h := func(style, text, more string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + more + `</w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}

	got := read(t, related(t, h("H1", "Work", "")+h("H2", "Acme", "")+h("H2", "Plain", `<w:numPr><w:numId w:val="0"/></w:numPr>`)+h("H2", "Beta", ""), "numbering", numbering, "styles", styles)).Text

	if want := "1 Work\n1.1 Acme\nPlain\n1.2 Beta"; got != want {
		t.Errorf("got %q; want %q", got, want)
	}
}
