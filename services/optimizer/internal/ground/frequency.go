package ground

import (
	"slices"
	"strings"
)

// frequency is how often something is done: every step of a unit of time.
type frequency struct {
	from, to int // the tokens that say so
	unit     string
	step     float64
}

// frequency: what the CV says is done on Saturdays is not done daily.
func (p *proof) frequency() {
	for _, f := range p.a.frequencies(p.cl) {
		if p.head[f.from] || p.solved[f.from] && p.a.skilled[f.from] != 0 {
			continue
		}
		if !p.often(f) {
			p.fault(f.from, "frequency", "the CV doesn't say that it was done so often")
			continue
		}
		for i := f.from; i < f.to; i++ {
			p.settled[i] = true
		}
	}
}

// often reports whether the unit says that something is done that often.
func (p *proof) often(f frequency) bool { //nolint:gocognit // one rule, read from top to bottom
	if f.step == 1 && slices.ContainsFunc(p.u.main, func(e *evidence) bool { return e.atTimes(f.unit) }) {
		return false
	}
	for _, e := range p.u.main {
		if p.u.wide && !p.beside(f, e) {
			continue
		}
		same := func(g frequency) bool {
			return g.step == f.step && (g.unit == f.unit || f.unit == "week" && days[g.unit] != "" || f.unit == "year" && seasons[g.unit] != "")
		}
		if slices.ContainsFunc(e.frequencies(clause{0, len(e.tokens)}), same) {
			return true
		}
		if f.step == 1 && slices.ContainsFunc(e.numbers, func(n number) bool { return n.every == f.unit || n.loose == f.unit }) {
			return true
		}
		if f.step == 1 && e.timed(f.unit) {
			return true
		}
	}
	return false
}

// beside reports a fact that has a word next to how often something is done.
func (p *proof) beside(f frequency, e *evidence) bool {
	for i := max(p.cl.from, f.from-2); i < min(p.cl.to, f.to+3); i++ {
		if (i < f.from || i >= f.to) && !p.a.stop[i] && e.mentions(p.a, i) {
			return true
		}
	}
	return false
}

// atTimes reports a fact that tells of some of so many: in two of five years.
func (e *evidence) atTimes(unit string) bool {
	for k := 1; k < len(e.numbers); k++ {
		some, all := e.numbers[k-1], e.numbers[k]
		if all.token == some.after+1 && inWords[e.tokens[some.after].Text] && some.value < all.value && (all.unit == unit || all.after < len(e.tokens) && timeUnit(e.tokens[all.after].Text) == unit) {
			return true
		}
	}
	return false
}

// timed reports a unit of time that a fact names without counting it, alone or
// in a compound: month-end, Monatsabschluss.
func (e *evidence) timed(unit string) bool { //nolint:gocognit // one rule, read from top to bottom
	often := e.frequencies(clause{0, len(e.tokens)})
	for i, t := range e.tokens {
		if slices.ContainsFunc(often, func(f frequency) bool { return i >= f.from && i < f.to }) {
			continue
		}
		if e.counted[i] != 0 || i > 0 && (e.tokens[i-1].Number || e.counted[i-1] != 0 || oneWords[e.tokens[i-1].Text]) {
			continue
		}
		if timeUnit(t.Text) == unit {
			return true
		}
		for start, u := range compoundTimes {
			if u == unit && e.v.language == "de" && len(t.Text) > len(start)+2 && strings.HasPrefix(t.Text, start) {
				return true
			}
		}
	}
	return false
}

var compoundTimes = map[string]string{"tages": "day", "wochen": "week", "monats": "month", "quartals": "quarter", "jahres": "year"}

// frequencies are those that a stretch tells.
func (a *analysis) frequencies(cl clause) []frequency { //nolint:gocognit // one rule, read from top to bottom
	var all []frequency
	for i := cl.from; i < cl.to; i++ {
		w := a.tokens[i].Text
		if f, ok := a.oneIn(i); ok {
			all = append(all, f)
			i = f.to - 1
			continue
		}
		switch {
		case periodOf(w) != "" && (i+1 == cl.to || a.tokens[i+1].Text != "leave"):
			all = append(all, frequency{i, i + 1, periodOf(w), 1})
		case fortnights[w]:
			all = append(all, frequency{i, i + 1, "week", 2})
		case constantly[w]:
			all = append(all, frequency{i, i + 1, "always", 1})
		case everyWords[w]:
			if f, ok := a.every(i, cl.to); ok {
				all = append(all, f)
				i = f.to - 1
			}
		case perTime[w] && i+1 < cl.to && timeUnit(a.tokens[i+1].Text) != "" && (i == cl.from || a.counted[i-1] == 0 && !timesWords[a.tokens[i-1].Text]):
			all = append(all, frequency{i, i + 2, timeUnit(a.tokens[i+1].Text), 1})
		case days[w] != "" && (strings.HasSuffix(w, "s") && a.v.language != "fr" || i > cl.from && a.tokens[i-1].Text == "le"):
			all = append(all, frequency{i, i + 1, days[w], 1})
		}
	}
	return all
}

// weekend reports the Spanish word for it, which is three.
func (a *analysis) weekend(k int) bool {
	return strings.HasPrefix(a.tokens[k].Text, "fin") && a.previous(k+3, 2) == "de semana"
}

// oneIn reads "one week in five".
func (a *analysis) oneIn(i int) (frequency, bool) {
	if !oneWords[a.tokens[i].Text] || i+3 >= len(a.tokens) || !inWords[a.tokens[i+2].Text] || a.counted[i+3] == 0 {
		return frequency{}, false
	}
	unit, n := timeUnit(a.tokens[i+1].Text), a.numbers[a.counted[i+3]-1]
	return frequency{i, n.after, unit, n.value}, unit != "" && n.unit == ""
}

var (
	oneWords = wordMap("1 one ein eine einen une un una uno")
	inWords  = wordMap("in of out von aus sur de")
)

// periodOf is how often a word like weekly says, in whatever form it is.
func periodOf(w string) string {
	for _, end := range [...]string{"", "s", "es", "n", "m", "r", "en", "er", "em"} {
		if base, ok := strings.CutSuffix(w, end); ok && periodWords[base] != "" {
			return periodWords[base]
		}
	}
	return ""
}

// every reads "every second week", "chaque samedi", "an jedem vierten
// Wochenende", "tous les deux mois".
func (a *analysis) every(i, end int) (frequency, bool) { //nolint:gocognit // one rule, read from top to bottom
	step := 1.0
	for k := i + 1; k < min(end, i+4); k++ {
		w := a.tokens[k].Text
		if a.weekend(k) {
			return frequency{i, k + 3, "weekend", step}, true
		}
		if fortnights[w] {
			return frequency{i, k + 1, "week", 2 * step}, true
		}
		if unit := timeUnit(w); unit != "" {
			if unit == "month" && step == 3 {
				unit, step = "quarter", 1
			}
			return frequency{i, k + 1, unit, step}, true
		}
		switch {
		case a.counted[k] != 0:
			step = a.numbers[a.counted[k]-1].value
			if unit := a.numbers[a.counted[k]-1].unit; isTime[unit] {
				return frequency{i, a.numbers[a.counted[k]-1].after, unit, step}, true
			}
		case ordinals[w] != 0:
			step = ordinals[w]
		case w != "los" && w != "las" && w != "les":
			return frequency{}, false
		}
	}
	return frequency{}, false
}

// timeUnit is the stretch of time that a word names: a day of the week is one
// that comes once a week.
func timeUnit(w string) string {
	if u := unitOf[w]; u != "" && len(w) > 2 {
		return u
	}
	if u := unitOf[singular(w)]; u != "" && len(w) > 3 {
		return u
	}
	if u := measures[w]; isTime[u] && len(w) > 3 {
		return u // meses
	}
	if d := days[w]; d != "" {
		return d
	}
	if s := seasons[w]; s != "" {
		return s
	}
	return dayParts[w]
}

var (
	everyWords = wordMap("every each jede jeden jedem jeder jedes alle chaque tous toutes cada todos todas")
	fortnights = wordMap("fortnightly fortnight biweekly vierzehntägig vierzehntägige vierzehntägigen zweiwöchentlich quinzomadaire quincenal quincenales quincenalmente")
	perTime    = wordMap("per pro par por")
	timesWords = wordMap("times time once twice thrice mal einmal zweimal dreimal fois vez veces")
	constantly = wordMap("permanent permanently constantly always dauerhaft ständig durchgehend immer permanente permanentemente constantemente siempre permanence toujours constamment")
	isTime     = wordMap("s min h day week month year quarter shift")
	ordinals   = map[string]float64{
		"second": 2, "other": 2, "third": 3, "fourth": 4, "zweite": 2, "zweiten": 2, "zweites": 2, "dritte": 3, "dritten": 3, "drittes": 3, "vierte": 4, "vierten": 4, "viertes": 4,
		"deuxième": 2, "troisième": 3, "quatrième": 4, "segundo": 2, "segunda": 2, "tercer": 3, "tercera": 3, "cuarto": 4, "cuarta": 4,
	}
	days     = namedDays()
	dayParts = map[string]string{
		"morning": "morning", "mornings": "morning", "evening": "evening", "evenings": "evening", "night": "night", "nights": "night", "weekend": "weekend", "weekends": "weekend",
		"morgen": "morning", "abend": "evening", "nacht": "night", "wochenende": "weekend", "wochenenden": "weekend", "matin": "morning", "matins": "morning", "soir": "evening", "soirs": "evening",
		"nuit": "night", "nuits": "night", "mañana": "morning", "mañanas": "morning", "tarde": "evening", "tardes": "evening", "noche": "night", "noches": "night",
	}
)

// seasons come once a year.
var seasons = map[string]string{
	"spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn", "winter": "winter", "frühling": "spring", "frühjahr": "spring", "sommer": "summer", "herbst": "autumn",
	"printemps": "spring", "été": "summer", "automne": "autumn", "hiver": "winter", "primavera": "spring", "verano": "summer", "otoño": "autumn", "invierno": "winter",
}

// namedDays are the days of the week, each by its English name. German has
// them with an s for what comes each week.
func namedDays() map[string]string {
	m := map[string]string{}
	for day, list := range map[string]string{
		"monday": "monday mondays montag montags lundi lundis lunes", "tuesday": "tuesday tuesdays dienstag dienstags mardi mardis martes", "wednesday": "wednesday wednesdays mittwoch mittwochs mercredi mercredis miércoles",
		"thursday": "thursday thursdays donnerstag donnerstags jeudi jeudis jueves", "friday": "friday fridays freitag freitags vendredi vendredis viernes",
		"saturday": "saturday saturdays samstag samstags sonnabend samedi samedis sábado sábados", "sunday": "sunday sundays sonntag sonntags dimanche dimanches domingo domingos",
	} {
		for w := range strings.FieldsSeq(list) {
			m[w] = day
		}
	}
	return m
}
