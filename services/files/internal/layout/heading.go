package layout

import "github.com/sartor-cv/sartor/libs/resume"

// areHeaded reports whether two sides begin with a section's heading each, on
// one line: whatever is on the lines below, they are not one table.
func areHeaded(left, right []segment) bool {
	a, one := heading(left)
	b, other := heading(right)
	return one && other && onBaseline(a, b)
}

// heading returns what stands above all the rest, if that is a section's heading.
func heading(segs []segment) (segment, bool) {
	rows := rowsOf(segs)
	if len(rows) <= 2 {
		return segment{}, false
	}
	alone := true
	for _, s := range segs {
		alone = alone && (s.id == rows[0].id || !sameRow(s, rows[0]))
	}
	_, known := resume.HeadingKind(rows[0].string())
	return rows[0], known && alone
}

func headed(segs []segment, column int) {
	for i := range segs {
		segs[i].headed = column
	}
}

// crosses reports whether an eye that reads lines in their order goes to and fro
// between two columns that stand under headings, at most of their lines.
func crosses(segs []segment) bool {
	lines := rows(segs, false)
	long, over := map[int]int{}, map[int]int{} // by column, by pair of columns
	for i, l := range lines {
		to := l.segs[0]
		long[to.headed]++
		if i == 0 || to.headed == 0 {
			continue
		}
		from := lines[i-1].segs[len(lines[i-1].segs)-1]
		if from.headed > 0 && from.headed != to.headed && pair(from.headed) == pair(to.headed) && onBaseline(from, to) {
			over[pair(to.headed)]++
		}
	}
	for p, n := range over {
		if n >= manyWeave && 2*n >= min(long[2*p-1], long[2*p]) {
			return true
		}
	}
	return false
}

// pair numbers the two columns that stand beside each other.
func pair(column int) int { return (column + 1) / 2 }
