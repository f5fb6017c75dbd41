package ground

import (
	"slices"
	"strings"
)

// rate is how often something is done in a stretch of time: twice a week.
type rate struct {
	clause
	times float64
	unit  string
}

// times: what is said to be done so many times is done so many times in the
// fact, in whatever words.
func (p *proof) times() { //nolint:gocognit // one rule, read from top to bottom
	if p.u.wide || len(p.u.main) != 1 || !told[p.u.main[0].kind] {
		return
	}
	e := p.u.main[0]
	held := e.rates()
	for _, m := range e.numbers {
		if m.every != "" && m.unit == "" && m.bound == exactly && len(m.heads) > 0 && p.named(e, m.heads[0]) {
			held = append(held, rate{times: m.value, unit: m.every}) // two sales a year
		}
	}
	for _, r := range p.a.rates() {
		if !p.in(r.from) || !p.in(r.to-1) || p.head[r.from] {
			continue
		}
		once := frequency{r.from, r.to, r.unit, 1}
		if !slices.ContainsFunc(held, func(h rate) bool { return h.times == r.times && h.unit == r.unit }) && !(r.times == 1 && p.often(once)) {
			p.refuse("frequency", p.a.text[p.a.tokens[r.from].Start:p.a.tokens[r.to-1].End], "the CV doesn't say that it was done so often")
		}
		for i := r.from; i < r.to; i++ {
			p.solved[i] = true
		}
		p.covered++
	}
}

// timesOver reports "two sales a year" of what the fact has twice a year.
func (p *proof) timesOver(n number) bool {
	return n.unit == "" && n.every != "" && n.bound == exactly && len(n.heads) > 0 && !p.u.wide && slices.ContainsFunc(p.u.main, func(e *evidence) bool {
		return slices.ContainsFunc(n.heads, func(i int) bool { return e.mentions(p.a, i) }) &&
			slices.ContainsFunc(e.rates(), func(r rate) bool { return r.times == n.value && r.unit == n.every })
	})
}

// rates finds "twice a week", "three times per month", "bihebdomadaire".
func (a *analysis) rates() []rate {
	var all []rate
	for i := 0; i < len(a.tokens); i++ {
		if rest, ok := strings.CutPrefix(a.tokens[i].Text, "bi"); ok && periodOf(rest) != "" {
			all = append(all, rate{clause{i, i + 1}, 2, periodOf(rest)})
		} else if times, next := a.timesAt(i); next > 0 {
			if r, ok := a.per(rate{clause{i, next}, times, ""}); ok {
				all, i = append(all, r), r.to-1
			}
		}
	}
	return all
}

// timesAt reads once, zweimal, three times, and returns what comes next; 0
// where nothing of the kind is there.
func (a *analysis) timesAt(i int) (float64, int) {
	w := a.tokens[i].Text
	if k := a.counted[i]; k > 0 && a.numbers[k-1].token == i && a.numbers[k-1].unit == "x" {
		return a.numbers[k-1].value, a.numbers[k-1].after
	}
	if rest, ok := strings.CutSuffix(w, "mal"); ok && a.v.language == "de" {
		if n, ok := spelled(rest, "de"); ok {
			return n, i + 1
		}
	}
	if n := onceWords[w]; n > 0 {
		return n, i + 1
	}
	if oneWords[w] && i+1 < len(a.tokens) && timesWords[a.tokens[i+1].Text] {
		return 1, i + 2
	}
	return 0, 0
}

// per ends "twice a week" and "zweimal jährlich".
func (a *analysis) per(r rate) (rate, bool) {
	k := r.to
	for k < len(a.tokens) && k < r.to+2 && perWords[a.tokens[k].Text] {
		k++
	}
	if k == len(a.tokens) {
		return rate{}, false
	}
	r.unit = periodOf(a.tokens[k].Text)
	if k > r.to {
		r.unit = timeUnit(a.tokens[k].Text)
	}
	r.to = k + 1
	return r, r.unit != ""
}

// often reports a word of how often something is done.
func (a *analysis) often(i int) bool {
	return slices.ContainsFunc(a.frequencies(clause{0, len(a.tokens)}), func(f frequency) bool { return i >= f.from && i < f.to })
}

// mentionsAll reports whether the unit has a word for all, and not of how
// often.
func (p *proof) mentionsAll(i int) bool {
	return slices.ContainsFunc(p.u.main, func(e *evidence) bool {
		for k := range e.tokens {
			if e.alike(k, p.a, i) && !e.often(k) {
				return true
			}
		}
		return false
	})
}

var onceWords = map[string]float64{"once": 1, "twice": 2, "thrice": 3, "einmal": 1}

// ones are the words for one, and the articles that are among them.
var ones = wordMap("one a an ein eine einen einem einer un une uno una")
