package layout

import (
	"strings"
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

func isParagraph(a, b line) bool {
	gap := a.y0 - b.y1
	return gap > paragraphGap*max(a.size, b.size) || gap < -2*max(a.size, b.size)
}
