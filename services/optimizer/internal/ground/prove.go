package ground

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// proof is the attempt to prove one clause from one unit.
type proof struct {
	*outcome
	c      *Checker
	a      *analysis
	cl     clause
	u      unit
	op     edit.Op
	solved map[int]bool // tokens that are accounted for
}

func (c *Checker) prove(a *analysis, cl clause, u unit, op edit.Op) *outcome {
	p := proof{outcome: &outcome{}, c: c, a: a, cl: cl, u: u, op: op, solved: map[int]bool{}}
	p.heads()
	p.dates()
	p.amounts()
	p.skills()
	p.scope()
	p.titles()
	p.modality()
	p.direction()
	p.misplaced()
	p.content()
	p.negation()
	if len(p.unsupported) == 0 {
		p.used = u.ids
	}
	return p.outcome
}

func (p *proof) in(i int) bool { return i >= p.cl.from && i < p.cl.to }

// heads settles what the entry's head says word for word: its title, its
// employer.
func (p *proof) heads() {
	for k, f := range p.u.facts {
		if !p.c.isHead(p.u.ids[k]) || len(f.tokens) == 0 || len(f.tokens) > 16 {
			continue
		}
		for i := p.cl.from; i+len(f.tokens) <= p.cl.to; i++ {
			if !p.a.sameWords(i, f) {
				continue
			}
			for j := range f.tokens {
				p.solved[i+j] = true
			}
		}
	}
}

func (c *Checker) isHead(id string) bool {
	k := c.facts[id].Kind
	return k == resume.Title || k == resume.Organization || k == resume.Headline || k == resume.Degree || k == resume.Place
}

func (a *analysis) sameWords(i int, f *analysis) bool {
	for j := range f.tokens {
		if words.Plain(a.tokens[i+j].Text) != words.Plain(f.tokens[j].Text) {
			return false
		}
	}
	return i == 0 || !a.higher(i-1)
}

// higher reports a word that would lift the title after it.
func (a *analysis) higher(i int) bool { return rankWords[words.Plain(a.tokens[i].Text)] > 0 }

// dates must stand in the unit, or lie at an end of the entry's range.
func (p *proof) dates() {
	for _, d := range p.a.dates {
		inside := false
		for i, t := range p.a.tokens {
			if t.Start >= d.Start && t.Start < d.End && p.in(i) {
				p.solved[i] = true
				inside = true
			}
		}
		if !inside {
			continue
		}
		if !p.dated(d.Range.From.Year, d.Range.From.Month) || d.Range.To.Year != 0 && !p.dated(d.Range.To.Year, d.Range.To.Month) || d.Range.Present && !p.ongoing() {
			p.refuse("date", p.a.text[d.Start:d.End], "the cited entry has no such date")
		}
	}
}

func (p *proof) dated(year, month int) bool {
	for _, f := range p.u.facts {
		for _, d := range f.dates {
			from, to := d.Range.From, d.Range.To
			if from.Year == year && (month == 0 || from.Month == month) || to.Year == year && (month == 0 || to.Month == month) {
				return true
			}
		}
	}
	return false
}

func (p *proof) ongoing() bool {
	e, ok := p.c.entries[p.u.entry]
	if ok && e.Range.Present {
		return true
	}
	for _, f := range p.u.facts {
		for _, d := range f.dates {
			if d.Range.Present {
				return true
			}
		}
	}
	return false
}

// skills must be named in the unit, or something that proves them.
func (p *proof) skills() {
	for _, h := range p.a.skills {
		if !p.in(tokenAt(p.a, h.Start)) || p.solved[tokenAt(p.a, h.Start)] {
			continue
		}
		named, hedged := p.named(h.Name)
		switch {
		case !named && p.plainSkill(h):
			continue // ordinary words: content will tell
		case !named:
			p.refuse("skill", p.a.text[h.Start:h.End], "the cited facts don't mention "+h.Name)
		case hedged && !p.hedgeIn():
			p.refuse("hedge", p.a.text[h.Start:h.End], "the CV only claims some of it")
		}
		for i, t := range p.a.tokens {
			if t.Start >= h.Start && t.Start < h.End {
				p.solved[i] = true
			}
		}
	}
}

// plainSkill reports skills that are written as ordinary words ("data
// analysis"), where every word is in the unit anyway.
func (p *proof) plainSkill(h skill.Hit) bool {
	text := p.a.text[h.Start:h.End]
	if strings.ToLower(text) != text && p.a.v.language != "de" && !p.a.first(tokenAt(p.a, h.Start)) {
		return false
	}
	for _, t := range words.Tokens(text) {
		if !p.hasStem(p.a.v.stem(t.Text)) {
			return false
		}
	}
	return true
}

func tokenAt(a *analysis, start int) int {
	for i, t := range a.tokens {
		if t.Start >= start {
			return i
		}
	}
	return 0
}

// named reports whether the unit names a skill, and whether only with a
// hedge right by it ("SQL basics").
func (p *proof) named(name string) (named, hedged bool) {
	hedged = true
	for _, f := range p.u.facts {
		for _, h := range f.skills {
			if skill.Proves(h.Name, name) {
				named = true
				hedged = hedged && f.hedgedAt(h)
			}
		}
	}
	return named, named && hedged
}

// hedgedAt reports a hedge within three words of a skill.
func (a *analysis) hedgedAt(h skill.Hit) bool {
	for i, t := range a.tokens {
		if !a.v.hedge[a.stems[i]] || a.hedgesNumber(i) {
			continue
		}
		if t.Start >= h.Start && t.Start < h.End {
			return true
		}
		between := a.text[min(t.End, h.End):max(t.Start, h.Start)]
		if len(strings.Fields(between)) <= 4 && !strings.ContainsAny(between, ";.") {
			return true
		}
	}
	return false
}

func (a *analysis) hedgesNumber(i int) bool {
	for _, n := range a.numbers {
		if n.token == i+1 || n.token == i+2 {
			return true
		}
	}
	return false
}

func (p *proof) hedgeIn() bool {
	for i := p.cl.from; i < p.cl.to; i++ {
		if p.a.v.hedge[p.a.stems[i]] {
			return true
		}
	}
	return false
}

// scope words may not claim more than the unit's own.
func (p *proof) scope() {
	held := p.heldScope()
	for i := p.cl.from; i < p.cl.to; i++ {
		rank := p.a.v.rank[p.a.stems[i]]
		if rank == 0 || p.solved[i] || p.a.role(i) && rank > 3 {
			continue
		}
		p.scopeWord(i, rank, held)
	}
}

// heldScope is the highest scope that the evidence claims.
func (p *proof) heldScope() int {
	held := 2 // whoever lists something took part in it
	for _, f := range p.u.facts[:min(1, len(p.u.facts))] {
		held = max(held, f.rank)
	}
	for _, f := range p.u.soft {
		held = max(held, min(f.rank, 3))
	}
	return held
}

func (p *proof) scopeWord(i, rank, held int) {
	stem := p.a.stems[i]
	switch {
	case rank >= 4 && p.otherDeed(i, rank):
		p.solved[i] = true
		p.refuse("scope", p.word(i), "in the CV this is said of something else")
	case p.firstHas(stem):
		p.solved[i] = true
	case rank <= held && rank != 3 && (p.op.Kind != edit.Letter || p.anchored()):
		p.solved[i] = true
	case rank > held && !(rank == 3 && p.hasStem(stem)):
		p.solved[i] = true
		p.refuse("scope", p.word(i), "the cited facts claim less: rank "+strconv.Itoa(held)+" of 6, not "+strconv.Itoa(rank))
	}
}

// anchored reports whether the clause speaks of what the unit speaks of.
func (p *proof) anchored() bool {
	for i := p.cl.from; i < p.cl.to; i++ {
		stem := p.a.stems[i]
		if !p.a.stop[i] && !p.a.v.neutral[stem] && !p.a.v.letter[stem] && p.a.v.rank[stem] == 0 && p.hasStem(stem) {
			return true
		}
	}
	return false
}

// firstHas reports whether the cited fact itself, not its entry's head, has a
// stem.
func (p *proof) firstHas(stem string) bool {
	return len(p.u.facts) > 0 && p.u.facts[0].stemSet[stem]
}

func (p *proof) hasStem(stem string) bool {
	for i, f := range p.u.facts {
		if (i == 0 || p.u.merged) && f.has(stem) {
			return true
		}
	}
	for _, f := range p.u.soft {
		if f.has(stem) {
			return true
		}
	}
	return false
}

func (p *proof) hasWord(plain string) bool {
	for _, f := range p.u.facts {
		if f.plain[plain] {
			return true
		}
	}
	return false
}

// negation: what the CV denies may not be claimed, nor the other way round.
func (p *proof) negation() {
	for i := p.cl.from; i < p.cl.to; i++ {
		stem := p.a.stems[i]
		if p.a.stop[i] || p.a.v.neutral[stem] {
			continue
		}
		plain, denied := p.sayings(stem)
		if p.a.negated[stem] && plain && !denied || !p.a.negated[stem] && denied && !plain {
			p.refuse("negation", p.word(i), "the CV says the opposite")
			return
		}
	}
}

// sayings reports whether the evidence says a word plainly, and whether it
// denies it.
func (p *proof) sayings(stem string) (plain, denied bool) {
	for _, f := range append(slices.Clip(p.u.facts), p.u.soft...) {
		if f.stemSet[stem] {
			denied = denied || f.negated[stem]
			plain = plain || !f.negated[stem]
		}
	}
	return plain, denied
}
