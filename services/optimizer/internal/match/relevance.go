package match

import (
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// Ranker ranks texts of a CV by a job.
type Ranker struct {
	job      Job
	language string
	duties   map[int]map[string]bool // by requirement
}

// NewRanker returns a ranker for texts in a language.
func NewRanker(job Job, language string) Ranker {
	r := Ranker{job: job, language: language, duties: map[int]map[string]bool{}}
	for i, q := range job.Requirements {
		if q.Kind == KindDuty && language == job.Language {
			r.duties[i] = stemSet(q.Text, language)
		}
	}
	return r
}

// Relevance is how much a text of the CV has to do with a job: the weight of
// the skills it proves and of the duties whose words it shares.
func (r Ranker) Relevance(text string) float64 {
	names := skill.Names(text)
	stems := stemSet(text, r.language)
	sum := 0.0
	for i, q := range r.job.Requirements {
		switch q.Kind {
		case KindSkill:
			for _, s := range names {
				if skill.Proves(s, q.Term) {
					sum += weight(q)
					break
				}
			}
		case KindDuty:
			sum += weight(q) * shared(stems, r.duties[i]) / 2
		}
	}
	return sum
}

func shared(a, b map[string]bool) float64 {
	hits, all := 0, 0
	for s := range b {
		if dutyNoise[s] {
			continue
		}
		all++
		if a[s] {
			hits++
		}
	}
	if hits < 2 || all == 0 {
		return 0
	}
	return float64(hits) / float64(all)
}

// Wants returns the requirement that a skill's name meets, and whether it is
// for this very skill: else it is for something more general.
func Wants(job Job, text string) (best Requirement, exact, found bool) {
	rank := func(q Requirement, same bool) (n int) {
		if same {
			n += 2
		}
		if q.Must {
			n++
		}
		return n
	}
	for _, s := range skill.Names(text) {
		for _, q := range job.Requirements {
			if q.Kind == KindSkill && skill.Proves(s, q.Term) && (!found || rank(q, s == q.Term) > rank(best, exact)) {
				best, exact, found = q, s == q.Term, true
			}
		}
	}
	return best, exact, found
}
