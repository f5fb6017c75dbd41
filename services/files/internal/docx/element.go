package docx

import (
	"encoding/xml"
	"strconv"
)

func (w *walker) start(e xml.StartElement) {
	switch name(e.Name) {
	case "w:p", "a:p":
		w.startParagraph()
	case "w:t", "m:t", "a:t":
		w.inText = true
	case "w:instrText":
		w.inCode = true
	case "w:r", "a:r":
		w.run, w.runStyle = look{}, look{}
	case "w:tab", "w:ptab":
		w.tab(e)
	case "w:br", "w:cr", "a:br":
		w.breakLine()
	case "w:noBreakHyphen":
		w.write("-")
	case "w:sym":
		w.write(symbol(attr(e, "font"), attr(e, "char")))
	case "w:tr":
		w.flush()
		w.rows = append(w.rows, &row{outer: w.lines})
	case "w:tc":
		w.lines = nil
	case "mc:AlternateContent":
		w.branches = append(w.branches, false)
	case "mc:Choice", "mc:Fallback":
		w.branch()
	default:
		w.startOther(e)
	}
}

func (w *walker) startOther(e xml.StartElement) {
	switch name(e.Name) {
	case "w:txbxContent":
		w.ground++ // what it looks like is not asked
	case "w:background":
		color := attr(e, "color")
		w.lit = w.lit || color != "" && color != "auto" && !isWhite(color, "")
	case "w:pPr":
		w.inMark = true
	case "w:trPr":
		w.inRow = true
	case "w:rt":
		w.inRuby = true
	case "w:hyperlink":
		w.openLink(w.targets[attr(e, "id")])
	case "w:fldChar":
		w.fieldMark(e)
	case "w:fldSimple":
		if isPage(attr(e, "instr")) {
			w.skip = 1
		}
	case "w:footnote", "w:endnote":
		if !w.note(e) {
			w.skip = 1
		}
	case "w:altChunk":
		w.chunk(attr(e, "id"))
	case "relIds": // of a diagram
		w.diagram(attr(e, "dm"))
	default:
		w.look(e)
	}
}

// look reads the properties of runs, paragraphs, tables and sections.
func (w *walker) look(e xml.StartElement) {
	switch name(e.Name) {
	case "w:rStyle":
		s := w.styles.get(attr(e, "val"))
		w.runStyle = s.look
		if s.shaded {
			w.shade()
		}
	case "w:shd", "w:highlight":
		if isGround(attr(e, "fill"), attr(e, "val")) {
			w.shade()
		}
	case "w:tblStyle":
		w.tableLit = w.styles.get(attr(e, "val")).shaded
	case "w:numId", "w:ilvl", "w:pStyle":
		w.list(e)
	case "w:cellDel":
		if n := len(w.rows); n > 0 {
			w.rows[n-1].noCell = true
		}
	default:
		w.run.read(e)
		w.section(e)
	}
}

// shade notes that the text around here has a ground of its own.
func (w *walker) shade() {
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
		p.place.style = ""
	case "w:ilvl":
		p.place.level, _ = strconv.Atoi(attr(e, "val"))
		p.place.told = true
	case "w:pStyle":
		s := w.styles.get(attr(e, "val"))
		p.look, p.shaded = s.look, p.shaded || s.shaded
		if p.place.list == "" {
			p.place = s.place
		}
	}
}

// tab tells the tab in a line from the tab stop in its properties, which has a
// position.
func (w *walker) tab(e xml.StartElement) {
	if attr(e, "pos") == "" && !w.inMark {
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
	case "w:p", "a:p":
		w.endParagraph()
	case "w:t", "m:t", "a:t":
		w.inText = false
	case "w:instrText":
		w.inCode = false
	case "w:r", "a:r":
		w.run, w.runStyle = look{}, look{}
	case "w:hyperlink":
		w.closeLink()
	case "w:pPr":
		w.inMark = false
	case "w:trPr":
		w.inRow = false
	case "w:rt":
		w.inRuby = false
	case "w:ruby":
		w.endRuby()
	case "w:tc":
		w.endCell()
	case "w:tr":
		w.endRow()
	case "w:tbl":
		w.tableLit = false
	case "mc:AlternateContent":
		if n := len(w.branches); n > 0 {
			w.branches = w.branches[:n-1]
		}
	case "w:txbxContent":
		w.flush()
		w.ground = max(0, w.ground-1)
	}
}
