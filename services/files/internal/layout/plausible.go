package layout

import "slices"

// leaps counts the moves of an eye that reads lines in their order, beside the
// plain ones to the right and to the line below.
type leaps struct {
	back   int // up, over what was read
	left   int // up and to the left
	column int // up and to the right: where the next column begins
	far    int // down over a gap of several lines
	weave  int // to and fro between columns whose lines don't meet
}

const (
	farGap     = 3.0 // of the size
	clearGain  = 2.0
	manyWeave  = 3
	manyLeft   = 3
	manyBelow  = 3
	farthest   = 1000 // lines that are looked back
	manyParted = 3
)

func leapsOf(segs []segment) (l leaps) {
	lines := rows(segs, false)
	for i := 1; i < len(lines); i++ {
		back := l.back
		if l.count(lines[i-1], lines[i]); l.back > back && !isFarBack(lines[:i], lines[i]) {
			l.back = back
		}
	}
	return l
}

// isFarBack reports whether a line stands above several that were read and lie
// below it. Over fewer, an eye leaps among the labels of a drawing.
func isFarBack(read []line, to line) bool {
	below := 0
	for _, l := range slices.Backward(read[max(0, len(read)-farthest):]) {
		if below == manyBelow {
			break
		}
		if l.y1 <= to.y0 && overlap(l.x0, l.x1, to.x0, to.x1) > 0 {
			below++
		}
	}
	return below >= manyBelow
}

func (l *leaps) count(a, b line) {
	shared := overlap(a.x0, a.x1, b.x0, b.x1) > 0
	from, to := a.segs[len(a.segs)-1], b.segs[0]
	switch {
	case overlap(a.y0, a.y1, b.y0, b.y1) > 0.5*min(a.y1-a.y0, b.y1-b.y0):
		if from.region != to.region && !onBaseline(from, to) {
			l.weave++
		}
	case b.y1 < a.y1:
		if shared && a.y0-b.y1 > farGap*max(a.size, b.size) {
			l.far++
		}
	case shared:
		l.back++
	case b.x0 > a.x0:
		l.column++
	default:
		l.left++
	}
}

// weight is how much the leaps disturb.
func (l leaps) weight() float64 { return 3*float64(l.back) + 1.5*float64(l.left) + float64(l.weave) }

// implausible reports whether the order of painting can't be the order of
// reading and that of cut may be. What counts is whether it goes back up over
// what was read and leaves gaps, as boxes that float do; or weaves between
// columns, as rows that a printer driver sorted do, or turns from one to the other
// at every item. The order of cut is out of
// the question if it tears lines apart that follow each other.
func implausible(painted, cut []segment) bool {
	was, would := leapsOf(painted), leapsOf(cut)
	gain := was.weight() - would.weight()
	mixed := crosses(painted) && !crosses(cut)
	if gain <= 0 && !mixed || tears(painted, cut) {
		return false
	}
	floats := was.back > 0 && was.far >= was.column && was.back+was.left >= was.column && gain >= clearGain
	dates := was.back+was.left > 0 && isParted(painted, cut)
	turns := was.left >= manyLeft && was.left > was.column && would.back+would.left == 0
	crown := would.back+would.left == 0 && endsAbove(painted) && !endsAbove(cut)
	return mixed || floats || dates || turns || crown || (was.weave >= manyWeave && 8*was.weave >= len(painted))
}

// shortTitle is how many segments a title has at most.
const shortTitle = 6

// endsAbove reports whether what was painted last, and is short, stands above
// all that was painted before, as a title does over columns that float.
func endsAbove(segs []segment) bool {
	segs = slices.DeleteFunc(slices.Clone(segs), func(s segment) bool { return len(s.chars) <= 2 }) // list marks come when they like
	n := len(segs)
	for i := n - 1; i > n/2 && n-i <= shortTitle; i-- {
		rest := slices.MaxFunc(segs[:i], func(a, b segment) int { return compare(a.y1, b.y1) })
		tail := slices.MinFunc(segs[i:], func(a, b segment) int { return compare(a.y0, b.y0) })
		if tail.y0 > rest.y1 {
			return true
		}
	}
	return false
}

// isParted reports whether most of what stands side by side within one column
// was painted apart, as dates at the right margin often are. What goes on line
// by line on both sides is two columns, not a text and its dates.
func isParted(painted, cut []segment) bool {
	pairs, parted, goesOn := 0, 0, 0
	for _, l := range rows(cut, false) {
		for i := 1; i < len(l.segs); i++ {
			a, b := l.segs[i-1], l.segs[i]
			if isBullet(a.string()) {
				continue
			}
			pairs++
			if d := b.id - a.id; d >= 0 && d <= 2 {
				continue
			}
			parted++
			if b.id+1 < len(painted) && continues(b, painted[b.id+1]) {
				goesOn++
			}
		}
	}
	return parted >= manyParted && 3*parted >= 2*pairs && 4*goesOn < 3*parted
}

// tears reports whether lines that were painted one right below the other are
// apart in cut.
func tears(painted, cut []segment) bool {
	place := make([]int, len(painted))
	for i, s := range cut {
		place[s.id] = i
	}
	for i := 1; i < len(painted); i++ {
		a, b := painted[i-1], painted[i]
		if !continues(a, b) {
			continue
		}
		if place[b.id] < place[a.id] {
			return true
		}
		for _, between := range cut[place[a.id]+1 : place[b.id]] {
			if !sameRow(between, a) && !sameRow(between, b) {
				return true
			}
		}
	}
	return false
}

// continues reports whether b looks like the line after a.
func continues(a, b segment) bool {
	size := max(a.size, b.size)
	below := a.base - b.base
	return overlap(a.x0, a.x1, b.x0, b.x1) > 0 && below > 0.5*size && below < 1.8*size && ratio(a.size, b.size) > 0.8
}
