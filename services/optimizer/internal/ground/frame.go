package ground

import "strings"

// frame notes the words next to a number that say what it counts, and how
// often.
func (a *analysis) frame(n *number) { //nolint:gocognit // one rule, read from top to bottom
	for i := n.after; i < len(a.tokens) && len(n.heads) < 4; i++ {
		if a.endsHeads(*n, i) {
			break
		}
		if !a.tokens[i].Number && !a.stop[i] {
			n.heads = append(n.heads, i)
		}
	}
	for i := n.token - 1; i >= 0 && len(n.before) < 3; i-- {
		if strings.ContainsAny(a.gap(i+1), ";:.()|") || a.tokens[i].Number {
			break
		}
		if !a.stop[i] {
			n.before = append(n.before, i)
		}
	}
	n.every = a.period(n)
	for i := n.token - 1; i >= max(0, n.token-4) && n.loose == ""; i-- {
		n.loose = periodWords[a.tokens[i].Text]
	}
}

// endsHeads reports whether a token no longer says what the number before it
// counts.
func (a *analysis) endsHeads(n number, i int) bool {
	t := a.tokens[i]
	switch {
	case strings.ContainsAny(a.gap(i), ",;:.()|"):
		return true
	case t.Number:
		return len(n.heads) > 0 && a.gap(i) != "-" || i > n.after && a.gap(i) != "-" || i == n.after && strings.Trim(a.gap(i), " ") != ""
	case a.stop[i]:
		of := t.Text == "of" || t.Text == "de" || t.Text == "von" || t.Text == "d"
		return len(n.heads) > 0 || !of && n.unit == ""
	default:
		return false
	}
}

// period reads "per week", "a day", "weekly" up to six words after a number.
func (a *analysis) period(n *number) string { //nolint:gocognit // one rule, read from top to bottom
	for i := n.after; i < min(len(a.tokens), n.after+7); i++ {
		if strings.ContainsAny(a.gap(i), ",;.") || a.counted[i] != 0 || a.tokens[i].Number {
			return ""
		}
		w := a.tokens[i].Text
		if p := periodWords[w]; p != "" {
			return p
		}
		if a.v.language == "en" && i > n.after && a.deedAt(i, false) && !participle(w) && (subjectWords[a.tokens[i-1].Text] || a.conjunction(i-1) || a.tokens[i-1].Text == "to") {
			return "" // how often something else is done
		}
		if i > 0 && (perWords[a.tokens[i-1].Text] || a.gap(i) == "/" || i > 1 && theWords[a.tokens[i-1].Text] && perThe[a.tokens[i-2].Text] && !(i+1 < len(a.tokens) && ofWords[a.tokens[i+1].Text])) {
			if p := unitOf[w]; p != "" {
				return p
			}
		}
	}
	for i := n.token - 1; i >= max(0, n.token-3) && !strings.ContainsAny(a.gap(i+1), ",;.:("); i-- {
		if p := periodWords[a.tokens[i].Text]; p != "" {
			return p
		}
		if i > 0 && perWords[a.tokens[i-1].Text] && unitOf[a.tokens[i].Text] != "" {
			if a.owned(i - 1) {
				return ""
			}
			return unitOf[a.tokens[i].Text]
		}
		if !a.stop[i] || a.tokens[i].Text == "where" || a.tokens[i].Text == "for" {
			return ""
		}
	}
	return ""
}

// perThe and theWords say how often together: a la semana, in der Woche.
var (
	perThe   = wordMap("a à in")
	theWords = wordMap("la le el der")
)

// owned reports a "per week" that belongs to a number before it.
func (a *analysis) owned(per int) bool {
	for k := per - 1; k >= max(0, per-3); k-- {
		if a.counted[k] != 0 || timesWords[a.tokens[k].Text] {
			return true
		}
		if strings.ContainsAny(a.gap(k+1), ",;:.()") {
			return false
		}
	}
	return false
}

var perWords = wordMap("per a an each every pro je in im par chaque por cada al à the")

var periodWords = map[string]string{
	"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year", "annually": "year", "quarterly": "quarter", "hourly": "h",
	"täglich": "day", "wöchentlich": "week", "monatlich": "month", "jährlich": "year", "quotidien": "day", "quotidiens": "day", "hebdomadaire": "week", "mensuel": "month", "mensuels": "month",
	"quotidienne": "day", "quotidiennes": "day", "hebdomadaires": "week", "mensuelle": "month", "mensuelles": "month", "annuelle": "year", "annuelles": "year", "trimestriel": "quarter", "trimestrielle": "quarter",
	"tägliche": "day", "täglichen": "day", "wöchentliche": "week", "wöchentlichen": "week", "monatliche": "month", "monatlichen": "month", "monatlicher": "month", "jährliche": "year", "jährlichen": "year", "diarios": "day", "diarias": "day", "trimestral": "quarter",
	"annuel": "year", "annuels": "year", "diario": "day", "diaria": "day", "semanal": "week", "semanales": "week", "mensual": "month", "mensuales": "month", "anual": "year", "anuales": "year",
}

// unitOf are the words for stretches of time.
var unitOf = func() map[string]string {
	m := map[string]string{}
	for unit, list := range map[string]string{
		"s": "second s sec sekunde seconde segundo", "min": "minute min minuto", "h": "hour h hr stunde heure hora", "day": "day tag jour día", "week": "week woche semaine semana",
		"month": "month monat mois mes", "year": "year jahr an année año", "quarter": "quarter quartal trimestre", "shift": "shift schicht turno poste",
	} {
		for w := range strings.FieldsSeq(list) {
			m[w] = unit
		}
	}
	return m
}()
