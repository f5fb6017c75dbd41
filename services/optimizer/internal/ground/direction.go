package ground

import "strings"

// direction: what was replaced may not become what it was replaced by, nor
// what fell rise.
func (p *proof) direction() { //nolint:gocognit // one rule, read from top to bottom
	if p.u.wide || len(p.u.main) != 1 {
		return
	}
	e := p.u.main[0]
	up, down := p.a.moves(p.cl)
	heldUp, heldDown := e.moves(clause{0, len(e.tokens)})
	if up && !down && heldDown && !heldUp || down && !up && heldUp && !heldDown {
		p.refuse("direction", p.a.text[p.a.tokens[p.cl.from].Start:p.a.tokens[p.cl.to-1].End], "in the CV the change goes the other way")
		return
	}
	if p.turned(e) {
		p.refuse("direction", p.a.text[p.a.tokens[p.cl.from].Start:p.a.tokens[p.cl.to-1].End], "in the CV the change goes the other way")
		return
	}
	old, fresh := p.a.exchange(p.cl)
	if len(old) == 0 || len(fresh) == 0 {
		return
	}
	heldOld, heldFresh := e.exchange(clause{0, len(e.tokens)})
	for w := range old {
		if heldFresh[w] && !heldOld[w] {
			p.refuse("direction", w, "in the CV the change goes the other way")
			return
		}
	}
	for w := range fresh {
		if heldOld[w] && !heldFresh[w] {
			p.refuse("direction", w, "in the CV the change goes the other way")
			return
		}
	}
}

// turned reports the two ends of a change that the fact has the other way
// round.
func (p *proof) turned(e *evidence) bool {
	for k := 0; k+1 < len(p.a.numbers); k++ {
		from, to := p.a.numbers[k], p.a.numbers[k+1]
		if !p.in(from.token) || !p.in(to.token) || !changing(p.a, from, to) || from.value == to.value {
			continue
		}
		for m := 0; m+1 < len(e.numbers); m++ {
			if e.numbers[m].value == to.value && e.numbers[m+1].value == from.value && changing(e.analysis, e.numbers[m], e.numbers[m+1]) {
				return true
			}
		}
	}
	return false
}

// changing reports "from 3 days to 1".
func changing(a *analysis, from, to number) bool {
	between := strings.Fields(strings.ToLower(strings.Trim(a.text[from.end:to.start], " \u00a0%€$£")))
	switch strings.Join(between, " ") {
	case "to", "auf", "à", "a", "down to", "up to":
		return true
	default:
		return (len(between) == 1 || len(between) == 2) && intoSigns[between[len(between)-1]] // 3 days → 1 day
	}
}

var intoSigns = wordMap("→ -> => ⇒ ➔ to auf à")

// moves reports whether a stretch says that something grew or shrank.
func (a *analysis) moves(cl clause) (up, down bool) {
	for i := cl.from; i < cl.to; i++ {
		if a.tokens[i].Number || a.skilled[i] != 0 {
			continue
		}
		up = up || upStems[a.v.language][a.stems[i]]
		down = down || downStems[a.v.language][a.stems[i]]
	}
	return up, down
}

var (
	upStems = stemSets("increase grow raise boost rise climb", "steigern erhöhen anheben wachsen steigen ansteigen zunehmen zunahme zuwachs wachstum verlängern",
		"augmenter accroître hausse hausser progresser croître allonger", "aumentar incrementar subir subida crecer elevar alza alargar")
	downStems = stemSets("reduce cut lower decrease shrink drop fall decline minimise shorten slash", "senken reduzieren reduktion verringern verkürzen sinken zurückgehen abnehmen vermindern kürzen",
		"réduire diminuer baisse baisser raccourcir recul reculer chute chuter", "reducir disminuir bajar descender caer recortar acortar rebajar")
)

func stemSets(lists ...string) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for i, language := range []string{"en", "de", "fr", "es"} {
		all[language] = map[string]bool{}
		for w := range wordMap(lists[i]) {
			all[language][lexicons[language].stem(w)] = true
		}
	}
	return all
}

// exchange finds the names that a text says were left and those that took
// their place: "from A to B", "replacing A with B", "B replaced A".
func (a *analysis) exchange(cl clause) (old, fresh map[string]bool) { //nolint:gocognit // one rule, read from top to bottom
	old, fresh = map[string]bool{}, map[string]bool{}
	side := 0 // 1 old, 2 fresh
	replacing := false
	for i := cl.from; i < cl.to; i++ {
		w := a.tokens[i].Text
		switch {
		case replaceWords[w]:
			side, replacing = 1, true
			if i+1 < cl.to && byWords[a.tokens[i+1].Text] {
				old = a.namesWithin(cl.from, i) // A replaced by B
				side = 2
			}
		case fromWords[w], w == "de" && i+1 < cl.to && a.name(i+1):
			side = 1
		case toWords[w], side == 1 && (w == "a" || w == "à") && i+1 < cl.to && a.name(i+1), replacing && (w == "with" || byWords[w] || w == "con" || w == "mit"):
			side = 2
		case a.proper(i) && side == 1:
			old[a.plain[i]] = true
		case a.proper(i) && side == 2:
			fresh[a.plain[i]] = true
		}
	}
	if replacing && len(fresh) == 0 {
		fresh = a.replacing(cl)
	}
	return old, fresh
}

// replacing are the names before the word that says "replaced".
func (a *analysis) replacing(cl clause) map[string]bool {
	for i := cl.from; i < cl.to; i++ {
		if replaceWords[a.tokens[i].Text] {
			return a.namesWithin(max(cl.from, i-4), i)
		}
	}
	return map[string]bool{}
}

func (a *analysis) namesWithin(from, to int) map[string]bool {
	all := map[string]bool{}
	for i := from; i < to; i++ {
		if a.proper(i) || i == from && a.skilled[i] != 0 {
			all[a.plain[i]] = true
		}
	}
	return all
}

// proper reports a name, or in German, where every noun has a capital, a skill
// or a word that isn't one of ours.
func (a *analysis) proper(i int) bool {
	t := a.tokens[i]
	return a.name(i) || a.skilled[i] != 0 && t.Upper || a.v.language == "de" && t.Upper && !a.v.knows(t.Text)
}

var (
	replaceWords = wordMap("replaced replacing replace replaces replacement ersetzt ersetzte ersetzen abgelöst ablösung remplacé remplacer remplaçant remplacement reemplazó reemplazar reemplazando reemplazo sustituyendo sustitución sustituir sustituí sustituyó sustituido ersatz ersetzung ablösen ablöste substitué substituer substitution")
	fromWords    = wordMap("from von vom depuis desde")
	toWords      = wordMap("to into onto zu nach auf vers hacia")
	byWords      = wordMap("by durch par por")
)
