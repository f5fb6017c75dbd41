package layout

import "slices"

const (
	columnLines = 6 // fewer lines are no column
	mostColumns = 3 // that are counted
)

// column is where the lines of one region stand.
type column struct {
	x0, x1, y0, y1 float64
	lines          int
}

// columnsOf counts the columns of text that stand side by side on a page and
// were read one after the other.
func columnsOf(lines []line) int {
	byRegion := map[int]*column{}
	for _, l := range lines {
		if l.segs[0].region != l.segs[len(l.segs)-1].region {
			continue
		}
		c := byRegion[l.segs[0].region]
		if c == nil {
			c = &column{x0: l.x0, x1: l.x1, y0: l.y0, y1: l.y1}
			byRegion[l.segs[0].region] = c
		}
		c.x0, c.x1, c.y0, c.y1 = min(c.x0, l.x0), max(c.x1, l.x1), min(c.y0, l.y0), max(c.y1, l.y1)
		c.lines++
	}
	var columns []column
	for _, c := range byRegion {
		if c.lines >= columnLines {
			columns = append(columns, *c)
		}
	}
	slices.SortFunc(columns, func(a, b column) int { return compare(a.x1, b.x1) })
	most := 1
	for i := range columns {
		most = max(most, inARow(columns[i:]))
	}
	return min(most, mostColumns)
}

// inARow counts the columns, from the first on, that stand beside those counted.
func inARow(columns []column) int {
	n, last := 1, columns[0]
	for _, c := range columns[1:] {
		if c.x0 >= last.x1 && overlap(c.y0, c.y1, last.y0, last.y1) > 0 {
			n, last = n+1, c
		}
	}
	return n
}
