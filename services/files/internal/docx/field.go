package docx

import (
	"encoding/xml"
	"strings"

	"github.com/sartor-cv/sartor/services/files/internal/link"
)

// field is a field that is open: first its code, which nobody sees, then what
// the code last came to.
type field struct {
	code   strings.Builder
	result bool
	page   bool // the number of a page, which is nobody's text
}

const (
	maxFields = 32
	maxCode   = link.MaxTarget + 64 // of a code: enough to tell what it is and where it leads
)

// fieldMark reads the beginning, middle or end of a field.
func (w *walker) fieldMark(e xml.StartElement) {
	n := len(w.fields)
	switch attr(e, "fldCharType") {
	case "begin":
		if n < maxFields {
			w.fields = append(w.fields, &field{})
		}
	case "separate":
		if n > 0 {
			f := w.fields[n-1]
			f.result, f.page = true, isPage(f.code.String())
			w.openLink(linkOf(f.code.String()))
		}
	case "end":
		if n > 0 {
			w.closeLink()
			w.fields = w.fields[:n-1]
		}
	}
}

func (w *walker) fieldCode(s string) {
	if n := len(w.fields); n > 0 && !w.fields[n-1].result && w.fields[n-1].code.Len() < maxCode {
		w.fields[n-1].code.WriteString(s)
	}
}

// isCoded reports whether text here is part of a field's code, or a page's number.
func (w *walker) isCoded() bool {
	for _, f := range w.fields {
		if !f.result || f.page {
			return true
		}
	}
	return false
}

// dropOpenFields ends fields that were never ended in their paragraph: only
// results go on over several.
func (w *walker) dropOpenFields() {
	for n := len(w.fields); n > 0 && (!w.fields[n-1].result || w.fields[n-1].page); n-- {
		w.fields = w.fields[:n-1]
	}
}

// isPage reports whether a field's code asks for the number of a page or for
// how many there are.
func isPage(code string) bool {
	words := strings.Fields(code)
	if len(words) == 0 {
		return false
	}
	switch strings.ToUpper(words[0]) {
	case "PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION":
		return true
	}
	return false
}
