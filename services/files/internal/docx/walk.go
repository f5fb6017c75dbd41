package docx

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// walker goes through the parts of a document and gathers lines.
type walker struct {
	numbers *numbering
	links   map[string]string

	lines []string
	seen  map[string]bool // text of headers, footers and notes that was taken
	room  int             // bytes that may still be written
	over  bool

	hidden     int
	hiddenText strings.Builder

	skip     int // depth inside something that isn't read
	inText   bool
	ground   int // depth inside what has a ground of its own: white shows there
	run      run
	pars     []*paragraph // the innermost last: a text box is a paragraph inside another
	rows     []*row
	branches []bool // of each open mc:AlternateContent: one branch was taken
}

// run is the look of the text that follows.
type run struct {
	vanish bool
	white  bool
	tiny   bool
}

type paragraph struct {
	text   strings.Builder
	place  listPlace
	shaded bool
	inRun  run // the look outside, while a text box is read
}

// row is a row of a table that is being read.
type row struct {
	cells  [][]string
	outer  []string // the lines before it
	shaded bool
}

const maxHiddenText = 200

// part reads one part into lines.
func (w *walker) part(a *archive, part string) error {
	data, err := a.read(part)
	if err != nil {
		return err
	}
	w.skip, w.inText, w.ground, w.pars, w.rows, w.branches = 0, false, 0, nil, nil, nil
	if err := each(data, w.token); err != nil {
		return err
	}
	if w.over {
		return fmt.Errorf("%w: too much text", ErrTooLong)
	}
	return nil
}

// extra reads a header, a footer or notes, and keeps it unless the same was
// there already: the first page often has a copy of its own.
func (w *walker) extra(a *archive, part string) error {
	before := w.lines
	w.lines = nil
	err := w.part(a, part)
	added := w.lines
	w.lines = before
	if err != nil {
		return err
	}
	key := strings.Join(added, "\n")
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	if strings.TrimSpace(key) != "" && !w.seen[key] {
		w.seen[key] = true
		w.lines = append(w.lines, added...)
	}
	return nil
}

func (w *walker) token(t xml.Token) {
	switch t := t.(type) {
	case xml.StartElement:
		if w.skip > 0 || isSkipped(name(t.Name)) {
			w.skip++
			return
		}
		w.start(t)
	case xml.EndElement:
		if w.skip > 0 {
			w.skip--
			return
		}
		w.end(name(t.Name))
	case xml.CharData:
		if w.skip == 0 && w.inText {
			w.write(string(t))
		}
	}
}

// isSkipped names what no reader of the page sees.
func isSkipped(element string) bool {
	switch element {
	case "w:del", "w:moveFrom", "w:delText", "w:instrText", "w:delInstrText", "w:rt",
		"w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:tcPrChange", "w:trPrChange",
		"w:binData", "w:txbxLink", "w:separator", "w:continuationSeparator", "w:sdtPr", "w:trPr", "w:sectPr":
		return true
	}
	return false
}

// write adds text to the paragraph that is being read.
func (w *walker) write(s string) {
	if len(w.pars) == 0 || w.over {
		return
	}
	if w.room -= len(s); w.room < 0 {
		w.over = true
		return
	}
	if w.run.vanish || w.run.tiny || (w.run.white && !w.whiteShows()) {
		w.hide(s)
		return
	}
	w.pars[len(w.pars)-1].text.WriteString(strings.Map(visible, s))
}

// whiteShows reports whether white text can be seen here.
func (w *walker) whiteShows() bool {
	return w.ground > 0 || w.pars[len(w.pars)-1].shaded ||
		slices.ContainsFunc(w.rows, func(r *row) bool { return r.shaded })
}

func (w *walker) hide(s string) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			w.hidden++
		}
		if w.hiddenText.Len() < maxHiddenText {
			w.hiddenText.WriteRune(r)
		}
	}
}

// visible drops what has no shape: controls, marks of direction, icons.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\r':
		return ' '
	case r == '\t':
		return r
	case r == 0xA0 || r == 0x202F || r == 0x2007:
		return ' '
	case unicode.IsControl(r), r == 0x200B, r == 0xAD, r == 0xFEFF, r == 0xFFFD:
		return -1
	case unicode.Is(unicode.Cf, r) && r != 0x200C && r != 0x200D:
		return -1
	case unicode.Is(unicode.Co, r):
		return -1
	}
	return r
}
