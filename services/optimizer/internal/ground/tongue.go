package ground

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// base is the form of a word whose stem all its forms share.
func (l *lexicon) base(word string) string {
	if base, ok := l.forms[word]; ok {
		return base
	}
	switch l.language {
	case "en":
		return american(word)
	case "de":
		return l.unseparated(l.declined(word, "em", "en", "er", "es", "e"))
	case "fr":
		return masculine(single(l.declined(word, "es", "s", "e")))
	default:
		return word
	}
}

// declined is the base of an irregular form that has an ending of its own:
// réduites as réduit.
func (l *lexicon) declined(word string, endings ...string) string {
	for _, end := range endings {
		if form, ok := strings.CutSuffix(word, end); ok && len(form) > 4 {
			if base, ok := l.forms[form]; ok {
				return base
			}
		}
	}
	return word
}

// american is a British word in American spelling.
func american(word string) string {
	if len(word) < 7 {
		return word
	}
	for _, ise := range [...]string{"ise", "ised", "ises", "ising", "iser", "isation", "isations", "yse", "ysed", "yses", "ysing"} {
		if rest, ok := strings.CutSuffix(word, ise); ok {
			return rest + strings.Replace(ise, "s", "z", 1)
		}
	}
	return word
}

// germanPrefixes part from their verbs: führte … ein.
var germanPrefixes = []string{"zusammen", "weiter", "teil", "zurück", "bereit", "sicher", "durch", "unter", "nach", "fort", "fest", "über", "ein", "aus", "auf", "bei", "mit", "her", "hin", "vor", "um", "ab", "an", "zu"}

// unseparated is the infinitive of an irregular verb behind a prefix, and of
// one with zu after it: einnahm, einzuführen.
func (l *lexicon) unseparated(word string) string {
	for _, prefix := range germanPrefixes {
		rest, ok := strings.CutPrefix(word, prefix)
		if !ok || len(rest) < 4 {
			continue
		}
		if base, ok := l.forms[rest]; ok {
			return prefix + base
		}
		if verb, ok := strings.CutPrefix(rest, "zu"); ok && len(verb) > 4 && strings.HasSuffix(verb, "n") && !strings.HasSuffix(verb, "enden") {
			return prefix + verb
		}
	}
	return word
}

// single takes a French plural's s away, on which the stemmer stumbles.
func single(word string) string {
	if len(word) < 6 || !strings.HasSuffix(word, "s") || strings.ContainsAny(word[len(word)-2:len(word)-1], "suix") {
		return word
	}
	return word[:len(word)-1]
}

// masculine is the form under which a French role is listed: rédactrice is
// rédacteur.
func masculine(word string) string {
	for _, end := range [...]struct{ she, he string }{{"trices", "teur"}, {"trice", "teur"}, {"euses", "eur"}, {"euse", "eur"}, {"eures", "eur"}, {"eure", "eur"}} {
		if rest, ok := strings.CutSuffix(word, end.she); ok && len(rest) > 3 {
			return rest + end.he
		}
	}
	return word
}

// oneStem makes the stems of a Spanish verb's forms one: apliqué and aplicar,
// realicé and realizar, atiendo and atender, pruebo and probar.
func oneStem(stem string) string {
	if len(stem) < 5 {
		return stem
	}
	for _, end := range [...]struct{ written, plain string }{{"qu", "c"}, {"gu", "g"}, {"z", "c"}} {
		if rest, ok := strings.CutSuffix(stem, end.written); ok {
			stem = rest + end.plain
			break
		}
	}
	if at := strings.LastIndex(stem, "ie"); at > 0 && at == strings.LastIndexAny(stem, "aeiou")-1 {
		return stem[:at] + stem[at+1:]
	}
	if at := strings.LastIndex(stem, "ue"); at > 0 && at == strings.LastIndexAny(stem, "aeiou")-1 {
		return stem[:at] + "o" + stem[at+2:]
	}
	return stem
}

// joined puts the verbs of a German text together again: the verb becomes
// "einführte", and what stood at the end of its clause says nothing more.
func (l *lexicon) joined(text string, tokens []words.Token) []words.Token {
	var all []words.Token
	for k := 1; k < len(tokens); k++ {
		sinceThen := tokens[k].Text == "an" && tokens[k-1].Number
		if !partingWords[tokens[k].Text] || sinceThen || !endsClause(text, tokens, k) {
			continue
		}
		if i := l.verbOf(text, tokens, k); i >= 0 {
			if all == nil {
				all = append(all, tokens...)
			}
			all[i].Text, all[k].Text = tokens[k].Text+tokens[i].Text, saysNothing
		}
	}
	if all == nil {
		return tokens
	}
	return all
}

// verbOf finds the verb that a word at a clause's end has parted from; -1
// where there is none.
func (l *lexicon) verbOf(text string, tokens []words.Token, k int) int {
	for i := k - 1; i >= 0; i-- {
		if l.finite(tokens, i) && l.deeds[l.stem(tokens[k].Text+tokens[i].Text)] {
			return i
		}
		if i > 0 && strings.ContainsAny(text[tokens[i-1].End:tokens[i].Start], ".;:!?") {
			return -1
		}
	}
	return -1
}

// saysNothing is a stop word, in place of what has become part of another.
const saysNothing = "zu"

var partingWords = wordMap("offen preis zusammen weiter zurück bereit sicher durch nach fort fest ein aus auf bei mit her hin vor um ab an zu teil")

// endsClause reports a word after which a clause may end.
func endsClause(text string, tokens []words.Token, k int) bool {
	if k+1 == len(tokens) {
		return true
	}
	next := tokens[k+1].Text
	return strings.ContainsAny(text[tokens[k].End:tokens[k+1].Start], ",.;:!?)–—") || next == "und" || next == "sowie" || next == "oder" || next == "aber"
}

// finite reports a word that may be a clause's verb: no noun.
func (l *lexicon) finite(tokens []words.Token, i int) bool {
	w := tokens[i].Text
	if tokens[i].Number || len(w) < 3 {
		return false
	}
	return strings.HasSuffix(w, "e") || strings.HasSuffix(w, "t") || strings.HasSuffix(w, "en") || l.forms[w] != ""
}

// claims notes the scope of a word, and outside English that of its stem: the
// lowest of those that share one.
func (l *lexicon) claims(word string, scope int) {
	l.scopes[word] = scope
	if stem := l.stem(word); l.language != "en" && (l.ranks[stem] == 0 || l.ranks[stem] > scope) {
		l.ranks[stem] = scope
	}
}

// rank is the scope that a word claims: its own, or outside English, where
// verbs have too many forms to list, that of its stem.
func (l *lexicon) rank(word, stem string) int {
	if r := l.scopes[word]; r != 0 || l.language == "en" || l.forWord[word]&generic != 0 {
		return r
	}
	if l.language == "de" && strings.HasSuffix(word, "leitung") && !pipes.MatchString(word) {
		return l.ranks[l.stem("leitung")]
	}
	return l.ranks[stem]
}

// pipes end with -leitung too.
var pipes = regexp.MustCompile(`^(rohr|wasser|strom|gas|druck|heiz|kabel|daten|frei|fern|öl|luft|an|ab|zu|ein|weiter|über|um|her)`)

// names reports a German compound that names a deed: Angebotserstellung does,
// Bachelorabschluss doesn't.
func names(word string) bool {
	for _, end := range [...]string{"ung", "ungen", "ation", "verkauf", "einkauf", "akquise", "analyse", "pflege", "aufbau", "ausbau", "umbau"} {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

// nominal reports a word that names a deed by its ending alone.
func (a *analysis) nominal(i int) bool {
	for _, end := range nominalEndings[a.v.language] {
		if strings.HasSuffix(a.tokens[i].Text, end) && len(a.tokens[i].Text) > len(end)+3 {
			return true
		}
	}
	return false
}

var nominalEndings = map[string][]string{"de": {"ung", "ierung"}, "fr": {"tion", "sion", "age", "ment"}, "es": {"ción", "sión", "miento", "aje"}}

// narrows reports a German role that a title has without what stands before
// it, where the unit has that too: Gymnasiallehrerin at a Gymnasium.
func (p *proof) narrows(i int, title string) bool {
	role := p.a.v.word(p.a.tokens[i].Text).role
	if role == "" || role != title {
		return false
	}
	kind := strings.TrimSuffix(p.a.plain[i], role)
	for _, e := range slices.Concat(p.u.main, p.u.head) {
		for _, w := range e.plain {
			if n := min(len(kind), len(w), 6); n > 3 && kind[:n] == w[:n] {
				return true
			}
		}
	}
	return false
}

// doer reports a word for somebody who does something, right before what:
// coordinatrice de …; where the fact has the deed, it is no title.
func (p *proof) doer(i int) bool {
	return doers[p.a.plain[i]] && p.a.v.language != "en" && i+1 < p.cl.to && (ofWords[p.a.tokens[i+1].Text] || p.a.tokens[i+1].Text == "für")
}

var doers = wordSet(`manager formateur formatrice coordinateur coordinatrice animateur animatrice formador formadora coordinador coordinadora mentor mentora
koordinator koordinatorin betreuer betreuerin ausbilder ausbilderin trainer trainerin`)

// roleIn is the role that a German compound ends with: leiter in
// Heimleiter.
func roleIn(plain string) string {
	for at := len(plain) - 4; at > 2; at-- {
		if role := plain[at:]; germanRoles[role] && !strings.HasSuffix(plain, "begleiter") {
			return role
		}
	}
	return ""
}

var germanRoles = wordSet(`ingenieur ingenieurin entwickler entwicklerin leiter leiterin chef chefin berater beraterin direktor direktorin architekt architektin techniker technikerin lehrer lehrerin
pfleger pflegerin buchhalter buchhalterin manager managerin designer designerin kaufmann kauffrau meister meisterin referent referentin verkäufer verkäuferin administrator administratorin analyst analystin koordinator koordinatorin`)

// light reports a verb of leading that has no more to say than doing: führte
// Gespräche, a mené des entretiens.
func (a *analysis) light(i int) bool { //nolint:gocognit // one rule, read from top to bottom
	if !lightVerbs[a.v.language][a.stems[i]] {
		return false
	}
	for k := i + 1; k < min(len(a.tokens), i+5) && !strings.ContainsAny(a.gap(k), ",;."); k++ {
		if a.lightObject(k) {
			return true
		}
	}
	if a.v.language == "de" {
		for k := i - 1; k >= 0 && !strings.ContainsAny(a.gap(k+1), ";:."); k-- {
			if a.lightObject(k) {
				return true
			}
			if w := a.tokens[k].Text; strings.HasSuffix(w, "ung") || strings.HasSuffix(w, "ungen") {
				return !peoplePlaces.MatchString(w) // Abstimmungen geführt
			}
		}
	}
	for k := i - 1; k >= max(0, i-4) && a.v.language != "de" && participial(a.tokens[i].Text); k-- {
		if a.is(k, action) && !a.is(k, people) || a.nominal(k) {
			return true // revues de code menées
		}
	}
	return false
}

// lightObject reports what is held or kept, not led, in German also at a
// compound's end.
func (a *analysis) lightObject(k int) bool {
	parts := a.v.word(a.tokens[k].Text).parts
	return lightObjects[a.v.language][a.stems[k]] || len(parts) > 0 && lightObjects[a.v.language][parts[1]] || a.v.language == "de" && strings.Contains(a.tokens[k].Text, "gespräch")
}

// peoplePlaces end like deeds and are led.
var peoplePlaces = regexp.MustCompile(`(abteil|nieder?lass|verwalt|einricht|sied|stift|geschäftsführ)ung(en)?$`)

// participial reports the form of a French or Spanish participle.
func participial(w string) bool {
	return hasEnding(w, "é", "ée", "és", "ées", "ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas")
}

var (
	lightVerbs   = stemSets("", "führen führte führung", "mener conduire conduite", "conducir llevar")
	lightObjects = stemSets("", "gespräch verhandlung interview protokoll akte kartei buch bücher kasse liste statistik korrespondenz verzeichnis konto konten nachweis",
		"entretien négociation enquête étude analyse recherche audit réunion", "entrevista negociación encuesta estudio análisis investigación")
)

// caredFor reports people after Begleitung: who accompanies a project takes
// part in it, who accompanies children looks after them.
func (a *analysis) caredFor(i int) bool {
	for k := i + 1; k < min(len(a.tokens), i+5); k++ {
		if a.is(k, people) || cared[a.stems[k]] {
			return true
		}
	}
	return false
}

// supervised reports people who are looked after, not employed.
func (a *analysis) supervised(i int) bool {
	for k := i + 1; k < min(len(a.tokens), i+5) && !strings.ContainsAny(a.gap(k), ",;."); k++ {
		if charges[a.stems[k]] {
			return true
		}
	}
	return false
}

var charges = allStems("child pupil student patient resident guest visitor swimmer", "kinder kind schüler patienten bewohner", "enfant élève étudiant patient résident", "niño alumno estudiante paciente residente")

var cared = stemSets("", "kinder kind patienten bewohner senioren klienten gäste menschen jugendliche kunden familien angehörige", "", "")["de"]
