package match

import (
	"math"
	"slices"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// Score compares a CV with a job.
type Score struct {
	Evidence    int      `json:"evidence"`    // 0 to 100: what the CV can prove
	Before      int      `json:"before"`      // 0 to 100: how well the source shows it
	After       int      `json:"after"`       // 0 to 100: how well the result shows it
	Matched     []string `json:"matched"`     // keywords of the job that the result shows
	Missing     []string `json:"missing"`     // keywords the CV has nothing of
	Unsupported []string `json:"unsupported"` // keywords of the job that somebody claimed in vain
	Points      []Point  `json:"points"`      // one for each requirement
	Explanation []string `json:"explanation"` // the same in words

	proofs []proof
	source profile
}

// groups are the parts of the score and what they weigh. A part that a job
// doesn't ask for leaves its weight to the others.
var groups = []struct {
	name   string
	weight float64
	kinds  []string
}{
	{"Skills", 50, []string{KindSkill}},
	{"Duties", 20, []string{KindDuty}},
	{"Title", 10, []string{KindTitle}},
	{"Years and degree", 12, []string{KindYears, KindDegree}},
	{"Languages", 8, []string{KindLanguage}},
}

// Rate scores the source and what became of it. claimed are texts that the
// check refused: the job's keywords in them are Unsupported.
func Rate(job Job, before, after resume.Document, claimed []string) Score {
	source, result := newProfile(before), newProfile(after)
	proofs := make([]proof, 0, len(job.Requirements))
	for _, q := range job.Requirements {
		proofs = append(proofs, source.prove(q, job))
	}
	s := Score{Matched: []string{}, Missing: []string{}, Unsupported: []string{}, proofs: proofs, source: source}
	s.Evidence = total(proofs, func(p proof) float64 { return p.share })
	s.Before = visibility(proofs, source, job)
	s.After = visibility(proofs, result, job)
	s.keywords(proofs, result, claimed)
	s.Points = points(job, proofs, source, result)
	return s.In(before.Language)
}

func weight(q Requirement) float64 {
	if q.Must {
		return 3
	}
	return 1
}

// total is the weighted mean of the groups that the job asks for, 0 to 100.
func total(proofs []proof, value func(proof) float64) int {
	sum, weights := 0.0, 0.0
	for _, g := range groups {
		got, all := 0.0, 0.0
		for _, p := range proofs {
			if slices.Contains(g.kinds, p.Kind) {
				got += weight(p.Requirement) * value(p)
				all += weight(p.Requirement)
			}
		}
		if all > 0 {
			sum += g.weight * got / all
			weights += g.weight
		}
	}
	if weights == 0 {
		return 0
	}
	return int(math.Round(100 * sum / weights))
}

// visibility is how much of what the source proves a document shows, and how
// prominently.
func visibility(proofs []proof, p profile, job Job) int {
	var proven []proof
	for _, q := range proofs {
		if q.share > 0 {
			proven = append(proven, q)
		}
	}
	return total(proven, func(q proof) float64 { return p.shows(q.Requirement, job) })
}

// shows is how prominently a document shows one requirement: by the most
// prominent of the facts that prove it.
func (p profile) shows(q Requirement, job Job) float64 {
	best := 0.0
	switch q.Kind {
	case KindSkill:
		for _, f := range p.doc.Facts {
			best = max(best, p.weight[f.ID]*p.literal(f.ID, q.Term))
		}
	case KindYears:
		if best = 0.6; p.saysYears() {
			best = 1
		}
	default:
		r := p.prove(q, job)
		for _, id := range r.facts {
			best = max(best, r.share*p.weight[id])
		}
		if len(r.facts) == 0 {
			best = r.share
		}
	}
	return best
}

// literal is 1 where a fact names the very skill, less where it only proves
// it.
func (p profile) literal(id, term string) float64 {
	best := 0.0
	for _, s := range p.skills[id] {
		switch {
		case s == term:
			return 1
		case skill.Proves(s, term):
			best = 0.8
		}
	}
	return best
}

// saysYears reports whether the summary speaks of years.
func (p profile) saysYears() bool {
	for _, f := range p.doc.Facts {
		if f.Kind == resume.Summary && yearsSaid.MatchString(f.Text) {
			return true
		}
	}
	return false
}

// keywords sorts the job's skills by what became of them.
func (s *Score) keywords(proofs []proof, result profile, claimed []string) {
	var vain []string
	for _, text := range claimed {
		vain = append(vain, skill.Names(text)...)
	}
	for _, p := range proofs {
		if p.Kind != KindSkill {
			continue
		}
		switch {
		case p.share > 0 && result.shows(p.Requirement, Job{}) > 0:
			s.Matched = append(s.Matched, p.Term)
		case p.share == 0:
			s.Missing = append(s.Missing, p.Term)
		}
		if p.share == 0 && slices.Contains(vain, p.Term) {
			s.Unsupported = append(s.Unsupported, p.Term)
		}
	}
}
