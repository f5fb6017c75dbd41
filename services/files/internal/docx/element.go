package docx

import (
	"encoding/xml"
	"strconv"
	"strings"
)

func (w *walker) start(e xml.StartElement) {
	switch name(e.Name) {
	case "w:p":
		w.pars = append(w.pars, &paragraph{inRun: w.run})
		w.run = run{}
	case "w:t", "m:t", "a:t":
		w.inText = true
	case "w:r":
		w.run = run{}
	case "w:tab", "w:ptab":
		w.tab(e)
	case "w:br", "w:cr":
		w.breakLine()
	case "w:noBreakHyphen":
		w.write("-")
	case "w:sym":
		w.write(symbol(attr(e, "char")))
	case "w:tr":
		w.rows = append(w.rows, &row{outer: w.lines})
	case "w:tc":
		w.lines = nil
	case "mc:AlternateContent":
		w.branches = append(w.branches, false)
	case "mc:Choice", "mc:Fallback":
		w.branch()
	case "w:txbxContent", "w:background":
		w.ground++ // what it looks like is not asked
	default:
		w.look(e)
	}
}

// look reads the properties of runs and paragraphs.
func (w *walker) look(e xml.StartElement) {
	switch name(e.Name) {
	case "w:vanish", "w:specVanish":
		w.run.vanish = isOn(e)
	case "w:color":
		w.run.white = strings.EqualFold(attr(e, "val"), "FFFFFF")
	case "w:sz":
		n, err := strconv.Atoi(attr(e, "val"))
		w.run.tiny = err == nil && n > 0 && n <= 3 // half points
	case "w:shd", "w:highlight":
		w.shade(attr(e, "fill"), attr(e, "val"))
	case "w:numId", "w:ilvl", "w:pStyle":
		w.list(e)
	}
}

// shade notes that the text around here has a ground of its own.
func (w *walker) shade(fill, val string) {
	if (fill == "" || fill == "auto" || strings.EqualFold(fill, "FFFFFF")) && (val == "clear" || val == "nil" || val == "none") {
		return
	}
	if n := len(w.rows); n > 0 {
		w.rows[n-1].shaded = true
	}
	if n := len(w.pars); n > 0 {
		w.pars[n-1].shaded = true
	}
}

func (w *walker) list(e xml.StartElement) {
	if len(w.pars) == 0 {
		return
	}
	p := w.pars[len(w.pars)-1]
	switch name(e.Name) {
	case "w:numId":
		p.place.list = attr(e, "val")
	case "w:ilvl":
		p.place.level, _ = strconv.Atoi(attr(e, "val"))
	case "w:pStyle":
		if p.place.list == "" {
			p.place = w.numbers.styles[attr(e, "val")]
		}
	}
}

// tab tells the tab in a line from the tab stop in its properties, which has a
// position.
func (w *walker) tab(e xml.StartElement) {
	if attr(e, "pos") == "" {
		w.write("\t")
	}
}

// branch takes one branch of an mc:AlternateContent: the same thing is in each.
func (w *walker) branch() {
	n := len(w.branches)
	if n == 0 {
		return
	}
	if w.branches[n-1] {
		w.skip = 1
		return
	}
	w.branches[n-1] = true
}

func (w *walker) end(element string) {
	switch element {
	case "w:p":
		w.endParagraph()
	case "w:t", "m:t", "a:t":
		w.inText = false
	case "w:r":
		w.run = run{}
	case "w:tc":
		if n := len(w.rows); n > 0 {
			w.rows[n-1].cells = append(w.rows[n-1].cells, w.lines)
			w.lines = nil
		}
	case "w:tr":
		w.endRow()
	case "mc:AlternateContent":
		if n := len(w.branches); n > 0 {
			w.branches = w.branches[:n-1]
		}
	case "w:txbxContent":
		w.ground = max(0, w.ground-1)
	}
}

func (w *walker) endParagraph() {
	n := len(w.pars)
	if n == 0 {
		return
	}
	p := w.pars[n-1]
	w.pars = w.pars[:n-1]
	w.run = p.inRun
	text := strings.TrimSpace(p.text.String())
	if text != "" {
		text = w.numbers.mark(p.place) + text
	}
	for part := range strings.SplitSeq(text, lineBreak) {
		w.lines = append(w.lines, strings.TrimSpace(part))
	}
}

// lineBreak stands for a break inside a paragraph until the paragraph ends.
const lineBreak = "\x00"

func (w *walker) breakLine() {
	if n := len(w.pars); n > 0 {
		w.pars[n-1].text.WriteString(lineBreak)
	}
}

// endRow writes a row: on one line where each cell has one, else cell by cell.
func (w *walker) endRow() {
	n := len(w.rows)
	if n == 0 {
		return
	}
	r := w.rows[n-1]
	w.rows = w.rows[:n-1]
	w.lines = r.outer
	single := true
	cells := make([][]string, 0, len(r.cells))
	for _, c := range r.cells {
		lines := trimmed(c)
		single = single && len(lines) <= 1
		if len(lines) > 0 {
			cells = append(cells, lines)
		}
	}
	if single {
		parts := make([]string, 0, len(cells))
		for _, c := range cells {
			parts = append(parts, c[0])
		}
		w.lines = append(w.lines, strings.Join(parts, "\t"))
		return
	}
	for _, c := range cells {
		w.lines = append(w.lines, c...)
	}
}

// trimmed returns lines without the empty ones at both ends.
func trimmed(lines []string) []string {
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// symbol returns a character of a symbol font: list marks as a bullet, what
// else there is as nothing.
func symbol(char string) string {
	n, err := strconv.ParseUint(char, 16, 32)
	if err != nil {
		return ""
	}
	switch n {
	case 0xF0B7, 0xF0A7, 0xF06E, 0xF0D8, 0xF0FC, 0xF076, 0xF0A8:
		return "•"
	case 0xF02D, 0xF0BE:
		return "-"
	}
	if n >= 0xE000 && n <= 0xF8FF {
		return ""
	}
	return string(rune(n)) // it was parsed into 32 bits, and what is no character becomes U+FFFD
}
