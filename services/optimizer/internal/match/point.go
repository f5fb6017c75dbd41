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
	shares := shares(proofs)
	for _, p := range proofs {
		of := shares[p.Kind] * weight(p.Requirement)
		at := Point{
			Kind: p.Kind, Term: p.Term, Must: p.Must, Asked: job.Span(p.Start, p.End), Proven: []resume.Span{},
			Of: hundredths(of), Gives: hundredths(of * p.share),
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

// shares are what a requirement of each kind gives, by its weight.
func shares(proofs []proof) map[string]float64 {
	sums, weights := make([]float64, len(groups)), 0.0
	for i, g := range groups {
		for _, p := range proofs {
			if slices.Contains(g.kinds, p.Kind) {
				sums[i] += weight(p.Requirement)
			}
		}
		if sums[i] > 0 {
			weights += g.weight
		}
	}
	all := map[string]float64{}
	for i, g := range groups {
		for _, kind := range g.kinds {
			if sums[i] > 0 {
				all[kind] = 100 * g.weight / weights / sums[i]
			}
		}
	}
	return all
}

func hundredths(f float64) float64 { return math.Round(100*f) / 100 }
