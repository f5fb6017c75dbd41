package docx

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// numbering knows the marks of lists: which level of which list is bulleted,
// and how the others count.
type numbering struct {
	lists  map[string]string         // num id -> abstract id
	levels map[string]map[int]*level // abstract id -> level
	styles map[string]listPlace      // paragraph style -> its place in a list
	counts map[string][]int          // abstract id -> where each level's count is
}

type level struct {
	format string
	text   string // "%1.%2."
	start  int
}

type listPlace struct {
	list  string
	level int
}

const maxLevels = 9

// readNumbering reads what there is; a list without its definition has bullets.
func readNumbering(a *archive, p parts) *numbering {
	n := &numbering{
		lists: map[string]string{}, levels: map[string]map[int]*level{},
		styles: map[string]listPlace{}, counts: map[string][]int{},
	}
	if data, err := a.read(p.numbering); err == nil {
		n.readLists(data)
	}
	if data, err := a.read(p.styles); err == nil {
		n.readStyles(data)
	}
	return n
}

func (n *numbering) readLists(data []byte) {
	var abstract, num string
	var at *level
	_ = each(data, func(t xml.Token) {
		e, ok := t.(xml.StartElement)
		if !ok {
			return
		}
		switch name(e.Name) {
		case "w:abstractNum":
			abstract = attr(e, "abstractNumId")
			n.levels[abstract] = map[int]*level{}
			at = nil
		case "w:lvl":
			if i, err := strconv.Atoi(attr(e, "ilvl")); err == nil && n.levels[abstract] != nil {
				at = &level{start: 1}
				n.levels[abstract][i] = at
			}
		case "w:num":
			num, at, abstract = attr(e, "numId"), nil, ""
		case "w:abstractNumId":
			n.lists[num] = attr(e, "val")
		default:
			at.read(e)
		}
	})
}

func (l *level) read(e xml.StartElement) {
	if l == nil {
		return
	}
	switch name(e.Name) {
	case "w:numFmt":
		l.format = attr(e, "val")
	case "w:lvlText":
		l.text = attr(e, "val")
	case "w:start":
		l.start, _ = strconv.Atoi(attr(e, "val"))
	}
}

func (n *numbering) readStyles(data []byte) {
	style := ""
	_ = each(data, func(t xml.Token) {
		e, ok := t.(xml.StartElement)
		if !ok {
			return
		}
		switch name(e.Name) {
		case "w:style":
			style = attr(e, "styleId")
		case "w:numId":
			p := n.styles[style]
			p.list = attr(e, "val")
			n.styles[style] = p
		case "w:ilvl":
			p := n.styles[style]
			p.level, _ = strconv.Atoi(attr(e, "val"))
			n.styles[style] = p
		}
	})
}

// mark returns what stands before the next paragraph of a list.
func (n *numbering) mark(p listPlace) string {
	if p.list == "" || p.list == "0" || p.level < 0 || p.level >= maxLevels {
		return ""
	}
	abstract := n.lists[p.list]
	l := n.levels[abstract][p.level]
	if l == nil || l.format == "bullet" {
		return "• "
	}
	if l.format == "none" {
		return ""
	}
	counts := n.counts[abstract]
	for len(counts) <= p.level {
		start := 1
		if l := n.levels[abstract][len(counts)]; l != nil {
			start = l.start
		}
		counts = append(counts, start-1)
	}
	counts = counts[:p.level+1]
	counts[p.level]++
	n.counts[abstract] = counts
	return n.label(abstract, l.text, counts)
}

// label fills in a level's text: each level in it counts in its own way.
func (n *numbering) label(abstract, text string, counts []int) string {
	for i, c := range counts {
		format := ""
		if l := n.levels[abstract][i]; l != nil {
			format = l.format
		}
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), number(max(c, 1), format))
	}
	if text == "" {
		return ""
	}
	return text + " "
}

func number(n int, format string) string {
	switch format {
	case "lowerLetter":
		return string(rune('a' + (n-1)%26))
	case "upperLetter":
		return string(rune('A' + (n-1)%26))
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	if n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.value {
			b.WriteString(r.sign)
			n -= r.value
		}
	}
	return b.String()
}
