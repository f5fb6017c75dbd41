package ground

import (
	"embed"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

//go:embed vocabulary/*.txt
var vocabularyFiles embed.FS

// vocabulary is what we know of a language's words, by stem: which mean the
// same, which say nothing of their own, which claim how much.
type vocabulary struct {
	language string
	neutral  map[string]bool
	letter   map[string]bool
	motive   map[string]bool
	hedge    map[string]bool
	negation map[string]bool
	exact    map[string]bool     // by word: the word itself must be in the source
	profile  map[string]bool     // harmless of a person, not of what was done
	said     map[string]bool     // the letter's words as they are listed
	harmless map[string][]string // by list and stem: the listed words
	levels   map[string]bool
	irrealis map[string]bool // planned, not done
	now      map[string]bool
	vague    map[string]bool     // several
	same     map[string][]int    // groups a stem is in
	proves   map[string][]string // by stem: what more specific stems prove it
	rank     map[string]int      // 1 assisted … 6 headed
	forms    map[string]string   // irregular form to base word
	listed   map[string]string   // form of a word of our lists to that word
}

var vocabularies = func() map[string]*vocabulary {
	all := map[string]*vocabulary{}
	for _, language := range words.Languages {
		raw, err := vocabularyFiles.ReadFile("vocabulary/" + language + ".txt")
		if err != nil {
			panic(err) // embedded
		}
		all[language] = newVocabulary(language, string(raw))
	}
	return all
}()

func newVocabulary(language, raw string) *vocabulary {
	v := &vocabulary{
		language: language, neutral: map[string]bool{}, letter: map[string]bool{}, motive: map[string]bool{}, hedge: map[string]bool{},
		negation: map[string]bool{}, exact: map[string]bool{}, levels: map[string]bool{},
		profile: map[string]bool{}, said: map[string]bool{}, harmless: map[string][]string{}, irrealis: map[string]bool{}, now: map[string]bool{}, vague: map[string]bool{}, same: map[string][]int{},
		proves: map[string][]string{}, rank: map[string]int{}, forms: map[string]string{}, listed: map[string]string{},
	}
	v.list(raw)
	_, forms, _ := strings.Cut(raw, "[forms]\n")
	forms, _, _ = strings.Cut(forms, "[")
	for line := range strings.Lines(forms) {
		if f := strings.Fields(line); len(f) == 2 {
			v.forms[f[0]] = f[1]
		}
	}
	section, group := "", 0
	for line := range strings.Lines(raw) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]")
			continue
		}
		group++
		v.line(section, line, group)
	}
	return v
}

func (v *vocabulary) line(section, line string, group int) {
	sets := map[string]map[string]bool{
		"neutral": v.neutral, "letter": v.letter, "motive": v.motive, "hedge": v.hedge, "levels": v.levels,
		"profile": v.profile, "irrealis": v.irrealis, "now": v.now, "vague": v.vague,
	}
	ws := strings.Fields(line)
	if set, ok := sets[section]; ok {
		for _, w := range ws {
			set[v.stem(w)] = true
			v.said[w] = v.said[w] || section == "letter"
			v.harmless[section+v.stem(w)] = append(v.harmless[section+v.stem(w)], w)
		}
		return
	}
	switch {
	case section == "exact":
		for _, w := range ws {
			v.exact[words.Plain(w)] = true
		}
	case section == "negation":
		for _, w := range ws {
			v.negation[w] = true
		}
	case section == "same":
		for _, w := range ws {
			v.same[v.stem(w)] = append(v.same[v.stem(w)], group)
		}
	case section == "more":
		v.more(line)
	case strings.HasPrefix(section, "rank "):
		n, _ := strconv.Atoi(section[5:])
		for _, w := range ws {
			v.rank[v.stem(w)] = n
		}
	}
}

func (v *vocabulary) more(line string) {
	from, to, _ := strings.Cut(line, ">")
	for general := range strings.FieldsSeq(to) {
		for specific := range strings.FieldsSeq(from) {
			v.proves[v.stem(general)] = append(v.proves[v.stem(general)], v.stem(specific))
		}
	}
}

// mark parts a stem from the listed word that it belongs to.
const mark = "§"

// stem is a word's stem, irregular forms and British spellings made regular.
// In English a word of our lists keeps which one it is: performance must not
// pass for perform, nor public for publication.
func (v *vocabulary) stem(word string) string {
	if base, ok := v.forms[word]; ok {
		if base == word || strings.HasSuffix(base, "verb") { // stands for itself
			word = base
			if base, ok := v.listed[word]; ok {
				return word + mark + base
			}
			return word
		}
		word = base
	}
	if base, ok := v.listed[word]; ok {
		return v.bare(base) + mark + base
	}
	return v.bare(word)
}

func (v *vocabulary) bare(word string) string {
	s := words.Stem(word, v.language)
	if v.language == "en" {
		for _, british := range [...][2]string{{"isat", "izat"}, {"yse", "yze"}, {"ys", "yz"}, {"is", "iz"}} {
			if rest, ok := strings.CutSuffix(s, british[0]); ok && len(rest) >= 4 {
				return rest + british[1]
			}
		}
	}
	return s
}

// list notes the words of our lists and their regular forms.
func (v *vocabulary) list(raw string) {
	if v.language != "en" {
		return
	}
	all := listedWords(raw)
	for _, w := range all {
		for _, form := range inflections(w) {
			if _, taken := v.listed[form]; !taken {
				v.listed[form] = w
			}
		}
	}
	for _, w := range all {
		if _, form := v.listed[w]; !form {
			v.listed[w] = w
		}
	}
}

var shortVerbs = wordMap("use cut run own get aim fix buy do win aid ask set add own put act lie pay")

// listedWords are the words of all lists but those that are matched letter by
// letter.
func listedWords(raw string) []string {
	var all []string
	section := ""
	for line := range strings.Lines(raw) {
		if strings.HasPrefix(line, "[") {
			section = strings.TrimSpace(line)
			continue
		}
		if section != "[exact]" && section != "[forms]" && section != "[negation]" {
			all = append(all, strings.Fields(line)...)
		}
	}
	return all
}

// inflections are an English word's regular forms.
func inflections(w string) []string {
	if len(w) < 4 && !shortVerbs[w] {
		return []string{w + "s"}
	}
	forms := []string{w + "s", w + "ed", w + "ing", w + "es"}
	last := w[len(w)-1]
	switch {
	case last == 'e':
		forms = append(forms, w+"d", w[:len(w)-1]+"ing")
	case last == 'y':
		forms = append(forms, w[:len(w)-1]+"ies", w[:len(w)-1]+"ied")
	case len(w) < 9 && strings.IndexByte("bdglmnprt", last) >= 0:
		double := w + w[len(w)-1:]
		forms = append(forms, double+"ed", double+"ing")
	}
	return forms
}

// within reports whether a word is a near form of one in a list. A stem alone
// is not enough: Spanish forma and formación share one.
func (v *vocabulary) within(list, word, stem string) bool {
	for _, w := range v.harmless[list+stem] {
		if v.language == "en" || len(word)-len(w) <= 3 && len(w)-len(word) <= 4 {
			return true
		}
	}
	return false
}

// synonyms reports whether two stems mean the same.
func (v *vocabulary) synonyms(a, b string) bool {
	for _, g := range v.same[a] {
		if slices.Contains(v.same[b], g) {
			return true
		}
	}
	return false
}

// akin reports whether two stems are forms of one word: "reduc" and "reduct",
// or, in German, a compound and its first part.
func (v *vocabulary) akin(wanted, has string) bool {
	wanted, _, _ = strings.Cut(wanted, mark)
	has, _, _ = strings.Cut(has, mark)
	if wanted == has {
		return true
	}
	if len(wanted) < 4 || len(has) < 4 || len(wanted) < 5 && len(has) < 5 {
		return false
	}
	n := 0
	for n < len(wanted) && n < len(has) && wanted[n] == has[n] {
		n++
	}
	if v.language == "en" && (wanted+"er" == has || has+"er" == wanted) {
		return true
	}
	if v.language == "de" && (n == len(wanted) || strings.HasSuffix(has, wanted)) {
		return true
	}
	return n >= 5 && n*5 >= max(len(wanted), len(has))*4
}
