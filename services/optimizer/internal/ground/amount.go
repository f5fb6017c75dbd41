package ground

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// amounts must stand in the unit with the same unit, of the same thing; years
// may also follow from the entries' dates.
func (p *proof) amounts() {
	for _, n := range p.a.numbers {
		if !p.in(n.token) || p.solved[n.token] {
			continue
		}
		p.settle(n)
		if p.partOfSkill(n) || n.unit == "" && n.value >= 1940 && n.value < 2100 && p.dated(int(n.value), 0) {
			continue
		}
		p.state(n)
	}
}

// settle marks a number's tokens, and the bound before it, as read.
func (p *proof) settle(n number) {
	for i := n.token; i < n.after; i++ {
		p.solved[i] = true
	}
	for i := max(p.cl.from, n.token-2); i < n.token && n.bound != exactly; i++ {
		p.solved[i] = p.solved[i] || boundWords[p.a.tokens[i].Text] != 0 || boundWords[p.a.previous(i+1, 2)] != 0
	}
}

// state accepts a number that the unit has or the dates prove, and refuses any
// other.
func (p *proof) state(n number) {
	found, reason := p.amount(n)
	if found {
		return
	}
	if formula, ok := p.tenure(n); ok {
		p.formulas = append(p.formulas, formula)
		return
	}
	kind := "number"
	if p.ofPeople(n) {
		kind = "team"
	}
	p.refuse(kind, n.text, reason)
}

// partOfSkill reports digits that belong to a name, such as ISO 27001.
func (p *proof) partOfSkill(n number) bool {
	for _, h := range p.a.skills {
		if n.start >= h.Start && n.end <= h.End {
			return true
		}
	}
	return false
}

func (p *proof) ofPeople(n number) bool {
	for _, h := range append(slices.Clip(n.heads), n.before...) {
		if p.a.v.synonyms(h, p.a.v.stem("team")) || p.a.v.synonyms(h, p.a.v.stem("staff")) || p.a.v.synonyms(h, p.a.v.stem("engineer")) || p.a.v.synonyms(h, p.a.v.stem("mitarbeiter")) {
			return true
		}
	}
	return false
}

// amount looks for the number in the unit and says what is wrong with the
// nearest miss.
func (p *proof) amount(n number) (bool, string) {
	reason := "the cited facts have no such number"
	for _, f := range p.u.facts {
		for _, e := range f.numbers {
			switch {
			case n.name != "" && n.name == e.name && n.value == e.value:
				return true, ""
			case !sameValue(n, e):
			case n.unit != e.unit:
				reason = "in the CV this number is of another unit"
			case !boundHolds(n, e):
				reason = "the CV says it with a bound that is gone or changed"
			case n.role != "" && e.role != "" && n.role != e.role:
				reason = "in the CV it is the other end of the change"
			case !p.sameThing(n, e, f), p.fitsBetter(n, e, f), p.u.merged && !f.provesAll(p.clauseSkills()):
				reason = "in the CV this number counts something else"
			default:
				return true, ""
			}
		}
	}
	return false, reason
}

func sameValue(n, e number) bool {
	if math.Abs(n.value-e.value) <= 1e-9*math.Max(1, math.Abs(e.value)) {
		return true
	}
	// "8+" of something that is 9 is modest, not wrong.
	return n.bound == atLeast && e.bound != atMost && n.value < e.value && n.value >= e.value*0.8
}

// boundHolds reports whether the claim is no stronger than the evidence.
func boundHolds(n, e number) bool {
	switch e.bound {
	case exactly:
		return n.bound == exactly || n.bound == about || n.bound == atLeast && n.value < e.value
	case atLeast:
		return n.bound != atMost
	case about, atMost:
		return n.bound == e.bound
	default:
		return false
	}
}

// sameThing compares what two numbers count: the noun after them, else the
// words before, else the words around.
func (p *proof) sameThing(n, e number, f *analysis) bool {
	claimed, held := n.heads, append(slices.Clip(e.heads), e.before...)
	if len(claimed) > 0 && n.unit == "" {
		return p.anyAlike(lastNoun(claimed), held) || p.anyAlike(claimed, e.heads)
	}
	if len(claimed) > 0 && len(e.heads) > 0 && p.anyAlike(claimed, e.heads) {
		return true
	}
	if n.unit == "" && len(n.before) > 0 {
		return p.anyAlike(n.before, held)
	}
	return p.sameContext(n, f)
}

// fitsBetter reports whether another number of the fact counts what the claim
// counts more literally than e does.
func (p *proof) fitsBetter(n, e number, f *analysis) bool {
	own := overlap(n.heads, e.heads)
	for _, other := range f.numbers {
		if other.token != e.token && other.unit == n.unit && !sameValue(n, other) && overlap(n.heads, other.heads) > own {
			return true
		}
	}
	return false
}

func overlap(a, b []string) int {
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}

// provesAll reports whether a text names every one of the skills.
func (a *analysis) provesAll(names []string) bool {
	for _, name := range names {
		if !slices.ContainsFunc(a.skills, func(h skill.Hit) bool { return skill.Proves(h.Name, name) }) {
			return false
		}
	}
	return true
}

func lastNoun(heads []string) []string { return heads[max(0, len(heads)-2):] }

func (p *proof) anyAlike(a, b []string) bool {
	for _, x := range a {
		if p.a.v.neutral[x] {
			continue
		}
		for _, y := range b {
			if x == y || p.a.v.synonyms(x, y) || p.a.v.akin(x, y) || slices.Contains(p.a.v.proves[x], y) {
				return true
			}
		}
	}
	return false
}

// sameContext reports whether half of the words within eight of the number
// are in the evidence too.
func (p *proof) sameContext(n number, f *analysis) bool {
	hits, all := 0, 0
	for i := max(p.cl.from, n.token-8); i < min(p.cl.to, n.after+8); i++ {
		if p.a.stop[i] || p.a.counted[i] || p.a.v.neutral[p.a.stems[i]] || p.a.tokens[i].Number {
			continue
		}
		all++
		if f.has(p.a.stems[i]) {
			hits++
		}
	}
	return hits*2 >= all && hits > 0
}

// tenure derives years of experience from the ranges of all jobs. Years with
// one skill are never derived: that a job names it does not say for how long.
func (p *proof) tenure(n number) (string, bool) {
	if n.unit != "year" || n.bound == about || n.bound == atMost {
		return "", false
	}
	ranges, ok := p.ranges(n)
	if !ok || len(ranges) == 0 {
		return "", false
	}
	months := resume.Tenure(ranges, p.c.doc.Today)
	if float64(months)/12 < n.value || n.value < 1 {
		return "", false
	}
	return fmt.Sprintf("%s: %d months in %d dated jobs, overlaps counted once", n.text, months, len(ranges)), true
}

func (p *proof) ranges(n number) (ranges []resume.Range, ok bool) {
	if !p.ofExperience(n) {
		return nil, false
	}
	for _, s := range p.c.doc.Sections {
		if s.Kind != resume.SectionExperience {
			continue
		}
		for _, e := range s.Entries {
			ranges = append(ranges, e.Range)
		}
	}
	return ranges, true
}

// ofExperience reports "years of experience" or "years' experience", with
// nothing after it that narrows it down but skills.
func (p *proof) ofExperience(n number) bool {
	if len(n.heads) == 0 || !experienceWords[unmarked(n.heads[0])] {
		return false
	}
	for i := n.after; i < p.cl.to; i++ {
		if strings.ContainsAny(p.a.gap(i), ",;.") && i > n.after+1 {
			return true
		}
		if !p.a.stop[i] && !experienceWords[unmarked(p.a.stems[i])] && !p.a.v.neutral[p.a.stems[i]] {
			return false
		}
	}
	return true
}

func unmarked(stem string) string {
	stem, _, _ = strings.Cut(stem, mark)
	return stem
}

var experienceWords = map[string]bool{"experi": true, "erfahrung": true, "berufserfahrung": true, "expérient": true, "experient": true, "career": true, "beruf": true, "profession": true, "berufserfahr": true, "erfahr": true}

func (p *proof) clauseSkills() []string {
	var named []string
	for _, h := range p.a.skills {
		if i := tokenAt(p.a, h.Start); p.in(i) && !slices.Contains(named, h.Name) {
			named = append(named, h.Name)
		}
	}
	return named
}
