package layout

import (
	"math"
	"slices"
)

// markReach is how far, in sizes, a list mark stands before its item.
const markReach = 3.0

// settleMarks puts list marks that were painted apart, as some programs do after
// all else, before the items that they belong to.
func settleMarks(segs []segment) []segment {
	var apart []segment
	kept := make([]segment, 0, len(segs))
	for i, s := range segs {
		if len(s.chars) <= 2 && isBullet(s.string()) && !(i+1 < len(segs) && s.marks(segs[i+1])) {
			apart = append(apart, s)
		} else {
			kept = append(kept, s)
		}
	}
	for _, m := range apart {
		at := slices.IndexFunc(kept, m.marks)
		if at < 0 {
			at = min(m.id, len(kept))
		}
		kept = slices.Insert(kept, at, m)
	}
	for i := range kept {
		kept[i].id = i
	}
	return kept
}

// marks reports whether s stands where the list mark of t would.
func (s segment) marks(t segment) bool {
	gap := t.x0 - s.x1
	return gap > -0.5*t.size && gap < markReach*t.size && math.Abs(s.base-t.base) < sameLine*t.size
}
