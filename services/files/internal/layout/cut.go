package layout

import "slices"

const (
	gutter   = 1.0 // of the size: the least white between columns
	bandGap  = 0.9 // of the size: the least white between bands
	maxDepth = 24
)

// cutUp orders segments by the white space between them: it cuts a page into
// bands and columns until nothing can be cut.
func cutUp(segs []segment, depth int) []segment {
	if len(segs) < 2 || depth > maxDepth {
		return byRow(segs)
	}
	if left, right, ok := columns(segs); ok {
		return append(cutUp(left, depth+1), cutUp(right, depth+1)...)
	}
	if above, below, ok := bands(segs); ok {
		return append(cutUp(above, depth+1), cutUp(below, depth+1)...)
	}
	return byRow(segs)
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
	return left, right, isColumns(left, right)
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
		if slices.ContainsFunc(many, func(b segment) bool { return sameRow(a, b) }) {
			shared++
		}
	}
	if 5*shared < 4*len(few) {
		return true
	}
	return isDense(few) && isDense(many)
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
