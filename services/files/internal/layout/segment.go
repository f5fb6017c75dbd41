package layout

import (
	"math"
	"slices"
)

// segment is a stretch of glyphs on one baseline that were painted one after
// the other without a wide gap.
type segment struct {
	chars          []char
	x0, x1, y0, y1 float64
	base, size     float64
	rtl, ltr       int // how many of its letters run from right to left, and from left to right
	leftward       bool
	id             int    // its place in the order of painting
	region         int    // the column it lies in, where the page has columns
	headed         int    // the column that stands under a heading, beside another that does: 1 and 2, 3 and 4 are beside each other
	text           string // once it is settled
}

const (
	sameLine   = 0.3  // of the size: how far a baseline may be off
	exactLine  = 0.02 // of the size: how far it is off within what was set together
	raisedLine = 0.7  // of the size: how far a smaller glyph may be off
	wideGap    = 1.4  // of the size: a wider gap ends a segment
	backStep   = 0.6  // of the size: how far a pen steps back inside a segment
)

func segments(chars []char) []segment {
	var out []segment
	var blanks []char
	for _, c := range chars {
		n := len(out)
		switch {
		case c.blank:
			blanks = append(blanks, c)
			continue
		case n > 0 && out[n-1].takes(c):
			out[n-1].chars = append(out[n-1].chars, blanks...)
		default:
			if n > 0 && (c.rtl || out[n-1].rtl > 0) { // it may stand inside what is joined later
				out[n-1].chars = append(out[n-1].chars, blanks...)
			}
			out = append(out, segment{})
			n++
		}
		out[n-1].add(c)
		blanks = blanks[:0]
	}
	out = joinLeftward(out, runsLeft(out))
	for i := range out {
		out[i].id = i
	}
	return out
}

// takes reports whether c goes on where the segment ends.
func (s *segment) takes(c char) bool {
	last := s.chars[len(s.chars)-1]
	size := max(s.size, c.size)
	off := math.Abs(c.base - s.base)
	if off > sameLine*size && (off > raisedLine*size || ratio(c.size, s.size) > 0.85) {
		return false
	}
	gap := c.x0 - last.x1
	if (gap >= -backStep*size && gap <= wideGap*size) || c.x0 == last.x0 { // one sign, two letters
		return true
	}
	if !c.rtl && !last.rtl && s.rtl == 0 {
		return false
	}
	back := last.x0 - c.x1
	return back >= -backStep*size && back <= wideGap*size
}

func ratio(a, b float64) float64 { return min(a, b) / max(a, b, 0.01) }

func (s *segment) add(c char) {
	if c.blank {
		s.chars = append(s.chars, c)
		return
	}
	if len(s.chars) == 0 {
		s.x0, s.x1, s.y0, s.y1, s.base, s.size = c.x0, c.x1, c.y0, c.y1, c.base, c.size
	}
	if c.size > s.size*1.02 && len(s.chars) < 4 {
		s.base, s.size = c.base, c.size // what came before was raised
	}
	s.x0, s.x1 = min(s.x0, c.x0), max(s.x1, c.x1)
	s.y0, s.y1 = min(s.y0, c.y0), max(s.y1, c.y1)
	switch {
	case c.rtl:
		s.rtl++
	case classOf(c) == latin:
		s.ltr++
	}
	s.chars = append(s.chars, c)
}

// jumpsOver is how many segments may have been painted between two that stand
// side by side.
const jumpsOver = 40

// joinLeftward puts together what lies side by side on one baseline where text
// runs from right to left: numbers, signs and foreign words in it jump, and are
// painted long before or after what they stand beside.
func joinLeftward(in []segment, page bool) []segment {
	var out []segment
	for _, s := range in {
		place := len(out)
		for i := beside(out, s, page); i >= 0; i = beside(out, s, page) { // what has grown may reach more
			s = out[i].with(s)
			out = slices.Delete(out, i, i+1)
			place = i
		}
		out = slices.Insert(out, place, s)
	}
	return out
}

// beside returns the last of the segments that t joins, or -1.
func beside(segs []segment, t segment, page bool) int {
	for i := len(segs) - 1; i >= max(0, len(segs)-jumpsOver); i-- {
		s := &segs[i]
		if i < len(segs)-1 && math.Abs(s.base-t.base) > exactLine*t.size { // painted apart, and not quite level
			continue
		}
		if (page || s.rtl+t.rtl > 0) && s.neighbours(t) {
			return i
		}
	}
	return -1
}

// with returns both segments as one.
func (s segment) with(t segment) segment {
	s.chars = slices.Clip(s.chars)
	for _, c := range t.chars {
		s.add(c)
	}
	return s
}

func (s *segment) neighbours(t segment) bool {
	size := max(s.size, t.size)
	if math.Abs(s.base-t.base) > sameLine*size {
		return false
	}
	return max(t.x0-s.x1, s.x0-t.x1) <= wideGap*size
}

// overlap is the length that two spans share; negative is the gap between.
func overlap(a0, a1, b0, b1 float64) float64 { return min(a1, b1) - max(a0, b0) }

// sameRow reports whether two segments stand on one line.
func sameRow(a, b segment) bool {
	return overlap(a.y0, a.y1, b.y0, b.y1) > 0.5*min(a.y1-a.y0, b.y1-b.y0)
}
