package docx

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/sartor-cv/sartor/services/files/internal/link"
)

// walker goes through the parts of a document and gathers lines.
type walker struct {
	archive *archive
	parts   parts
	styles  styles
	numbers *numbering
	shown   shown
	depth   int // documents and diagrams inside each other

	lines []string
	seen  map[string]bool // text of headers, footers and notes that was taken
	room  int             // bytes that may still be written
	over  bool
	err   error // of what stands inside

	links      []link.Link
	hidden     int
	hiddenText strings.Builder
	lit        bool // the page may have a ground of its own: white shows

	place
}

// place is where in a part the walker is.
type place struct {
	skip     int // depth inside something that isn't read
	inText   bool
	inCode   bool // of a field
	inRuby   bool
	inMark   bool // the properties of a paragraph
	inRow    bool // the properties of a row
	tableLit bool // the table's style shades it
	ground   int  // depth inside what has a ground of its own: white shows there
	run      look
	runStyle look
	carried  string       // of paragraphs whose end was deleted
	pars     []*paragraph // the innermost last: a text box is a paragraph inside another
	rows     []*row
	branches []bool // of each open mc:AlternateContent: one branch was taken
	fields   []*field
	link     *link.Link        // that is open
	targets  map[string]string // of links, by the ids of the part's relations
}

const maxHiddenText = 200

// part reads one part into lines.
func (w *walker) part(part string) error {
	data, err := w.archive.read(part)
	if err != nil {
		return err
	}
	outside := w.place
	w.place = place{targets: w.archive.targets(part)}
	defer func() { w.place = outside }()
	if err := each(data, w.token); err != nil {
		return err
	}
	w.flush()
	if w.over {
		return fmt.Errorf("%w: too much text", ErrTooLong)
	}
	return w.err
}

// extra reads a header, a footer or notes, and keeps it unless the same was
// there already: the first page often has a copy of its own.
func (w *walker) extra(part string) error {
	before := w.lines
	w.lines = nil
	err := w.part(part)
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
		if w.skip > 0 || w.isSkipped(name(t.Name)) {
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
		switch {
		case w.skip > 0:
		case w.inText:
			w.write(string(t))
		case w.inCode:
			w.fieldCode(string(t))
		}
	}
}

// isSkipped names what no reader of the page sees. What says that the end of a
// paragraph or a row was deleted is remembered.
func (w *walker) isSkipped(element string) bool {
	switch element {
	case "w:del", "w:moveFrom":
		if n := len(w.pars); w.inMark && n > 0 {
			w.pars[n-1].joined = true
		}
		if n := len(w.rows); w.inRow && n > 0 {
			w.rows[n-1].gone = true
		}
		return true
	case "w:delText", "w:delInstrText", "w:rPrChange", "w:pPrChange", "w:sectPrChange", "w:tblPrChange", "w:tcPrChange", "w:trPrChange",
		"w:tblPrExChange", "w:numberingChange", "w:binData", "w:txbxLink", "w:separator", "w:continuationSeparator", "w:sdtPr":
		return true
	}
	return false
}

// write adds text to the paragraph that is being read.
func (w *walker) write(s string) {
	if len(w.pars) == 0 || w.over || w.isCoded() {
		return
	}
	if w.room -= len(s); w.room < 0 {
		w.over = true
		return
	}
	p := w.pars[len(w.pars)-1]
	if l := w.run.over(w.runStyle).over(p.look); l.vanish == yes || l.tiny == yes || (l.white == yes && !w.whiteShows()) {
		w.hide(s)
		return
	}
	if w.inRuby {
		p.ruby += strings.Map(visible, s)
		return
	}
	s = strings.Map(visible, s)
	p.text.WriteString(s)
	if w.link != nil && len(w.link.Text) <= link.MaxText {
		w.link.Text += s
	}
}

// whiteShows reports whether white text can be seen here.
func (w *walker) whiteShows() bool {
	return w.lit || w.ground > 0 || w.tableLit || w.pars[len(w.pars)-1].shaded ||
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
