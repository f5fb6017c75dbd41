// Package layout turns the glyphs of a page, each with its place on the paper,
// into text in the order a person would read it. It knows nothing of PDF.
package layout

import "github.com/sartor-cv/sartor/services/files/internal/link"

// Glyph is one character where it stands on the paper. The y axis points up.
type Glyph struct {
	Rune        rune
	X, Y        float64 // the origin: where the baseline begins
	Left, Right float64 // its box, as wide as the pen moves on
	Bottom, Top float64
	Low, High   float64 // how far the ink reaches, where it was looked at: see NeedsInk
	Size        float64 // of the font, as rendered
	Angle       float64 // of the baseline, in radians
	Unmapped    bool    // the font does not say which character this is
	Gap         bool    // the reader of the page saw a gap before it
	Hidden      bool    // no reader sees it
}

// Page is one page as it was painted: its glyphs are in content order.
type Page struct {
	Left, Bottom, Right, Top float64 // the paper

	Glyphs     []Glyph
	Images     int
	Shapes     int  // filled areas: letters, where text was turned into drawings
	Recognized bool // its text was laid over a picture by character recognition
	Links      []link.Link
}

// Text is what was read of some pages.
type Text struct {
	Pages  []string
	Glyphs int // visible ones, blanks not counted
	Hidden int // glyphs that no reader sees, kept out
	// HiddenText is the start of what was kept out.
	HiddenText string
	Unmapped   int // visible glyphs whose font doesn't name the character: a guess, mostly right
	Lost       int // of these, the ones in words that nothing could be guessed for
	Private    int // glyphs of private use, dropped: mostly icons
	Tangled    int // glyphs that are painted over others
	Columns    int // that stand side by side on a page, at most
}

// Read returns the text of pages, one string each. What repeats at the top or
// the bottom of the pages is kept only once.
func Read(pages []Page) Text {
	var out Text
	lines := make([][]line, len(pages))
	for i, page := range pages {
		lines[i] = readPage(page, &out)
	}
	dropRepeats(lines, pages)
	h := learn(lines)
	for _, l := range lines {
		out.Pages = append(out.Pages, h.write(l))
	}
	return out
}

func readPage(page Page, out *Text) []line {
	clean := scrub(nameLamAlefs(page.Glyphs), out)
	out.Tangled += tangled(clean)
	var all []line
	for _, group := range byAngle(clean) {
		lines := order(segments(group))
		out.Columns = max(out.Columns, columnsOf(lines))
		all = append(all, lines...)
	}
	return all
}
