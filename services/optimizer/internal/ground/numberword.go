package ground

import "strings"

// numberWords reads a number that is written out and returns how many tokens
// it takes; 0 when there is none. One is left out: it is an article too.
func (a *analysis) numberWords(i int) (float64, int) {
	total, used := 0.0, 0
	for j := i; j < len(a.tokens) && j < i+6; j++ {
		w := a.tokens[j].Text
		if j > i && strings.Trim(a.gap(j), " -\u00a0") != "" {
			break
		}
		sum, ok := a.addWord(total, w, used > 0)
		switch {
		case ok:
			total, used = sum, j-i+1
		case used > 0 && (w == "and" || w == "y" || w == "et"):
		default:
			return total, used
		}
	}
	return total, used
}

// addWord goes on with a number by one more word.
func (a *analysis) addWord(total float64, w string, begun bool) (float64, bool) {
	value, ok := spelled(w, a.v.language)
	switch {
	case ok && !begun:
		return value, true
	case ok && a.v.language == "fr" && total == 4 && value == 20: // quatre-vingt
		return 80, true
	case ok && value < 100 && (total >= 100 || total >= 20 && value < 10 && int(total)%10 == 0):
		return total + value, true
	case begun && scales[w] >= 100 && len(w) > 2:
		return total * scales[w], true
	default:
		return total, false
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
	if unit, ten, ok := strings.Cut(w, "und"); ok {
		u, known := table[unit]
		if unit == "ein" {
			u, known = 1, true
		}
		t, tens := table[ten]
		return u + t, known && tens
	}
	return 0, false
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
	all["es"]["cien"], all["es"]["mil"] = 100, 1000
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
