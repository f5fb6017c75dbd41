package ground

import (
	"slices"
	"strings"
)

// clause is a stretch of a text's tokens that makes one claim.
type clause struct{ from, to int }

// begins reports whether a new deed begins at a token: after a semicolon, or
// where a comma or a conjunction stands before what somebody did, was or has.
func (a *analysis) begins(i, from int) bool { //nolint:gocognit // one rule, read from top to bottom
	gap := a.gap(i)
	if strings.ContainsAny(gap, ";.!?") || strings.Contains(gap, " | ") {
		return i > from
	}
	comma := strings.ContainsAny(gap, ",:–—") || strings.Contains(gap, " - ")
	if comma && i > from && (earlier[a.tokens[i].Text] || turning[a.tokens[i].Text] && i+4 < len(a.tokens) && a.lasts(i+1)) {
		return true
	}
	joined := a.conjunction(i - 1)
	if with := a.tokens[i-1].Text; withWords[with] && a.credentialAt(i) {
		return true
	}
	if !comma && !joined || i-from < 2 {
		return false
	}
	j := i
	for j < len(a.tokens)-1 && (starters[a.tokens[j].Text] || a.v.language == "en" && strings.HasSuffix(a.tokens[j].Text, "ly") && strings.HasPrefix(a.speech[j], "r")) {
		j++
	}
	if comma && !joined && strings.HasSuffix(a.tokens[j].Text, "ing") && a.deedAt(j, false) && !a.outcome(j) {
		return true
	}
	if joined && j+1 < len(a.tokens) && a.gap(j+1) == "-" && a.deedAt(j+1, false) {
		return true // line-managing
	}
	return a.deedAt(j, !joined) || j > i && a.tokens[i].Text != "by" && a.named(j) || a.credentialAt(i) || a.roleAt(j)
}

var (
	starters = wordMap(`i we he she they also then successfully subsequently later currently previously formerly now before as who the a an having been was were am is are have has
had ich habe wurde außerdem zudem auch zuvor früher aktuell j je ai a également aussi puis auparavant he también además después anteriormente so where both my our`)
	withWords = wordMap("with mit avec con and und et y")
)

// lasts reports a number of years or months within four words.
func (a *analysis) lasts(i int) bool {
	for _, n := range a.numbers {
		if n.token >= i && n.token < i+4 && (n.unit == "year" || n.unit == "month") {
			return true
		}
	}
	return false
}

// trails reports "…, preparing its rota": more of the same job.
func (a *analysis) trails(i int) bool {
	return !a.conjunction(i-1) && strings.HasSuffix(a.tokens[i].Text, "ing")
}

// outcome reports a verb that tells what came of something.
func (a *analysis) outcome(i int) bool {
	return upStems["en"][a.stems[i]] || downStems["en"][a.stems[i]] || outcomes[a.stems[i]] || slices.ContainsFunc(a.words[i].keys, func(k key) bool { return changes[k] })
}

// changes are what words for growing, shrinking and improving mean.
var changes = func() map[key]bool {
	all := map[key]bool{}
	for _, w := range []string{"increase", "reduce", "improve"} {
		for _, k := range lexicons["en"].concepts[lexicons["en"].stem(w)] {
			all[k] = true
		}
	}
	return all
}()

var outcomes = stemSets("improve enable ensure save result lead drive win earn achieve reach make allow help contribute generate gain bring secure deliver exceed strengthen enhance double halve free", "", "", "")["en"]

var (
	earlier = wordMap("then previously formerly earlier zuvor davor vorher früher auparavant avant antes anteriormente previamente")
	turning = wordMap("after following before nach après tras después")
)

// named reports a title or name after "previously" and the like.
func (a *analysis) named(j int) bool { return a.role(j) || a.name(j) }

// roleAt reports a role within the three words from a place on.
func (a *analysis) roleAt(i int) bool {
	for j := i; j < min(len(a.tokens), i+4); j++ {
		if j > i && strings.ContainsAny(a.gap(j), ",;.:") {
			return false
		}
		if a.role(j) && a.tokens[i].Upper {
			return true
		}
	}
	return false
}

func (a *analysis) credentialAt(i int) bool {
	for j := i; j < min(len(a.tokens), i+3); j++ {
		if w := a.plain[j]; (degreeWords[w] || certificateWords[w]) && !strings.ContainsAny(a.gap(j), ",;") {
			return true
		}
		if !articles[a.tokens[j].Text] && !holding[a.tokens[j].Text] {
			return false
		}
	}
	return false
}

var holding = wordMap("holds hold holding completed earned have has i")

// deedAt reports a word that tells a deed. After a bare comma an English -ing
// form tells the result of what stands before it.
func (a *analysis) deedAt(j int, bareComma bool) bool {
	w := a.tokens[j].Text
	switch {
	case a.tokens[j].Number || a.name(j) && a.tokens[j].Caps || a.skilled[j] != 0 && a.v.language != "en":
		return false
	case a.v.language != "en":
		return a.is(j, action) || a.v.word(w).scope > 0
	case strings.HasSuffix(w, "ing") && bareComma:
		return false
	case a.v.forms[w] != "" && a.is(j, action), a.v.word(w).scope > 0:
		return true
	default:
		return (strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing") || a.is(j, action)) && strings.Contains(a.speech[j], "v") || holding[w] || w == "speak" || w == "speaks"
	}
}

// complete reports whether a stretch can stand alone: "At Acme" can't.
func (a *analysis) complete(cl clause) bool {
	if a.tokens[cl.from].Text != "by" && frames[a.tokens[cl.from].Text] {
		for i := cl.from + 1; i < cl.to; i++ {
			if a.deedAt(i, false) && (a.gap(i) != " " || !articles[a.tokens[i-1].Text]) && !a.role(i) && !a.name(i) {
				return true
			}
		}
		return false
	}
	return true
}

// frames begin the words that say where or when.
var frames = wordMap("at as in during while with for within from since bei als im in während mit für seit chez au à en comme pendant dans durant con como durante desde after before on under")

// solve proves a stretch from one fact, or else part by part.
func (j *judging) solve(cl clause, within *entry) verdict {
	best := j.best(cl, within)
	if best.clean() {
		return best
	}
	for i := cl.from + 1; i < cl.to; i++ {
		left := clause{cl.from, i}
		if !j.a.begins(i, cl.from) && !j.goesOn(i, cl) || !j.a.complete(left) {
			continue
		}
		first := j.best(j.trim(left), within)
		if !first.clean() {
			continue
		}
		frame := within
		if frames[j.a.tokens[cl.from].Text] || j.a.trails(i) || j.introduces(&first, clause{i, cl.to}) {
			frame = first.entry
		}
		both := first.with(j.solve(clause{i, cl.to}, frame))
		if both.clean() {
			return both
		}
	}
	return best
}

// introduces reports a stretch that says where and as what somebody worked:
// unless the rest names another employer, it is about the same job.
func (j *judging) introduces(first *verdict, rest clause) bool {
	if first.entry == nil || len(first.used) == 0 {
		return false
	}
	for _, e := range first.used {
		if !slices.Contains(first.entry.head, e) {
			return false
		}
	}
	for i := rest.from; i < rest.to; i++ {
		if owners := j.c.archive.places[j.a.plain[i]]; len(owners) > 0 && !owners[first.entry] && j.a.tokens[i].Upper {
			return false
		}
	}
	return true
}

// trim leaves a conjunction at the end of a stretch out.
func (j *judging) trim(cl clause) clause {
	for cl.to-1 > cl.from && (j.a.conjunction(cl.to-1) || withWords[j.a.tokens[cl.to-1].Text]) {
		cl.to--
	}
	return cl
}

// tries is how many facts a stretch is compared with.
const tries = 6

// best proves a stretch from whichever facts leave the least open.
func (j *judging) best(cl clause, within *entry) verdict { //nolint:gocognit // one rule, read from top to bottom
	var best *verdict
	denied := false
	attempt := func(u unit) bool {
		v := j.prove(cl, u)
		denied = v.contradicted()
		if best == nil || v.better(best) {
			best = &v
		}
		return best.clean()
	}
	likely := j.c.archive.likely(j.a, cl, j.pool)
	least := 0.0
	for k, e := range likely {
		if k >= tries || e.weight < least || within != nil && e.entry != within {
			continue
		}
		if attempt(j.unit(e.evidence)) {
			return *best
		}
		if denied {
			least = max(least, e.weight*0.9)
		}
	}
	if least == 0 && j.widens(cl) {
		if slices.ContainsFunc(j.wide(cl, likely, within), attempt) {
			return *best
		}
	}
	if best == nil {
		attempt(unit{})
	}
	return *best
}
