package match

import (
	"math"
	"slices"

	"github.com/sartor-cv/sartor/libs/resume"
)

// Point is what one requirement gives to the score, with the places on both
// sides that say so.
type Point struct {
	Kind   string        `json:"kind"`
	Term   string        `json:"term"`
	Must   bool          `json:"must"`
	Asked  resume.Span   `json:"asked"`  // in the job description as it was given; empty where the caller named it
	Proven []resume.Span `json:"proven"` // in the CV's text
	Of     float64       `json:"of"`     // how much of the 100 it can give
	Gives  float64       `json:"gives"`  // how much of that is proven
	Shown  float64       `json:"shown"`  // 0 to 1: how prominently the result shows it
	Note   string        `json:"note"`   // the same in words
}

// mostProofs bounds the places that are listed for one requirement.
const mostProofs = 5

// points lists the requirements with their shares of the score, which add up
// to Evidence but for rounding.
func points(job Job, proofs []proof, source, result profile) []Point {
	all := make([]Point, 0, len(proofs))
	sums, weights := map[string]float64{}, 0.0
	for _, g := range groups {
		for _, p := range proofs {
			if slices.Contains(g.kinds, p.Kind) {
				sums[g.name] += weight(p.Requirement)
			}
		}
		if sums[g.name] > 0 {
			weights += g.weight
		}
	}
	for _, p := range proofs {
		at := Point{Kind: p.Kind, Term: p.Term, Must: p.Must, Asked: job.Span(p.Start, p.End), Proven: []resume.Span{}}
		for _, g := range groups {
			if slices.Contains(g.kinds, p.Kind) {
				of := 100 * g.weight / weights * weight(p.Requirement) / sums[g.name]
				at.Of, at.Gives = hundredths(of), hundredths(of*p.share)
			}
		}
		if p.share > 0 {
			at.Shown = hundredths(result.shows(p.Requirement, job))
		}
		for _, id := range p.facts[:min(len(p.facts), mostProofs)] {
			f, _ := source.doc.Fact(id)
			at.Proven = append(at.Proven, source.doc.Span(f))
		}
		all = append(all, at)
	}
	return all
}

func hundredths(f float64) float64 { return math.Round(100*f) / 100 }
