package ground

import "strings"

// novelty is what a word adds that the evidence doesn't have.
type novelty int

const (
	thing  novelty = iota // something else, or of another kind: a claim of its own
	doing                 // a deed: perhaps another word for one that is there
	manner                // how it was done, in words that nobody could check
)

// novelty is that of a word of the stretch. Where the fact tells no deed, only
// what there was ("Dashboards for 15 branches"), any one verb may tell it.
func (p *proof) novelty(i int) novelty {
	switch n := p.a.novelty(i, p.cl.from); {
	case n != manner && i+1 < p.cl.to && partBefore[p.a.tokens[i].Text] && parts[p.a.tokens[i+1].Text]:
		return manner // prend part
	case n != manner && p.carries(i):
		return manner
	case p.a.label(i, p.cl), p.a.tokens[i].Text == "co" && i+1 < p.cl.to && p.a.gap(i+1) == "-":
		return manner
	case n != manner && p.spelledOut(i):
		return manner
	case n != manner && p.attribute(i):
		return manner
	case n == thing && p.framing(i):
		return manner
	case n != manner && p.instrument(i):
		return manner
	case n == thing && p.carried(i):
		return doing
	case n != manner && p.otherDeed(i):
		return thing
	case n == thing && (p.heads1(i) || p.a.verbLike(i, p.cl.from)):
		return doing
	case n == thing && !p.u.wide && len(p.u.main) == 1 && i <= p.cl.from+1 && p.a.deedAt(i, false) && !p.u.main[0].deedful() && (!heavy[p.a.v.language][p.a.stems[i]] || models[p.a.stems[i]]):
		return doing
	default:
		return n
	}
}

// carries reports a verb that only carries a deed the unit has: to deliver
// savings is to save, a package to analyse samples is one for samples.
func (p *proof) carries(i int) bool {
	purpose := i > p.cl.from && p.a.tokens[i-1].Text == "to" && purposes[p.a.stems[i]]
	if p.a.v.language != "en" || !carriers[p.a.stems[i]] && !purpose {
		return false
	}
	k := p.a.object(i, p.cl)
	for k >= 0 && k+1 < p.cl.to && k < i+4 && !p.a.is(k, action) && p.a.gap(k+1) == " " && !p.a.stop[k+1] {
		k++
	}
	return k >= 0 && (p.a.is(k, action) || purpose) && p.mentioned(k)
}

var (
	carriers = stemSets("deliver achieve generate yield produce provide make bring conduct perform give undertake complete execute realise secure gain", "", "", "")["en"]
	purposes = stemSets("analyse process handle manage support run use store track measure evaluate serve", "", "", "")["en"]
)

// deedful reports a fact that has a word for a deed.
func (e *evidence) deedful() bool {
	for i := range e.tokens {
		if !e.stop[i] && (e.is(i, action) || e.deedAt(i, false)) {
			return true
		}
	}
	return false
}

// label reports a word of a list's heading: "Monitoring: Prometheus, Grafana".
func (a *analysis) label(i int, cl clause) bool {
	if a.name(i) && a.tokens[i].Caps || a.is(i, boast|people) || a.role(i) || degreeWords[a.plain[i]] || certificateWords[a.plain[i]] {
		return false
	}
	for k := i + 1; k < min(cl.to, i+4); k++ {
		switch gap := a.gap(k); {
		case strings.Contains(gap, ":"):
			return a.skilled[k] != 0 || a.name(k)
		case strings.ContainsAny(gap, ",;."):
			return false
		}
	}
	return false
}

// novelty sorts a word that nothing connects with the evidence.
func (a *analysis) novelty(i, from int) novelty { //nolint:gocognit // one rule, read from top to bottom
	if a.name(i) || a.tokens[i].Number || a.is(i, sole|boast|quantifier) {
		return thing
	}
	if a.v.language != "en" {
		return a.foreignNovelty(i, from)
	}
	s := a.words[i].sense
	w := a.tokens[i].Text
	switch {
	case s == nil:
		if strings.HasSuffix(w, "ly") {
			return manner
		}
		return thing
	case strings.HasPrefix(s.speech, "r"), strings.HasSuffix(w, "ly") && !strings.Contains(s.speech, "n"):
		return manner
	case strings.HasPrefix(s.speech, "a") && s.adj == 0 && !a.deedAt(i, false) && (!participle(w) || a.before(i)):
		if a.conjunction(i-1) || a.conjunction(i+1) || !a.before(i) || a.role(i+1) || a.is(i+1, people) || denies(w) {
			return thing // one more of them, or what somebody is like
		}
		return manner
	case participle(w) && i > 0 && recently[a.tokens[i-1].Text] && a.before(i):
		return manner // newly hired developers
	case participle(w) && i > from && i+1 < len(a.tokens) && a.tokens[i+1].Text == "by" && !a.verbAt(i, from):
		return manner // attended by
	case a.does(i, from) && !a.is(i, action):
		return doing
	case a.does(i, from) && light[a.stems[i]]:
		return doing
	default:
		return thing
	}
}

var recently = wordMap("newly recently freshly")

// denies reports a word that says that something is not so.
func denies(w string) bool {
	for _, prefix := range [...]string{"dis", "un", "in", "im", "ir", "non", "mis"} {
		if strings.HasPrefix(w, prefix) {
			return true
		}
	}
	return strings.HasSuffix(w, "less")
}

func participle(w string) bool { return strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing") }

// before reports a word that describes the one after it.
func (a *analysis) before(i int) bool {
	return i+1 < len(a.tokens) && a.gap(i+1) == " " && !a.stop[i+1] && !a.tokens[i+1].Number
}

// does reports an English word that is used as a verb here: where a deed may
// begin, or by its form.
func (a *analysis) does(i, from int) bool {
	if !strings.Contains(a.speech[i], "v") {
		return false
	}
	w := a.tokens[i].Text
	return a.verbAt(i, from) || a.v.forms[w] != "" || strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing") || strings.HasPrefix(a.speech[i], "v")
}

// light verbs mean so much that they mean little.
var light = func() map[string]bool {
	m := map[string]bool{}
	for w := range wordMap(`pass deliver provide handle support supply prepare arrange serve receive keep hold complete process
collect log note record report check follow maintain share present draw cover attend represent plan schedule book organise order
produce obtain secure close operate fit gather look answer respond deal inform communicate guide track watch`) {
		m[lexicons["en"].stem(w)] = true
	}
	return m
}()

// foreignNovelty sorts words of languages that WordNet hasn't, by their looks.
func (a *analysis) foreignNovelty(i, from int) novelty { //nolint:gocognit // one rule, read from top to bottom
	if a.is(i, action) && (heavy[a.v.language][a.stems[i]] || a.v.scopes[a.tokens[i].Text] > 3) {
		return thing
	}
	w, first := a.tokens[i].Text, i == from
	switch a.v.language {
	case "de":
		switch {
		case particles[w] && (i+1 == len(a.tokens) || strings.ContainsAny(a.gap(i+1), ",;.") || a.conjunction(i+1)):
			return manner
		case !a.tokens[i].Upper || first && (strings.HasSuffix(w, "te") || strings.HasSuffix(w, "t")), first && strings.HasSuffix(w, "ung"):
			return doing
		}
	case "fr":
		switch {
		case strings.HasSuffix(w, "ment") && !first:
			return manner
		case strings.HasSuffix(w, "é") && i > 0 && (ofWords[a.tokens[i-1].Text] || articles[a.tokens[i-1].Text]):
			return thing // la sécurité
		case hasEnding(w, "é", "ée", "és", "ées", "er", "ant", "ait"), first && hasEnding(w, "tion", "ment", "age"):
			return doing
		}
	case "es":
		switch {
		case strings.HasSuffix(w, "mente"):
			return manner
		case hasEnding(w, "é", "ó", "ado", "ando", "iendo", "ar", "aba", "í"), first && hasEnding(w, "ción", "miento", "aje"):
			return doing
		}
	}
	return thing
}

// particles are parts of German verbs that stand at the end.
var particles = wordMap("ab an auf aus bei ein her hin los mit nach um vor zu zurück zusammen fest bereit teil statt durch")

// heavy verbs claim so much that nothing else may stand for them.
var heavy = stemSets("build design develop train sell hire negotiate", `bauen entwickeln entwerfen programmieren gestalten schulen ausbilden unterrichten verkaufen einstellen verhandeln gründen senken steigern reduzieren erhöhen entwicklung schulung verkauf verhandlung
gestaltung konzeption gründung`, `construire développer concevoir programmer former formation enseigner vendre recruter négocier fonder créer réduire augmenter développement conception vente recrutement négociation création`,
	`construir desarrollar diseñar programar formar formación enseñar vender contratar negociar fundar crear reducir aumentar desarrollo diseño venta contratación negociación creación`)

func hasEnding(w string, ends ...string) bool {
	for _, e := range ends {
		if len(w) > len(e)+2 && strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}
