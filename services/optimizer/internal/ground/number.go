package ground

import (
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// The bounds of a number.
const (
	exactly = iota
	about
	atLeast
	atMost
)

// number is an amount that a text states.
type number struct {
	text   string
	value  float64
	unit   string  // %, a currency, a multiple (x), a length of time; empty for a count
	scaled float64 // by how much a word like million has multiplied it; 0 for none
	bound  int
	role   string // from or to
	token  int    // the token it begins with
	after  int    // the first token after it and its unit
	heads  []int  // the tokens after it that say what it counts
	before []int  // and those before it
	every  string // how often: day, week, …
	loose  string // the same, said further off
	start  int
	end    int

	// name is the word right before it that it belongs to: ISO in ISO 9001.
	name string
}

// spans reports whether two numbers are the ends of one statement.
func (a *analysis) spans(n, m number) bool {
	if m.token-n.after > 1 {
		return false
	}
	between := strings.Trim(a.text[n.end:m.start], " %€$£\u00a0\u202f")
	switch strings.ToLower(between) {
	case "to", "-", "–", "—", "auf", "bis", "à", "a", "al", "and", "or", "und", "oder", "et", "y":
		return true
	default:
		return false
	}
}

// numbers finds the amounts in an analysed text; dates are not among them.
func (a *analysis) findNumbers() []number {
	var all []number
	for i := 0; i < len(a.tokens); {
		n, next, ok := a.numberAt(i)
		if !ok {
			i++
			continue
		}
		all = append(all, n)
		i = next
	}
	for i := range all {
		if i+1 < len(all) && all[i].unit == "" && all[i+1].unit != "" && a.spans(all[i], all[i+1]) {
			all[i].unit = all[i+1].unit // from 41 to 6 minutes
			if next := all[i+1]; all[i].value < 1000 && all[i].scaled == 0 && next.scaled >= 1e3 {
				all[i].value *= next.scaled // de 1,2 à 1,5 million d'euros
			}
		}
		if i > 0 && all[i].unit == "" && all[i-1].unit != "" && all[i].role == "to" && a.spans(all[i-1], all[i]) {
			all[i].unit = all[i-1].unit // from 41 minutes to 6
		}
		a.ends(all, i)
		a.frame(&all[i])
	}
	return all
}

func (a *analysis) numberAt(i int) (number, int, bool) {
	t := a.tokens[i]
	if a.dated(t) {
		return number{}, 0, false
	}
	n := number{token: i, start: t.Start}
	next := i + 1
	switch {
	case t.Number:
		n.value = parseNumber(t.Text, a.v.language)
	default:
		value, used := a.numberWords(i)
		if used == 0 || a.v.language == "de" && i+used < len(a.tokens) && a.gap(i+used) == "-" && a.tokens[i+used].Upper {
			return n, 0, false
		}
		n.value, next = value, i+used
	}
	n.after = next
	a.scale(&n)
	a.units(&n)
	a.bounds(&n)
	n.end = a.tokens[n.after-1].End
	if i > 0 && t.Number && n.unit == "" && a.name(i-1) && strings.Trim(a.gap(i), " -") == "" && n.after == i+1 {
		n.name = words.Plain(a.tokens[i-1].Text)
	}
	n.text = strings.TrimSpace(a.text[n.start:n.end])
	return n, n.after, true
}

// parseNumber reads digits with separators in a language's way. Three digits
// after a separator are thousands where the language groups with it.
func parseNumber(s, language string) float64 {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2009", "", "'", "", "’", "").Replace(s)
	group := ","
	if language != "en" {
		group = "."
	}
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		f, _ := strconv.ParseFloat(s, 64)
		return f
	}
	sep := s[last : last+1]
	grouped := len(s)-last-1 == 3 && (sep == group || strings.Count(s, sep) > 1) && !strings.HasPrefix(s, "0")
	whole, fraction := s, ""
	if !grouped {
		whole, fraction = s[:last], s[last+1:]
	}
	whole = strings.NewReplacer(".", "", ",", "").Replace(whole)
	f, _ := strconv.ParseFloat(whole+"."+fraction, 64)
	return f
}

// scale applies k, million and the like.
func (a *analysis) scale(n *number) {
	for n.after < len(a.tokens) {
		t := a.tokens[n.after]
		factor, ok := scales[t.Text]
		letter := len(t.Text) == 1
		glued := t.Glued || strings.IndexAny(a.text[t.End:], "€$£") == 0 || a.text[t.Start:t.End] == "M" && a.gap(n.after) == " "
		if !ok || letter && !glued || letter && t.Text == "m" && a.text[t.Start:t.End] == "m" && a.currency(n.start) == "" && !a.millions(n.after) {
			return
		}
		n.value, n.scaled = n.value*factor, factor
		n.after++
	}
}

// millions reports the m of "1.3m payouts".
func (a *analysis) millions(i int) bool {
	if a.v.language != "en" || i+1 >= len(a.tokens) || a.gap(i+1) != " " {
		return false
	}
	w := a.tokens[i+1].Text
	return !a.stop[i+1] && strings.HasSuffix(w, "s") && !strings.HasPrefix(a.speech[i+1], "v")
}

var scales = map[string]float64{
	"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "mn": 1e6, "mm": 1e6, "mio": 1e6, "mrd": 1e9, "tsd": 1e3,
	"thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9, "billions": 1e9, "hundred": 100,
	"tausend": 1e3, "millionen": 1e6, "milliarde": 1e9, "milliarden": 1e9, "mille": 1e3, "milliers": 1e3, "milliard": 1e9, "milliards": 1e9,
	"mil": 1e3, "millón": 1e6, "millones": 1e6, "cien": 100, "hundert": 100, "cent": 100, "cents": 100,
}

var currencies = map[string]string{
	"$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "usd": "$", "eur": "€", "euro": "€", "euros": "€", "gbp": "£", "chf": "chf", "dollar": "$", "dollars": "$", "pounds": "£",
}

// currency is the currency whose sign stands right before a place.
func (a *analysis) currency(at int) string {
	before := strings.TrimRight(a.text[:at], " \u00a0")
	for sign, unit := range currencies {
		if strings.HasSuffix(before, sign) && len(sign) > 0 && !asciiLetter(sign[0]) {
			return unit
		}
	}
	return ""
}

func asciiLetter(b byte) bool { return b >= 'a' && b <= 'z' }

// units reads what the number counts, where it is a measure.
func (a *analysis) units(n *number) {
	if n.unit = a.currency(n.start); n.unit == "" && n.token > 0 {
		n.unit = currencies[a.tokens[n.token-1].Text]
	}
	if strings.Contains(a.tokens[n.token].Text, "jährig") {
		n.unit = "year"
		return
	}
	if a.previous(n.token, 2) == "factor of" {
		n.unit = "x"
		return
	}
	if a.unitSign(n) || a.currencyAfter(n) {
		return
	}
	if n.after >= len(a.tokens) || strings.TrimLeft(a.gap(n.after), " -\u00a0\u202f") != "" && !(n.scaled > 0 && a.gap(n.after) == ". ") {
		return
	}
	if n.after+1 < len(a.tokens) && dayKinds[a.tokens[n.after].Text] && unitOf[strings.TrimSuffix(a.tokens[n.after+1].Text, "s")] != "" {
		n.after++ // working days are days
	}
	t := a.tokens[n.after]
	two := t.Text
	if n.after+1 < len(a.tokens) {
		two += " " + a.tokens[n.after+1].Text
	}
	switch {
	case squares[two]:
		n.unit = "m²"
		n.after += 2
	case two == "pour cent" || two == "por ciento" || two == "per cent":
		n.unit = "%"
		n.after += 2
	case measures[t.Text] != "":
		n.unit = measures[t.Text]
		n.after++
	}
}

var squares = map[string]bool{"square metres": true, "square meters": true, "mètres carrés": true, "metros cuadrados": true}

var dayKinds = wordMap("working business calendar full whole")

// unitSign reads a sign right after the number.
func (a *analysis) unitSign(n *number) bool {
	rest := a.text[a.tokens[n.after-1].End:]
	if n.scaled > 0 {
		rest = strings.TrimPrefix(rest, ".") // Mio. €
	}
	rest = strings.TrimLeft(rest, " \u00a0\u202f+")
	if strings.HasPrefix(rest, "m²") {
		n.unit = "m²"
		if i := n.after; i < len(a.tokens) && strings.HasPrefix(a.tokens[i].Text, "m") {
			n.after++
		}
		return true
	}
	for _, sign := range [...]string{"%", "€", "$", "£", "×", "‰"} {
		if strings.HasPrefix(rest, sign) {
			n.unit = sign
			if sign == "×" {
				n.unit = "x"
			}
			return true
		}
	}
	return false
}

// currencyAfter reads "millones de euros".
func (a *analysis) currencyAfter(n *number) bool {
	i := n.after
	if i+1 < len(a.tokens) && (a.tokens[i].Text == "de" || a.tokens[i].Text == "d" || a.tokens[i].Text == "of") && currencies[a.tokens[i+1].Text] != "" {
		n.unit = currencies[a.tokens[i+1].Text]
		n.after += 2
		return true
	}
	return false
}

// measures are the words that make a number a measure.
var measures = func() map[string]string {
	m := map[string]string{}
	for unit, list := range map[string]string{
		"%": "percent percentage prozent pct", "x": "x fold times mal fois veces", "€": "eur euro euros", "$": "usd dollar dollars", "£": "gbp pounds",
		"ms": "ms millisecond milliseconds millisekunden millisecondes milisegundos", "s": "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos",
		"min": "min mins minute minutes minuten minuto minutos", "h": "h hr hrs hour hours stunde stunden heure heures hora horas",
		"day": "day days tag tage tagen jour jours día días", "week": "week weeks woche wochen semaine semaines semana semanas",
		"month": "month months monat monate monaten mois mes meses", "year": "year years yr yrs jahr jahre jahren an ans année années año años",
		"kb": "kb", "mb": "mb", "gb": "gb", "tb": "tb", "pb": "pb", "ppm": "ppm", "km": "km", "m²": "sqm m2 quadratmeter quadratmetern", "kw": "kw", "mw": "mw",
	} {
		for w := range strings.FieldsSeq(list) {
			m[w] = unit
		}
	}
	return m
}()

// bounds reads "over", "up to", "about", "+" and from/to around the number.
func (a *analysis) bounds(n *number) {
	if strings.HasPrefix(a.text[a.tokens[n.after-1].End:], "+") || strings.HasPrefix(a.text[a.tokens[n.token].End:], "+") {
		n.bound = atLeast
	}
	before := strings.TrimRight(a.text[:n.start], " \u00a0$€£")
	if strings.HasSuffix(before, "~") || strings.HasSuffix(before, "≈") {
		n.bound = about
	}
	if strings.HasSuffix(before, ">") {
		n.bound = atLeast
	}
	one, two := a.previous(n.token, 1), a.previous(n.token, 2)
	for _, phrase := range []string{one, two} {
		if b, ok := boundWords[phrase]; ok && !(one == "over" && turned[a.previous(n.token-1, 1)]) {
			n.bound = b
		}
	}
	if b, ok := boundWords[a.previous(n.token-1, 1)]; ok && (one == "a" || one == "de" || one == "von") {
		n.bound = b
	}
	if a.averaged(n) || roundNumbers[a.tokens[n.token].Text] != 0 {
		n.bound = about
	}
	n.role = roleWords[one]
}

// averaged reads "an average of 15", "15 on average", "15 a week on average".
func (a *analysis) averaged(n *number) bool {
	for i := max(0, n.token-2); i < min(len(a.tokens), n.after+6); i++ {
		if averages[a.tokens[i].Text] && (i < n.token && a.tokens[n.token-1].Text != "from" && a.tokens[n.token-1].Text != "to" || i > 0 && (a.tokens[i-1].Text == "on" || a.tokens[i-1].Text == "en" || a.tokens[i-1].Text == "de" || a.tokens[i-1].Text == "im")) {
			return true
		}
	}
	return false
}

var (
	averages = wordMap("average averaging durchschnitt durchschnittlich moyenne promedio media schnitt mittel")
	turned   = wordMap("turn turns turned turning hand handed took take")
)

// previous is the k words before a token, joined.
func (a *analysis) previous(i, k int) string {
	i = max(0, i)
	from := max(0, i-k)
	ws := make([]string, 0, k)
	for _, t := range a.tokens[from:i] {
		ws = append(ws, t.Text)
	}
	return strings.Join(ws, " ")
}

var boundWords = map[string]int{
	"over": atLeast, "more than": atLeast, "at least": atLeast, "above": atLeast, "exceeding": atLeast, "past": atLeast, "minimum": atLeast,
	"über": atLeast, "mehr als": atLeast, "mindestens": atLeast, "plus de": atLeast, "au moins": atLeast, "más de": atLeast, "al menos": atLeast,
	"up to": atMost, "many as": atMost, "much as": atMost, "bis zu": atMost, "jusqu à": atMost, "hasta": atMost, "under": atMost, "less than": atMost, "below": atMost, "moins de": atMost, "unter": atMost, "menos de": atMost, "at most": atMost,
	"about": about, "around": about, "approximately": about, "roughly": about, "nearly": about, "almost": about, "circa": about, "ca": about, "etwa": about, "rund": about, "fast": about, "knapp": about,
	"environ": about, "près de": about, "presque": about, "unos": about, "unas": about, "aproximadamente": about, "casi": about, "estimated": about, "some": about, "approx": about, "near": about, "close to": about,
	"upwards of": atLeast, "in excess": atLeast, "excess of": atLeast, "plus d": atLeast, "supérieur à": atLeast, "más que": atLeast, "upward of": atLeast,
	"alrededor de": about, "cerca de": about, "près d": about, "autour de": about, "quelque": about, "gut": about, "ungefähr": about, "zirka": about, "maximum": atMost, "maximal": atMost, "höchstens": atMost, "máximo": atMost,
}

var roleWords = map[string]string{"from": "from", "von": "from", "de": "", "desde": "from", "to": "to", "auf": "to", "down to": "to"}
