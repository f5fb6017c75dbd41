package press

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// docx writes WordprocessingML with real styles, lists and hyperlinks.
func docx(s Sheet) ([]byte, error) {
	w := word{}
	for _, b := range s.Blocks {
		w.block(b)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"docProps/core.xml", w.core(s)},
		{"word/document.xml", fmt.Sprintf(document, w.body.String())},
		{"word/styles.xml", strings.ReplaceAll(styles, "{language}", tag(s.Language))},
		{"word/numbering.xml", numbering},
		{"word/_rels/document.xml.rels", fmt.Sprintf(relations, w.relations.String())},
	} {
		// Without a time: the same CV gives the same bytes.
		in, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err == nil {
			_, err = in.Write([]byte(part.text))
		}
		if err != nil {
			return nil, fmt.Errorf("write the DOCX: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write the DOCX: %w", err)
	}
	return out.Bytes(), nil
}

func tag(language string) string {
	if language == "" || language == "und" {
		return "en"
	}
	return escaped(language)
}

// word writes the body of a document.
type word struct {
	body      strings.Builder
	relations strings.Builder
	links     int
}

func (w *word) block(b Block) {
	switch b.Kind {
	case Name:
		w.paragraph("Title", w.runs(b.Text, ""))
	case Headline:
		w.paragraph("Subtitle", w.runs(b.Text, ""))
	case Contact:
		w.paragraph("Contact", w.runs(b.Text, ""))
	case Heading:
		w.paragraph("Heading1", w.runs(b.Text, ""))
	case Group:
		w.paragraph("Heading3", w.runs(b.Text, ""))
	case Entry:
		head := w.runs(b.Text, "")
		if b.Right != "" {
			head += `<w:r><w:tab/></w:r>` + w.runs(b.Right, `<w:rStyle w:val="When"/>`)
		}
		w.paragraph("Heading2", head)
		if b.Under != "" {
			w.paragraph("Where", w.runs(b.Under, ""))
		}
	case Bullet:
		w.paragraph("ListBullet", w.runs(b.Text, ""))
	case Skills:
		label := ""
		if b.Under != "" {
			label = w.runs(b.Under+": ", `<w:b/>`)
		}
		w.paragraph("BodyText", label+w.runs(b.Text, ""))
	case Break:
		w.paragraph("Line", w.runs(b.Text, ""))
	case Text:
		w.paragraph("BodyText", w.runs(b.Text, ""))
	}
}

func (w *word) paragraph(style, runs string) {
	fmt.Fprintf(&w.body, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s</w:p>`, style, runs)
}

// runs writes a text, its addresses as hyperlinks.
func (w *word) runs(text, properties string) string {
	var b strings.Builder
	last := 0
	for _, l := range links(text) {
		b.WriteString(run(text[last:l.start], properties))
		w.links++
		fmt.Fprintf(&w.relations, hyperlink, w.links, escaped(l.target))
		fmt.Fprintf(&b, `<w:hyperlink r:id="link%d">%s</w:hyperlink>`, w.links, run(text[l.start:l.end], `<w:rStyle w:val="Hyperlink"/>`))
		last = l.end
	}
	b.WriteString(run(text[last:], properties))
	return b.String()
}

func run(text, properties string) string {
	if text == "" {
		return ""
	}
	if properties != "" {
		properties = "<w:rPr>" + properties + "</w:rPr>"
	}
	return `<w:r>` + properties + `<w:t xml:space="preserve">` + escaped(text) + `</w:t></w:r>`
}

// escaped makes a text of what XML can hold.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder refuses nothing
	return b.String()
}

func (w *word) core(s Sheet) string {
	at := s.At.UTC().Format("2006-01-02T15:04:05Z")
	return fmt.Sprintf(core, escaped(s.Title), escaped(s.Author), tag(s.Language), at, at)
}
