package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

// career proves a sentence that tells of posts, schools, certificates, tools
// and languages and nothing else. It is cut into stretches, each of which is
// one holder's, with its own years; every word that isn't the holder's must be
// one of those that join such things.
type career struct {
	*judging
	holders []*holder
	cuts    []int
	dead    map[[2]int]bool // cut and holder before it from which nothing led on
	*verdict
}

// sofar is what the stretches before said.
type sofar struct {
	last   *holder
	index  int
	post   []int // the words of the last post that was named
	earned bool  // the list that goes on is of degrees or certificates
	level  int   // said of the list that goes on
}

// maxCareer and maxCuts bound the work for one sentence, in words and
// stretches.
const maxCareer, maxCuts = 90, 32

// career proves a sentence as one about a career.
func (j *judging) career(cl clause) (verdict, bool) {
	if j.kind == edit.Rewrite || j.c.v == nil || cl.to-cl.from > maxCareer {
		return verdict{}, false
	}
	c := career{judging: j, dead: map[[2]int]bool{}, verdict: &verdict{}}
	for _, h := range j.c.archive.holders() {
		if j.pool == nil || !slices.ContainsFunc(h.facts, func(e *evidence) bool { return !j.pool[e.id] }) {
			c.holders = append(c.holders, h)
		}
	}
	cl.from = c.afterLabel(cl)
	if cl.from >= cl.to || !c.possible(cl) {
		return verdict{}, false
	}
	c.cuts = []int{cl.from}
	for i := cl.from + 1; i < cl.to; i++ {
		if j.a.parts(i) {
			c.cuts = append(c.cuts, i)
		}
	}
	c.cuts = append(c.cuts, cl.to)
	if len(c.cuts) > maxCuts || !c.from(0, sofar{index: -1}) {
		return verdict{}, false
	}
	return *c.verdict, true
}

// parts reports where one thing of a career may end and another begin.
func (a *analysis) parts(i int) bool {
	gap := a.gap(i)
	return strings.ContainsAny(gap, ",;:–—") || a.conjunction(i-1) || withWords[a.tokens[i].Text] || earlier[a.tokens[i].Text] || turning[a.tokens[i].Text] || a.tokens[i].Text == "then" || a.tokens[i].Text == "puis"
}

// afterLabel skips the heading of a list: "Tools: Jira, Figma".
func (c *career) afterLabel(cl clause) int {
	for i := cl.from; i < min(cl.to-1, cl.from+3); i++ {
		if c.a.role(i) || c.a.is(i, boast|sole|negation|quantifier) || c.a.v.levels[c.a.tokens[i].Text] > 0 || rankWords[c.a.plain[i]] > 0 || c.a.counted[i] != 0 || c.a.skilled[i] != 0 {
			return cl.from
		}
		if strings.Contains(c.a.gap(i+1), ":") {
			return i + 1
		}
	}
	return cl.from
}

// possible reports whether there is a holder for each word by itself.
func (c *career) possible(cl clause) bool {
	for i := cl.from; i < cl.to; i++ {
		if c.joins(i) || c.a.counted[i] != 0 || c.a.dated(c.a.tokens[i]) || c.a.v.levels[c.a.tokens[i].Text] > 0 {
			continue
		}
		if !slices.ContainsFunc(c.holders, func(h *holder) bool { return h.covers(c.a, i) != nil }) && !c.profiled(i) {
			return false
		}
	}
	return true
}

// from proves what begins at a cut, longest stretches first.
func (c *career) from(k int, s sofar) bool {
	if k == len(c.cuts)-1 {
		return true
	}
	if c.dead[[2]int{k, s.index}] {
		return false
	}
	for end := min(len(c.cuts)-1, k+6); end > k; end-- {
		cl := c.trim(clause{c.cuts[k], c.cuts[end]})
		if cl.from >= cl.to {
			continue
		}
		if c.leads(cl, end, s) {
			return true
		}
	}
	c.dead[[2]int{k, s.index}] = true
	return false
}

// leads proves one stretch, and what comes after it.
func (c *career) leads(cl clause, end int, s sofar) bool {
	used, formulas := len(c.used), len(c.formulas)
	then := func(next sofar, more []*evidence, texts []string) bool {
		c.used, c.formulas = append(c.used[:used], more...), append(c.formulas[:formulas], texts...)
		return c.from(end, next)
	}
	for n, h := range c.holders {
		if next, more, texts, ok := c.stretch(cl, h, s); ok {
			next.last, next.index = h, n
			if then(next, more, texts) {
				return true
			}
		}
	}
	if text, more, ok := c.years(cl); ok && c.stops(end) && then(s, more, []string{text}) {
		return true
	}
	c.used, c.formulas = c.used[:used], c.formulas[:formulas]
	return false
}

// stops reports a cut after which something else is told: what comes after
// years of experience without a comma narrows them down.
func (c *career) stops(k int) bool {
	return k == len(c.cuts)-1 || strings.ContainsAny(c.a.gap(c.cuts[k]), ",;:–—")
}

// profiled reports a word of the profile or of the heads of jobs.
func (j *judging) profiled(i int) bool {
	return slices.ContainsFunc(j.a.keys[i], func(k key) bool { return j.c.archive.career[k] })
}

// years proves "more than ten years of experience in banks and insurers".
func (c *career) years(cl clause) (string, []*evidence, bool) {
	n, ok := c.length(cl)
	if !ok {
		return "", nil, false
	}
	said := false
	for i := cl.from; i < cl.to; i++ {
		said = said || experienceStems[c.a.stems[i]]
		if completed[c.a.stems[i]] || learning[c.a.stems[i]] || i < n.token && !c.joins(i) {
			return "", nil, false
		}
	}
	if !said {
		return "", nil, false
	}
	return c.experience(n, clause{n.after, cl.to})
}

// experience compares years of experience with the time of the jobs that they
// are about; what the profile says of the whole career they may be about too.
func (j *judging) experience(n number, cl clause) (string, []*evidence, bool) {
	p := proof{j: j, a: j.a}
	for _, whole := range [2]bool{false, true} {
		ranges, used, ok := j.jobsNamed(cl, whole)
		if !ok {
			return "", nil, false
		}
		if text, ok := p.lasting(n, ranges, "the jobs that this is about, overlaps counted once"); ok {
			return text, used, true
		}
	}
	return "", nil, false
}

// jobsNamed are the jobs whose heads name what a stretch names, each of the
// things that it lists by one or another; all of them where it names nothing,
// or what the profile says of the whole.
// It fails on words that neither they nor the profile have.
func (j *judging) jobsNamed(cl clause, whole bool) ([]resume.Range, []*evidence, bool) { //nolint:gocognit // one rule, read from top to bottom
	var ranges []resume.Range
	var used []*evidence
	taken := map[*holder]bool{}
	named := false
	for from := cl.from; from < cl.to; {
		to := from + 1
		for to < cl.to && !strings.ContainsAny(j.a.gap(to), ",;") && !j.a.conjunction(to-1) {
			to++
		}
		var fits []*holder
		asked := false
		for i := from; i < to; i++ {
			if j.joins(i) && !j.a.role(i) || j.a.is(i, generic) && !j.a.role(i) {
				continue
			}
			having := j.having(i)
			if whole && !j.a.role(i) && j.a.skilled[i] == 0 && j.inProfile(i) {
				having = j.jobs()
			}
			if len(having) == 0 {
				if j.a.name(i) || j.a.skilled[i] != 0 || j.a.role(i) || !j.profiled(i) {
					return nil, nil, false
				}
				continue
			}
			if asked {
				having = slices.DeleteFunc(having, func(h *holder) bool { return !slices.Contains(fits, h) })
			}
			fits, asked = having, true
		}
		named = named || asked
		for _, h := range fits {
			if !taken[h] {
				taken[h] = true
				ranges, used = append(ranges, h.entry.span), append(used, h.facts[0])
			}
		}
		from = to
	}
	if !named {
		for _, h := range j.jobs() {
			ranges, used = append(ranges, h.entry.span), append(used, h.facts[0])
		}
	}
	return ranges, used, true
}

func (j *judging) jobs() []*holder {
	return slices.DeleteFunc(slices.Clone(j.c.archive.holders()), func(h *holder) bool { return !h.job() })
}

// inProfile reports a word that the profile has.
func (j *judging) inProfile(i int) bool {
	return slices.ContainsFunc(j.c.archive.order, func(e *evidence) bool {
		return (e.kind == resume.Summary || e.kind == resume.Headline) && e.mentions(j.a, i)
	})
}

// having are the jobs whose head has a word.
func (j *judging) having(i int) []*holder {
	var all []*holder
	for _, h := range j.c.archive.holders() {
		if h.job() && h.covers(j.a, i) != nil && j.sameRank(h, i) {
			all = append(all, h)
		}
	}
	return all
}

// length is the one length of time in years or months that a stretch states.
func (c *career) length(cl clause) (number, bool) {
	var found []number
	for _, n := range c.a.numbers {
		if n.token >= cl.from && n.token < cl.to {
			found = append(found, n)
		}
	}
	if len(found) != 1 || found[0].unit != "year" && found[0].unit != "month" || found[0].value < 1 {
		return number{}, false
	}
	return found[0], true
}
