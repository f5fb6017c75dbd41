package ground

import (
	_ "embed"
	"strconv"
	"strings"
)

// wordNet is made of WordNet 3.1: sorted lines, one for each English word,
// with its parts of speech and the sort of its commonest sense in each (the
// number of WordNet's lexicographer file), the senses that it has (synonyms
// and derived forms have the same) and those that it is a kind of. It lies
// open in the program and is searched where it lies, so that nothing is read
// or unpacked first.
//
//go:embed lexicon/wordnet.txt
var wordNet string

// sense is what WordNet says of a word.
type sense struct {
	speech string // of a, n, r and v, the commonest first
	noun   int    // the sort of its commonest sense as a noun; 0 where it is none
	verb   int
	adj    int // 1 for what only means "of that field": legal, pediatric
	own    []key
	above  []key
}

// senses looks an English word up, in its base form or a regular other one.
func senses(word string) *sense {
	line, ok := lineOf(word)
	found := ok
	for _, base := range bases(word) {
		if ok {
			break
		}
		line, ok = lineOf(base)
	}
	if !ok {
		return nil
	}
	s := parseSense(line)
	if found && (strings.HasSuffix(word, "ed") || strings.HasSuffix(word, "ing")) {
		for _, base := range bases(word) {
			if verb, ok := lineOf(base); ok { // retired is what who retires is
				s.also(parseSense(verb))
				return s
			}
		}
	}
	return s
}

// also adds the senses of the verb that a word is a form of.
func (s *sense) also(v *sense) {
	s.speech, s.own, s.above = s.speech+v.speech, append(s.own, v.own...), append(s.above, v.above...)
	if s.verb == 0 {
		s.verb = v.verb
	}
}

// lineOf is the rest of a word's line.
func lineOf(word string) (string, bool) {
	low, high := 0, len(wordNet)
	for low < high {
		start := strings.LastIndexByte(wordNet[:(low+high)/2], '\n') + 1
		end := start + strings.IndexByte(wordNet[start:], '\n')
		found, rest, _ := strings.Cut(wordNet[start:end], " ")
		switch {
		case found == word:
			return rest, true
		case found < word:
			low = end + 1
		default:
			high = start
		}
	}
	return "", false
}

func parseSense(line string) *sense {
	fields := append(strings.Split(line, " "), "", "")
	s := &sense{own: senseList(fields[1]), above: senseList(fields[2])}
	kinds := fields[0]
	for kinds != "" {
		speech := kinds[:1]
		digits := strings.TrimLeft(kinds[1:], "0123456789")
		sort, _ := strconv.Atoi(kinds[1 : len(kinds)-len(digits)])
		switch speech {
		case "n":
			s.noun = sort
		case "v":
			s.verb = sort
		case "a":
			s.adj = sort
		}
		s.speech, kinds = s.speech+speech, digits
	}
	return s
}

func senseList(list string) []key {
	var all []key
	for s := range strings.SplitSeq(list, ",") {
		if n, err := strconv.Atoi(s); err == nil {
			all = append(all, senseKeys+key(n))
		}
	}
	return all
}

// bases are what a word may be a regular form of, the likeliest first.
func bases(w string) []string {
	var all []string
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(w, e.end); ok && len(stem) > 2 {
			all = append(all, stem+e.base)
			if n := len(stem); e.base == "" && n > 3 && stem[n-1] == stem[n-2] {
				all = append(all, stem[:n-1])
			}
		}
	}
	return all
}

var endings = []struct{ end, base string }{
	{"ves", "f"},
	{"ves", "fe"},
	{"ies", "y"},
	{"ied", "y"},
	{"es", "e"},
	{"es", ""},
	{"s", ""},
	{"ed", "e"},
	{"ed", ""},
	{"ing", "e"},
	{"ing", ""},
	{"er", "e"},
	{"er", ""},
	{"isation", "ization"},
	{"ise", "ize"},
	{"ised", "ize"},
	{"ising", "ize"},
	{"ises", "ize"},
	{"our", "or"},
	{"ours", "or"},
	{"ly", ""},
}
