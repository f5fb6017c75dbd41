package ground

import (
	"math"
	"strings"
)

// numberWords reads a number that is written out and returns how many tokens
// it takes; 0 when there is none. One is left out: it is an article too.
func (a *analysis) numberWords(i int) (float64, int) {
	sum, group, used := 0.0, 0.0, 0
	for j := i; j < len(a.tokens) && j < i+8; j++ {
		w := a.tokens[j].Text
		if j > i && strings.Trim(a.gap(j), " -\u00a0") != "" {
			break
		}
		scale := scales[w]
		value, ok := spelled(w, a.v.language)
		switch {
		case used > 0 && scale == 100 && len(w) > 2 && group > 0 && group < 100:
			group *= 100
		case used > 0 && scale > 100 && len(w) > 2 && group > 0:
			sum, group = sum+group*scale, 0
		case ok && used > 0 && a.v.language == "fr" && math.Mod(group, 100) == 4 && value == 20: // quatre-vingt
			group += 76
		case ok && (used == 0 || a.continues(group, value)):
			group += value
		case used > 0 && units1[w] && group >= 20 && a.continues(group, 1):
			group++
		case used > 0 && (w == "and" || w == "y" || w == "et"):
			continue
		default:
			return sum + group, used
		}
		used = j - i + 1
	}
	return sum + group, used
}

// units1 end thirty-one and vingt et un.
var units1 = wordMap("one un une uno una")

// continues reports whether a number may go on by so much: forty and two,
// soixante and dix.
func (a *analysis) continues(group, value float64) bool {
	rest := math.Mod(group, 100)
	switch {
	case value >= 100:
		return group == 0
	case rest == 0:
		return true
	case a.v.language == "fr" && rest == 10:
		return value >= 7 && value < 10 // dix-huit
	case a.v.language == "fr" && (rest == 60 || rest == 80):
		return value < 20
	default:
		return rest >= 20 && math.Mod(rest, 10) == 0 && value < 10
	}
}

// spelled reads one word: seven, zwölf, fünfundzwanzig, sechsköpfig.
func spelled(w, language string) (float64, bool) {
	table := spelledNumbers[language]
	if v, ok := table[w]; ok {
		return v, true
	}
	if language != "de" {
		return 0, false
	}
	for _, end := range []string{"köpfiges", "köpfigen", "köpfiger", "köpfige", "köpfig", "jährige", "jähriger", "jähriges", "jährigen"} {
		if rest, ok := strings.CutSuffix(w, end); ok {
			v, known := table[rest]
			return v, known
		}
	}
	return german(w, table)
}

// german reads a number in one word: dreihundertfünfundzwanzig.
func german(w string, table map[string]float64) (float64, bool) {
	if v, ok := table[w]; ok {
		return v, true
	}
	if v, ok := multiple(w, "tausend", 1000, table); ok {
		return v, true
	}
	if v, ok := multiple(w, "hundert", 100, table); ok {
		return v, true
	}
	unit, ten, ok := strings.Cut(w, "und")
	if !ok {
		return 0, false
	}
	u, known := table[unit]
	if unit == "ein" {
		u, known = 1, true
	}
	t, tens := table[ten]
	return u + t, known && tens
}

// multiple reads so many hundreds or thousands with what comes after them.
func multiple(w, scale string, value float64, table map[string]float64) (float64, bool) {
	before, after, ok := strings.Cut(w, scale)
	if !ok {
		return 0, false
	}
	many, rest := 1.0, 0.0
	if before != "" && before != "ein" {
		many, ok = german(before, table)
	}
	if after = strings.TrimPrefix(after, "und"); after != "" && ok {
		rest, ok = german(after, table)
	}
	return many*value + rest, ok
}

var spelledNumbers = func() map[string]map[string]float64 {
	all := map[string]map[string]float64{}
	for language, lists := range map[string][2]string{
		"en": {"two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", "twenty thirty forty fifty sixty seventy eighty ninety"},
		"de": {"zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"},
		"fr": {"deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf", "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix"},
		"es": {"dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve", "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"},
	} {
		m := map[string]float64{}
		for i, w := range strings.Fields(lists[0]) {
			m[w] = float64(i + 2)
		}
		for i, w := range strings.Fields(lists[1]) {
			m[w] = float64(i*10 + 20)
		}
		all[language] = m
	}
	all["en"]["dozen"], all["en"]["hundred"], all["en"]["thousand"], all["en"]["million"] = 12, 100, 1000, 1e6
	all["en"]["hundreds"], all["en"]["thousands"], all["en"]["millions"], all["en"]["dozens"] = 200, 2000, 2e6, 24
	all["en"]["pair"], all["en"]["couple"] = 2, 2
	all["de"]["hundert"], all["de"]["tausend"], all["de"]["dutzend"] = 100, 1000, 12
	all["fr"]["cent"], all["fr"]["mille"] = 100, 1000
	all["es"]["cien"], all["es"]["ciento"], all["es"]["mil"] = 100, 100, 1000
	for i, w := range strings.Fields("doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos") {
		all["es"][w], all["es"][strings.TrimSuffix(w, "os")+"as"] = float64(i*100+200), float64(i*100+200)
	}
	for i, w := range strings.Fields("veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve") {
		all["es"][w] = float64(i + 21)
	}
	all["de"]["zweier"], all["de"]["dreier"] = 2, 3
	for w, v := range roundNumbers {
		all["fr"][w], all["es"][w] = v, v
	}
	return all
}()

// roundNumbers are about so many.
var roundNumbers = map[string]float64{
	"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
	"decena": 10, "docena": 12, "veintena": 20, "treintena": 30, "cuarentena": 40, "cincuentena": 50, "centenar": 100,
}
