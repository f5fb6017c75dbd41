package ground

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
	upStems   = stemSets("increase grow raise boost rise climb", "steigern erhöhen anheben wachsen steigen", "augmenter accroître hausser progresser", "aumentar incrementar subir crecer")
	downStems = stemSets("reduce cut lower decrease shrink drop fall decline minimise shorten slash", "senken reduzieren verringern verkürzen sinken", "réduire diminuer baisser raccourcir", "reducir disminuir bajar")
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
func (a *analysis) exchange(cl clause) (old, fresh map[string]bool) {
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
		case fromWords[w]:
			side = 1
		case toWords[w], replacing && (w == "with" || byWords[w] || w == "con" || w == "mit"):
			side = 2
		case a.name(i) && side == 1:
			old[a.plain[i]] = true
		case a.name(i) && side == 2:
			fresh[a.plain[i]] = true
		}
	}
	if replacing && len(fresh) == 0 {
		fresh = a.before(cl)
	}
	return old, fresh
}

// before are the names before the word that says "replaced".
func (a *analysis) before(cl clause) map[string]bool {
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
		if a.name(i) || i == from && a.skilled[i] != 0 {
			all[a.plain[i]] = true
		}
	}
	return all
}

var (
	replaceWords = wordMap("replaced replacing replace replaces replacement ersetzt ersetzte ersetzen abgelöst ablösung remplacé remplacer remplaçant remplacement reemplazó reemplazar reemplazando reemplazo sustituyendo sustitución")
	fromWords    = wordMap("from von vom depuis desde")
	toWords      = wordMap("to into onto zu nach auf vers hacia")
	byWords      = wordMap("by durch par por")
)
