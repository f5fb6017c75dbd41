package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// goesOn reports where a stretch may go on with another fact that is told
// without a verb: after a comma or an "and", before the word that this fact
// begins with.
func (j *judging) goesOn(i int, cl clause) bool { //nolint:gocognit // one rule, read from top to bottom
	if j.kind == edit.Rewrite || i-cl.from < 2 || cl.to-i < 2 || j.a.tokens[i].Number || !j.a.conjunction(i-1) && (!strings.ContainsAny(j.a.gap(i), ",") || j.a.stop[i]) {
		return false
	}
	rest := clause{i, cl.to}
	for n, e := range j.c.archive.likely(j.a, rest, j.pool) {
		if n >= 2 {
			return false
		}
		if e.kind != resume.Bullet {
			continue
		}
		if slices.ContainsFunc(e.deeds, func(d deed) bool { return j.begun(e.evidence, d, rest) }) {
			return true
		}
		for k := 1; k < len(e.tokens); k++ { // Control of costs: the cost fell …
			if strings.Contains(e.gap(k), ":") && j.begun(e.evidence, deed{clause: clause{k, len(e.tokens)}}, rest) {
				return true
			}
		}
	}
	return false
}

// begun reports a stretch among whose first words, or in German as whose last, is
// the one that a deed of a fact begins with.
func (j *judging) begun(e *evidence, d deed, cl clause) bool {
	k := e.leading(d.clause)
	if k < 0 || e.is(k, generic) {
		return false
	}
	said, most := 0, 1
	if j.a.conjunction(cl.from - 1) {
		most = 3
	}
	for i := cl.from; i < cl.to && said < most; i++ {
		if j.a.causal(i) {
			return false
		}
		if j.a.stop[i] {
			continue
		}
		if e.alike(k, j.a, i) {
			return true
		}
		said++
	}
	return j.a.v.language == "de" && e.alike(k, j.a, cl.to-1)
}
