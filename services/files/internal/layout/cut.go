package layout

import (
	"math"
	"slices"
)

const (
	gutter   = 1.0 // of the size: the least white between columns
	bandGap  = 0.9 // of the size: the least white between bands
	maxDepth = 24
)

// cutter orders segments by the white space between them: it cuts a page into
// bands and columns until nothing can be cut.
type cutter struct{ regions int }

// cut notes in each segment the column that it ends up in.
func (c *cutter) cut(segs []segment, region, depth int) []segment {
	if len(segs) < 2 || depth > maxDepth {
		return placed(byRow(segs), region)
	}
	if left, right, ok := columns(segs); ok {
		c.regions += 2
		mine := c.regions
		if areHeaded(left, right) {
			headed(left, mine-1)
			headed(right, mine)
		}
		return append(c.cut(left, mine-1, depth+1), c.cut(right, mine, depth+1)...)
	}
	if above, below, ok := bands(segs); ok {
		return append(c.cut(above, region, depth+1), c.cut(below, region, depth+1)...)
	}
	return placed(byRow(segs), region)
}

func placed(segs []segment, region int) []segment {
	for i := range segs {
		segs[i].region = region
	}
	return segs
}

// byRow orders segments from top to bottom and, on a row, from left to right.
func byRow(segs []segment) []segment {
	slices.SortStableFunc(segs, func(a, b segment) int { return compare(b.base, a.base) })
	for i := 0; i < len(segs); {
		j := i + 1
		for j < len(segs) && sameRow(segs[i], segs[j]) {
			j++
		}
		slices.SortStableFunc(segs[i:j], func(a, b segment) int { return compare(a.x0, b.x0) })
		i = j
	}
	return segs
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// columns cuts at the widest upright white space, where what lies on its two
// sides is two columns of text and not one table.
func columns(segs []segment) (left, right []segment, ok bool) {
	sorted := slices.Clone(segs)
	slices.SortStableFunc(sorted, func(a, b segment) int { return compare(a.x0, b.x0) })
	size := middleSize(segs)
	best, at := gutter*size, -1.0
	edge := sorted[0].x1
	for _, s := range sorted[1:] {
		if gap := s.x0 - edge; gap > best {
			best, at = gap, edge+gap/2
		}
		edge = max(edge, s.x1)
	}
	if at < 0 && best == gutter*size {
		return nil, nil, false
	}
	for _, s := range segs {
		if s.x0 < at {
			left = append(left, s)
		} else {
			right = append(right, s)
		}
	}
	return left, right, areHeaded(left, right) || isColumns(left, right)
}

// isColumns tells columns from the dates beside a text and from tables, whose
// lines stand on the lines of the other side.
func isColumns(left, right []segment) bool {
	few, many := rowsOf(left), rowsOf(right)
	if len(few) > len(many) {
		few, many = many, few
	}
	if len(few) < 2 {
		return false
	}
	shared := 0
	for _, a := range few {
		if slices.ContainsFunc(many, func(b segment) bool { return onBaseline(a, b) }) {
			shared++
		}
	}
	if 5*shared < 4*len(few) {
		return true
	}
	return isDense(few) && isDense(many) && isProse(left) && isProse(right)
}

func onBaseline(a, b segment) bool {
	return math.Abs(a.base-b.base) < 0.12*max(a.size, b.size)
}

// proseLength is how many glyphs a line of running text has at least.
const proseLength = 20

// isProse reports whether most segments are lines of text, not cells of a table.
func isProse(segs []segment) bool {
	long := 0
	for _, s := range segs {
		if len(s.chars) >= proseLength {
			long++
		}
	}
	return 2*long > len(segs)
}

// rowsOf returns one segment for each row, from top to bottom.
func rowsOf(segs []segment) []segment {
	var out []segment
	for _, s := range byRow(slices.Clone(segs)) {
		if n := len(out); n > 0 && sameRow(out[n-1], s) {
			out[n-1].x0, out[n-1].x1 = min(out[n-1].x0, s.x0), max(out[n-1].x1, s.x1)
			continue
		}
		out = append(out, s)
	}
	return out
}

// isDense reports whether most rows follow the one above closely, as the lines
// of a text do and dates in a margin don't.
func isDense(rows []segment) bool {
	close := 0
	for i := 1; i < len(rows); i++ {
		if rows[i-1].base-rows[i].base < 2*max(rows[i].size, rows[i-1].size) {
			close++
		}
	}
	return 10*close >= 6*(len(rows)-1)
}

// bands cuts at the widest level white space.
func bands(segs []segment) (above, below []segment, ok bool) {
	sorted := slices.Clone(segs)
	slices.SortStableFunc(sorted, func(a, b segment) int { return compare(b.y1, a.y1) })
	best, at := bandGap*middleSize(segs), -1
	edge := sorted[0].y0
	for i, s := range sorted[1:] {
		if gap := edge - s.y1; gap > best {
			best, at = gap, i+1
		}
		edge = min(edge, s.y0)
	}
	if at < 0 {
		return nil, nil, false
	}
	return sorted[:at], sorted[at:], true
}

func middleSize(segs []segment) float64 {
	sizes := make([]float64, len(segs))
	for i, s := range segs {
		sizes[i] = s.size
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2]
}
