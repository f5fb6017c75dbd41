package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// paragraphGap is the white above a line, in sizes, that makes a paragraph.
const paragraphGap = 0.85

// write returns lines as text. Words parted at the end of a line are made
// whole again, and paragraphs are parted by an empty line.
func (h hyphens) write(lines []line) string {
	var out []byte
	tail := ""
	for i, l := range lines {
		text := strings.TrimSpace(l.string())
		if text == "" {
			continue
		}
		switch {
		case len(out) == 0:
		case joins(tail, text):
			if !h.keeps(tail, text) {
				out = out[:len(out)-1]
			}
		case l.wraps && (isHalf(tail, text) || isCut(tail, text)): // Microservice- / Architektur
		case l.wraps && tail != "":
			out = append(out, gapBetween(tail, text)...)
		case i > 0 && isParagraph(lines[i-1], l):
			out = append(out, "\n\n"...)
		default:
			out = append(out, '\n')
		}
		out = append(out, text...)
		tail = text
	}
	return string(out)
}

// gapBetween is what parts two lines of one text: nothing in scripts that
// don't part words.
func gapBetween(above, below string) string {
	last, _ := utf8.DecodeLastRuneInString(above)
	first, _ := utf8.DecodeRuneInString(below)
	if isIdeographic(last) && isIdeographic(first) {
		return ""
	}
	return " "
}

func isIdeographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || (r >= 0x3000 && r <= 0x303F) || (r >= 0xFF00 && r <= 0xFF64)
}

func isParagraph(a, b line) bool {
	gap := a.y0 - b.y1
	return gap > paragraphGap*max(a.size, b.size) || gap < -2*max(a.size, b.size)
}
