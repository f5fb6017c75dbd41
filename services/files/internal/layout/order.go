package layout

import (
	"slices"
	"strings"
)

// line is a row of text as it is written.
type line struct {
	segs           []segment
	x0, x1, y0, y1 float64
	size           float64
}

func (l *line) add(s segment) {
	if len(l.segs) == 0 {
		l.x0, l.x1, l.y0, l.y1 = s.x0, s.x1, s.y0, s.y1
	}
	l.x0, l.x1 = min(l.x0, s.x0), max(l.x1, s.x1)
	l.y0, l.y1 = min(l.y0, s.y0), max(l.y1, s.y1)
	l.size = max(l.size, s.size)
	l.segs = append(l.segs, s)
}

func (l line) string() string {
	parts := make([]string, 0, len(l.segs))
	for _, s := range l.segs {
		parts = append(parts, s.string())
	}
	return strings.Join(parts, "\t")
}

// order puts segments in reading order: as they were painted, which most
// producers get right, unless that is implausible beside the order that the
// white space between them suggests.
func order(segs []segment) []line {
	if len(segs) == 0 {
		return nil
	}
	flip := runsLeft(segs)
	if flip {
		mirror(segs)
	}
	painted := rows(segs)
	cut := rows(cutUp(slices.Clone(segs), 0))
	best := painted
	if cost(painted) > cost(cut)+1 {
		best = cut
	}
	if flip {
		for i := range best {
			mirror(best[i].segs)
			best[i].x0, best[i].x1 = -best[i].x1, -best[i].x0
		}
	}
	return best
}

func runsLeft(segs []segment) bool {
	rtl, all := 0, 0
	for _, s := range segs {
		rtl += s.rtl
		all += len(s.chars)
	}
	return 2*rtl > all
}

// mirror turns segments so that what begins at the right begins at the left.
func mirror(segs []segment) {
	for i := range segs {
		segs[i].x0, segs[i].x1 = -segs[i].x1, -segs[i].x0
	}
}

// rows joins segments that follow each other on one line.
func rows(segs []segment) []line {
	var out []line
	for _, s := range segs {
		if n := len(out); n > 0 {
			last := out[n-1].segs[len(out[n-1].segs)-1]
			if sameRow(last, s) && s.x0 >= last.x1-0.5*s.size {
				out[n-1].add(s)
				continue
			}
		}
		out = append(out, line{})
		out[len(out)-1].add(s)
	}
	return out
}

// cost says how much a reader would jump about in this order.
func cost(lines []line) float64 {
	var sum float64
	for i := 1; i < len(lines); i++ {
		sum += step(lines[i-1], lines[i])
	}
	return sum
}

func step(a, b line) float64 {
	shared := overlap(a.x0, a.x1, b.x0, b.x1)
	size := max(a.size, b.size)
	switch {
	case overlap(a.y0, a.y1, b.y0, b.y1) > 0.5*min(a.y1-a.y0, b.y1-b.y0):
		return 2 // on the same row, yet before it
	case b.y1 < a.y1: // downwards
		gap := (a.y0 - b.y1) / size
		if shared > 0 {
			return min(max(0, gap-2)*0.05, 1)
		}
		return 0.7
	case shared > 0:
		return 3 // back up over what was read
	case b.x0 > a.x0:
		return 1 // up to the next column
	default:
		return 1.5
	}
}
