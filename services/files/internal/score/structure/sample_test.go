package structure_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// sample is a CV and what should be found in it.
type sample struct {
	name              string
	text              string
	who, email, phone string
	sections          []string
	jobs, schools     []entry
}

// entry is a job or a degree.
type entry struct {
	title, place string
	start, end   string
	bullets      int
}

func samples(t *testing.T, folder string) []sample {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", folder, "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	all := make([]sample, 0, len(names))
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		head, text, ok := strings.Cut(string(raw), "-----\n")
		if !ok {
			t.Fatalf("%s says nothing about itself", name)
		}
		s := sample{name: filepath.Base(name), text: text}
		for line := range strings.Lines(head) {
			s.tell(t, strings.TrimSpace(line))
		}
		all = append(all, s)
	}
	return all
}

func (s *sample) tell(t *testing.T, line string) {
	t.Helper()
	key, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch key {
	case "name":
		s.who = value
	case "email":
		s.email = value
	case "phone":
		s.phone = value
	case "sections":
		s.sections = strings.Fields(value)
	case "job":
		s.jobs = append(s.jobs, entryOf(value))
	case "edu":
		s.schools = append(s.schools, entryOf(value))
	default:
		t.Fatalf("%s: %q", s.name, line)
	}
}

func entryOf(value string) entry {
	cells := append(strings.Split(value, " | "), "", "")
	e := entry{title: cells[0], place: cells[1], start: cells[2], end: cells[3]}
	e.bullets, _ = strconv.Atoi(cells[4])
	return e
}

// file is the sample as a person would upload it.
func (s *sample) file(t *testing.T) []byte {
	t.Helper()
	if filepath.Ext(s.name) != ".docx" {
		return []byte(s.text)
	}
	var body strings.Builder
	for line := range strings.Lines(s.text) {
		body.WriteString(paragraph(t, strings.TrimSuffix(line, "\n")))
	}
	return document(t, body.String())
}

// paragraph makes a line a paragraph, and a bullet an item of a list.
func paragraph(t *testing.T, line string) string {
	t.Helper()
	props := ""
	if item, ok := strings.CutPrefix(strings.TrimSpace(line), "• "); ok {
		line, props = item, `<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>`
	}
	var text bytes.Buffer
	if err := xml.EscapeText(&text, []byte(line)); err != nil {
		t.Fatal(err)
	}
	runs := strings.ReplaceAll(text.String(), "&#x9;", `</w:t><w:tab/><w:t xml:space="preserve">`)
	return `<w:p>` + props + `<w:r><w:t xml:space="preserve">` + runs + `</w:t></w:r></w:p>`
}

func document(t *testing.T, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write([]byte(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
