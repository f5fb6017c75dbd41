package press

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"

	"github.com/sartor-cv/sartor/libs/fault"
)

var face = func() *sfnt.Font {
	f, err := sfnt.Parse(liberationsansregular.TTF)
	if err != nil {
		panic(err) // it is embedded
	}
	return f
}()

// ErrScript is the fault of a text in letters that the PDF's font doesn't have.
var ErrScript = fault.New(fault.Invalid, "script_not_printable", "")

// printable returns a text as the PDF's font can print it: letters composed,
// ornaments that it doesn't have left out. What it can't print of the words
// themselves is returned by its script.
func printable(s string, buf *sfnt.Buffer, foreign map[string]bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.In(r, unicode.Hebrew, unicode.Arabic): // has letters, but runs the other way
			foreign[scriptOf(r)] = true
			return r
		case unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			return -1
		}
		if i, err := face.GlyphIndex(buf, r); err == nil && i != 0 {
			return r
		}
		if unicode.In(r, unicode.L, unicode.N, unicode.M) {
			foreign[scriptOf(r)] = true
			return r
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return -1
	}, norm.NFC.String(s))
}

func scriptOf(r rune) string {
	names := make([]string, 0, 1)
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return fmt.Sprintf("U+%04X", r)
	}
	return slices.Min(names)
}

// set returns a sheet's blocks as the font can print them.
func set(s Sheet) (Sheet, error) {
	var buf sfnt.Buffer
	foreign := map[string]bool{}
	s.Blocks = slices.Clone(s.Blocks)
	for i := range s.Blocks {
		b := &s.Blocks[i]
		for _, text := range []*string{&b.Text, &b.Right, &b.Under} {
			*text = printable(*text, &buf, foreign)
		}
	}
	if len(foreign) == 0 {
		return s, nil
	}
	names := make([]string, 0, len(foreign))
	for name := range foreign {
		names = append(names, strings.ReplaceAll(name, "_", " "))
	}
	slices.Sort(names)
	return s, fault.New(ErrScript.Code, ErrScript.Reason,
		"the PDF's font has no letters for %s; take the DOCX, the Markdown or the text instead", strings.Join(names, ", "))
}
