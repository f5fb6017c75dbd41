package ground

import "strings"

// tell cuts a fact into deeds and notes how much each claims.
func (e *evidence) tell() {
	from := 0
	for i := 1; i <= len(e.tokens); i++ {
		if i < len(e.tokens) && !e.begins(i, from) {
			continue
		}
		cl := clause{from, i}
		d := deed{clause: cl, rank: e.rank(cl), planned: e.plans(cl)}
		if before := len(e.deeds) - 1; before >= 0 && !e.starts(cl) {
			d.rank, d.planned = min(d.rank, e.deeds[before].rank), e.deeds[before].planned
		} else if before >= 0 && strings.HasPrefix(e.gap(from), ":") {
			d.planned = d.planned || e.deeds[before].planned // Planned: …
		}
		e.deeds = append(e.deeds, d)
		from = i
	}
}

// starts reports a stretch that begins with a deed of its own: a rest of the
// one before it doesn't.
func (a *analysis) starts(cl clause) bool {
	begun := false
	for i := cl.from; i < min(cl.to, cl.from+4); i++ {
		if a.is(i, negation) {
			return false
		}
		begun = begun || i < cl.from+3 && a.deedAt(i, false)
	}
	return begun
}

// rank is the scope that a stretch of a fact claims: that of its first word of
// scope where this is a modest one, else the highest.
func (a *analysis) rank(cl clause) int {
	highest, said := 3, 0
	for i := cl.from; i < cl.to; i++ {
		r := a.scope(i, cl)
		if said < 2 && a.tokens[i].Text == "part" && i > cl.from && partBefore[a.tokens[i-1].Text] {
			return 2
		}
		if r == 0 {
			if a.is(i, action) && !a.stop[i] {
				said++
			}
			continue
		}
		if r <= 2 && said == 0 && highest == 3 {
			return r
		}
		said++
		highest = max(highest, r)
	}
	return highest
}

// scope is the scope that a token claims where it is used as a verb or names a
// deed; 0 where it is used otherwise: sales leads, lead time, head of sales.
func (a *analysis) scope(i int, cl clause) int {
	r := a.v.word(a.tokens[i].Text).scope
	switch {
	case r == 0 || a.skilled[i] != 0 && r != 5 || a.tokens[i].Number || a.role(i):
		return 0
	case i > 0 && a.tokens[i-1].Text == "co" && a.gap(i) == "-":
		return 2
	case a.driven(i), a.is(i, people) && i > 0 && (a.tokens[i-1].Number || a.counted[i-1] != 0): // 15 responsables
		return 0
	case r == 5 && a.sum(i, cl):
		return 3
	case a.v.language != "en" && a.body(i, cl):
		return 0
	case r == 4 && a.supervised(i):
		return 3
	case r == 2 && a.v.language == "de" && strings.HasPrefix(a.stems[i], "beglei") && a.caredFor(i):
		return 3
	case a.v.language != "en" && r > 3 && a.light(i):
		return 3
	case a.v.language != "en":
		return a.overPeople(i, r, cl)
	case r == 2 && a.stems[i] == "contribut" && i+1 < cl.to && a.gap(i+1) == " " && !contributedTo[a.tokens[i+1].Text] && strings.HasPrefix(a.speech[i], "v"):
		return 3 // what is contributed is one's own
	case r == 5 && a.stems[i] == "lead" && i+1 < len(a.tokens) && a.event(i+1):
		return 3
	case a.name(i) && a.tokens[i].Caps, a.noun(i, cl):
		return 0
	default:
		return a.overPeople(i, r, cl)
	}
}

// sum reports a budget after a word of leading: who steers one manages it.
func (a *analysis) sum(i int, cl clause) bool {
	for k := i + 1; k < min(cl.to, i+4); k++ {
		if budgets[a.tokens[k].Text] {
			return true
		}
		if !a.stop[k] {
			return false
		}
	}
	return false
}

var budgets = wordMap("budget budgets etat presupuesto presupuestos")

var contributedTo = wordMap("to towards at in as heavily actively significantly with for on")

// driven reports driving something up or down, which leads nobody.
func (a *analysis) driven(i int) bool {
	if a.stems[i] != "drive" && a.stems[i] != "steer" {
		return false
	}
	if i+1 >= len(a.tokens) || a.gap(i+1) != " " || a.tokens[i+1].Text == "for" || a.tokens[i+1].Text == "in" {
		return true // behind a wheel
	}
	for k := i + 1; k < min(len(a.tokens), i+6); k++ {
		if w := a.tokens[k].Text; w == "down" || w == "up" || a.tokens[k].Number || vehicles[w] || upStems["en"][a.stems[k]] || downStems["en"][a.stems[k]] {
			return true
		}
	}
	return false
}

var vehicles = wordMap("van vans truck trucks lorry lorries bus buses car cars vehicle vehicles taxi tram forklift hgv improvement improvements growth savings")

// noun reports a word of scope that is an English noun here.
func (a *analysis) noun(i int, cl clause) bool {
	w := a.tokens[i].Text
	if nouns[w] {
		return i > cl.from && !(a.tokens[i-1].Text == "in" || a.tokens[i-1].Text == "the" || a.tokens[i-1].Text == "of" || a.tokens[i-1].Text == "and" || a.tokens[i-1].Text == "provided") && !a.hasOf(i)
	}
	if w == "direct" && i+1 < len(a.tokens) && (directly[a.tokens[i+1].Text] || a.role(i+1)) {
		return true
	}
	if !bare[w] || i == cl.from {
		return false
	}
	if plurals[w] && !subjectWords[a.tokens[i-1].Text] && !a.conjunction(i-1) && a.gap(i) == " " {
		return true
	}
	before := a.tokens[i-1]
	return before.Number || !a.stop[i-1] && !a.is(i-1, generic) || articles[before.Text] || before.Text == "of" || before.Text == "on" || before.Text == "with"
}

// event reports something that is held, not led: a lesson, a tour, or what one
// is the author of.
func (a *analysis) event(i int) bool {
	for k := i; k < min(len(a.tokens), i+3) && a.gap(k) == " "; k++ {
		if events[a.tokens[k].Text] {
			return true
		}
	}
	return false
}

var events = wordMap(`tutorial tutorials workshop workshops session sessions class classes lesson lessons training course courses seminar seminars lecture lectures tour tours discussion discussions
meeting meetings demo demos demonstration demonstrations author authors writer investigator`)

func (a *analysis) hasOf(i int) bool { return i+1 < len(a.tokens) && a.tokens[i+1].Text == "of" }

var (
	// bare forms are verbs or nouns.
	bare     = wordMap("lead leads head heads drive drives run runs support supports help aid own chair chairs steer command found champion pioneer direct join partner partners handle")
	plurals  = wordMap("leads heads drives runs supports partners chairs")
	directly = wordMap("line management supervision contact report reports responsibility support care sales mail marketing")
	// nouns name a deed only before "of", or first.
	nouns    = wordMap("management leadership supervision administration support coordination")
	ofWords  = wordMap("de d du des del von der dem den les los las")
	articles = wordMap("a an the your ein eine der die un une le la el su votre ihr ihre")
)

// overPeople lifts managing to leading where people are what is managed.
func (a *analysis) overPeople(i, r int, cl clause) int { //nolint:gocognit // one rule, read from top to bottom
	if r != 3 && r != 4 {
		return r
	}
	for j := i + 1; j < min(cl.to, i+6); j++ {
		switch {
		case (a.is(j, people) || a.v.language == "en" && a.roles(j)) && !(a.v.language == "en" && a.compound(j)):
			return 4
		case a.v.language == "en" && j+1 < cl.to && a.gap(j+1) == " " && a.roles(j+1) && !a.stop[j]:
		case a.conjunction(j) && a.v.language != "en" && a.peopleAt(j+1, cl):
			return 4
		case a.conjunction(j) && j+1 < cl.to && (wholes[a.tokens[j+1].Text] || articles[a.tokens[j+1].Text] && j+2 < cl.to && wholes[a.tokens[j+2].Text]):
			return 4
		case a.tokens[j].Text == "of" || a.v.language != "en" && ofWords[a.tokens[j].Text] || a.counted[j] != 0 || a.tokens[j].Number || articles[a.tokens[j].Text] || a.speech[j] == "a":
		case r == 3 && a.is(j, action) && j+1 < cl.to && a.tokens[j+1].Text == "for", r == 3 && a.tokens[j].Text == "for" && a.is(j-1, action):
		case a.is(j, generic) || j+1 < cl.to && a.conjunction(j+1) || j == i+2 && a.speech[j] != "" && strings.Contains(a.gap(j), " ") && j+1 < cl.to && a.conjunction(j+1):
		case a.stop[j] || a.is(j, action):
			return r
		case j > i+3:
			return r
		}
	}
	return r
}

// peopleAt reports people right after an article or a number.
func (a *analysis) peopleAt(i int, cl clause) bool {
	for i < cl.to && (ofWords[a.tokens[i].Text] || articles[a.tokens[i].Text] || a.counted[i] != 0) {
		i++
	}
	return i < cl.to && a.is(i, people)
}

// compound reports a word that only says which: staff in "staff retreat".
func (a *analysis) compound(i int) bool {
	k := i + 1
	return k < len(a.tokens) && a.gap(k) == " " && !a.stop[k] && !a.is(k, people) && !a.tokens[k].Number && !participle(a.tokens[k].Text) && strings.Contains(a.speech[k], "n")
}

// plans reports a stretch that tells what was planned, tried or learnt.
func (a *analysis) plans(cl clause) bool {
	telling := 0
	for i := cl.from; i < cl.to && telling < 2; i++ {
		if intents[a.tokens[i].Text] {
			return true
		}
		if !a.stop[i] {
			telling++
		}
	}
	return false
}

// intents are the words that begin what is not done (yet).
var intents = wordMap(`plan planned planning proposed propose proposing intended intend intending attempted attempt attempting tried try trying explored explore exploring
considered consider considering prototyped prototype prototyping piloted evaluating learning studying aiming aim aspiring hope hoping pursuing preparing
plane plant plante geplant planung vorgeschlagen vorschlag versucht versuch beabsichtigt angestrebt lerne prévu proposé proposition vorschläge propuesta propongo planifié planification proposé tenté exploré envisagé apprends
planificado planificación planifiqué planifico propuesto propuse intentado intenté explorado previsto aprendo estudiando`)

// body reports those who lead, who are no deed: le comité de direction, die
// Leitung informiert.
func (a *analysis) body(i int, cl clause) bool {
	if aimed[a.tokens[i].Text] && i+1 < cl.to && (a.tokens[i+1].Text == "a" || a.tokens[i+1].Text == "al") {
		return true // dirigido a auxiliares
	}
	if !bodies[a.tokens[i].Text] || i == cl.from || a.tokens[i-1].Number {
		return false
	}
	before := a.tokens[i-1].Text
	return (ofWords[before] || articles[before] || before == "zur") && (i+1 >= cl.to || !ofWords[a.tokens[i+1].Text] && a.tokens[i+1].Text != "eines" && a.tokens[i+1].Text != "einer")
}

var aimed = wordMap("dirigido dirigida dirigidos dirigidas")

var bodies = wordMap("direction dirección leitung führung geschäftsführung geschäftsleitung management")
