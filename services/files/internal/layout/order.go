package layout

import (
	"math"
	"slices"
	"strings"
)

// line is a row of text as it is written.
type line struct {
	segs           []segment
	x0, x1, y0, y1 float64
	size           float64
	wraps          bool // it goes on with the text of the line before
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
// producers get right, unless that is implausible and the order that the white
// space between them suggests is not.
func order(segs []segment) []line {
	if len(segs) == 0 {
		return nil
	}
	flip := runsLeft(segs)
	if flip && !knowsNoDirection(segs) {
		for i := range segs {
			segs[i].leftward = true
		}
	} else if isFlushLeft(segs) {
		flip = false
	}
	if flip {
		mirror(segs)
	}
	segs = settleMarks(segs)
	c := &cutter{}
	cut := c.cut(slices.Clone(segs), 0, 0)
	for _, s := range cut {
		segs[s.id].region, segs[s.id].headed = s.region, s.headed
	}
	best := rows(segs, true)
	if implausible(segs, cut) {
		best = rows(cut, false)
	}
	for _, l := range best {
		for i := range l.segs {
			l.segs[i].text = l.segs[i].string()
		}
	}
	markWraps(best)
	if flip {
		for i := range best {
			mirror(best[i].segs)
			best[i].x0, best[i].x1 = -best[i].x1, -best[i].x0
		}
	}
	return best
}

func runsLeft(segs []segment) bool {
	balance := 0
	for _, s := range segs {
		balance += s.rtl - s.ltr
	}
	return balance > 0
}

// knowsNoDirection reports whether the program that set a text from right to
// left knew only the direction of each paragraph's first letter: its periods run
// from left to right, and what is Latin ends with its full stop.
func knowsNoDirection(segs []segment) bool {
	votes := 0
	for _, s := range segs {
		if s.rtl == 0 {
			votes += s.runsRight()
		}
	}
	return votes > 0
}

// runsRight is 1 where numbers and Latin words stand as in text from left to
// right, -1 where they stand as in text from right to left, 0 where none can tell.
func (s segment) runsRight() int {
	if s.ltr == 0 {
		return runOfYears(s.chars)
	}
	chars := slices.DeleteFunc(visual(s.chars), func(c char) bool { return c.blank })
	if len(chars) == 0 {
		return 0
	}
	switch first, last := chars[0].text, chars[len(chars)-1].text; {
	case strings.Contains(".,;:!?", first):
		return -1
	case strings.Contains(".,;:!?", last):
		return 1
	}
	return 0
}

// isFlushLeft reports whether lines that run from right to left begin at one left
// edge.
func isFlushLeft(segs []segment) bool {
	left, right := map[int]int{}, map[int]int{}
	for _, s := range segs {
		if s.rtl > s.ltr {
			left[int(math.Round(s.x0))]++
			right[int(math.Round(s.x1))]++
		}
	}
	return most(left) > most(right)
}

func most(counts map[int]int) (n int) {
	for _, c := range counts {
		n = max(n, c)
	}
	return n
}

// mirror turns segments so that what begins at the right begins at the left.
func mirror(segs []segment) {
	for i := range segs {
		segs[i].x0, segs[i].x1 = -segs[i].x1, -segs[i].x0
	}
}

// rows joins segments that follow each other on one line; across columns only
// if told so.
func rows(segs []segment, across bool) []line {
	var out []line
	for _, s := range segs {
		if n := len(out); n > 0 {
			last := out[n-1].segs[len(out[n-1].segs)-1]
			if (across || last.region == s.region) && sameRow(last, s) && s.x0 >= last.x1-0.5*s.size {
				out[n-1].add(s)
				continue
			}
		}
		out = append(out, line{})
		out[len(out)-1].add(s)
	}
	return out
}
