package ground

import (
	"embed"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

//go:embed lexicon/en.txt lexicon/de.txt lexicon/fr.txt lexicon/es.txt lexicon/english.txt lexicon/actions.txt lexicon/verbs.txt lexicon/things.txt lexicon/trades.txt
var lexiconFiles embed.FS

// class is what a word may be, beside what it means.
type class uint16

const (
	generic    class = 1 << iota // it says nothing that evidence could decide
	motive                       // of wishes and feelings, in letters
	reader                       // whom a letter is to
	we                           // the writer with others
	people                       // who can be led
	sole                         // alone
	quantifier                   // all of it
	boast                        // praise that somebody must have given
	irrealis                     // planned, not done
	negation                     // denied
	hedge                        // only some of it
	ongoing                      // it is so today
	action                       // a deed
	vague                        // several
)

var classNames = map[string]class{
	"generic": generic, "motive": motive, "subject": reader, "we": we, "people": people, "sole": sole, "quantifier": quantifier,
	"boast": boast, "irrealis": irrealis, "negation": negation, "hedge": hedge, "now": ongoing, "vague": vague,
}

// byForm are the classes for which only listed forms count; of the others any
// form of a listed word does.
const byForm = reader | we | people | negation | motive | sole | ongoing

// key stands for a meaning: a stem, a line of our lists, a sense of a word.
// Texts that share one speak of the same.
type key uint32

// The ranges of keys. Those of stems are hashes.
const (
	conceptKeys key = 1 << 20
	senseKeys   key = 1 << 24
	stemKeys    key = 1 << 31
)

// lexicon is what we know of a language's words.
type lexicon struct {
	language string
	forms    map[string]string // irregular forms
	apart    map[string]bool   // words that share their stem with others by chance
	forWord  map[string]class
	forStem  map[string]class
	scopes   map[string]int
	ranks    map[string]int // scopes by stem, outside English
	levels   map[string]int
	concepts map[string][]key // by stem
	phrases  map[string][]key // of those, the ones of several words
	general  map[string][]key // what the stem is a kind of
	deeds    map[string]bool  // stems of the lists of deeds
	memo     memo
}

var lexicons = loadLexicons()

// lists are the files of words that mean the same, and whether they are of
// deeds.
var lists = []struct {
	name  string
	deeds bool
}{{"actions", true}, {"verbs", true}, {"things", false}, {"trades", false}}

func loadLexicons() map[string]*lexicon {
	all := map[string]*lexicon{}
	for _, language := range words.Languages {
		l := &lexicon{
			language: language, forms: map[string]string{}, apart: map[string]bool{}, forWord: map[string]class{}, forStem: map[string]class{},
			scopes: map[string]int{}, ranks: map[string]int{}, levels: map[string]int{}, concepts: map[string][]key{}, phrases: map[string][]key{}, general: map[string][]key{}, deeds: map[string]bool{}, memo: memo{known: map[string]*word{}},
		}
		l.load(read("lexicon/" + language + ".txt"))
		all[language] = l
	}
	meanings := conceptKeys
	for _, list := range lists {
		for line := range strings.Lines(read("lexicon/" + list.name + ".txt")) {
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
				continue
			}
			meanings++
			for i, ws := range strings.Split(line, ";") {
				all[words.Languages[i]].concept(ws, meanings, list.deeds)
			}
		}
	}
	all["en"].sections(read("lexicon/english.txt"), func(section string, ws []string) {
		meanings++
		all["en"].concept(strings.Join(ws, " "), meanings, section == "deeds")
	})
	return all
}

func read(name string) string {
	raw, err := lexiconFiles.ReadFile(name)
	if err != nil {
		panic(err) // embedded
	}
	return string(raw)
}

// load reads a file of sections. Forms and words apart come last in it but
// are needed first.
func (l *lexicon) load(raw string) {
	l.sections(raw, func(section string, ws []string) {
		switch section {
		case "forms":
			l.forms[ws[0]] = ws[1]
		case "apart":
			for _, w := range ws {
				l.apart[w] = true
			}
		}
	})
	l.sections(raw, func(section string, ws []string) {
		kind, number, _ := strings.Cut(section, " ")
		n, _ := strconv.Atoi(number)
		for _, w := range ws {
			switch {
			case kind == "scope":
				l.claims(w, n)
			case kind == "level":
				l.levels[w] = n
			case classNames[kind] != 0:
				l.classify(w, classNames[kind])
			}
		}
	})
}

func (l *lexicon) sections(raw string, each func(section string, ws []string)) {
	section := ""
	for line := range strings.Lines(raw) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		default:
			each(section, strings.Fields(line))
		}
	}
}

func (l *lexicon) classify(w string, c class) {
	l.forWord[w] |= c
	if c&byForm == 0 && len(w) > 3 {
		l.forStem[l.stem(w)] |= c
	}
}

// concept notes the words of one line. Words with a hyphen are phrases, known
// by their parts' stems.
func (l *lexicon) concept(list string, meaning key, deed bool) {
	if special, general, ok := strings.Cut(list, ">"); ok {
		for w := range strings.FieldsSeq(special) {
			stem := l.stem(w)
			l.general[stem] = append(l.general[stem], meaning)
		}
		list = general
	}
	for w := range strings.FieldsSeq(list) {
		stem := l.phrase(strings.Split(w, "-"))
		if !slices.Contains(l.concepts[stem], meaning) {
			l.concepts[stem] = append(l.concepts[stem], meaning)
			if strings.Contains(stem, "-") {
				l.phrases[stem] = l.concepts[stem]
			}
		}
		if deed && !strings.Contains(w, "-") {
			l.forStem[stem] |= action
			l.deeds[stem] = true
		}
	}
}

func (l *lexicon) phrase(parts []string) string {
	stems := make([]string, len(parts))
	for i, p := range parts {
		stems[i] = l.stem(p)
	}
	return strings.Join(stems, "-")
}

// stem is a word's stem, irregular forms and British spellings made regular.
func (l *lexicon) stem(word string) string {
	word = l.base(word)
	if l.apart[word] {
		if one, several := strings.CutSuffix(word, "s"); several && l.apart[one] {
			word = one
		}
		return words.Plain(word) + "!"
	}
	stem := words.Stem(word, l.language)
	if l.language == "es" {
		return oneStem(stem)
	}
	return stem
}

// class returns what a word may be.
func (l *lexicon) class(word, stem string) class {
	c := l.forWord[word] | l.forStem[stem]
	if l.language == "de" && len(stem) > 8 {
		c |= l.forStem[words.Stem(stem, "de")]
	}
	if base, ok := l.forms[word]; ok {
		c |= l.forWord[base] &^ byForm
	}
	return c
}

// knows reports whether a word is one of this language's that we have listed.
func (l *lexicon) knows(word string) bool {
	w := l.word(word)
	return w.common || w.speech != "" || len(w.parts) > 0 || l.language == "en" && senses(word) != nil
}

func stemKey(stem string) key {
	h := fnv.New32a()
	_, _ = h.Write([]byte(stem))
	return key(h.Sum32()) | stemKeys
}
