package ground

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strconv"
	"strings"
	"sync"
)

// wordNet is made of WordNet 3.1: a line for each English word with its parts
// of speech, the senses that it has (synonyms and derived forms have the same)
// and those that it is a kind of.
//
//go:embed lexicon/wordnet.txt.gz
var wordNet []byte

// sense is what WordNet says of a word.
type sense struct {
	speech string // of a, n, r and v
	own    []key
	above  []key
}

var thesaurus = sync.OnceValue(func() map[string]string {
	raw, err := gzip.NewReader(bytes.NewReader(wordNet))
	if err != nil {
		panic(err) // embedded
	}
	text, err := io.ReadAll(raw)
	if err != nil {
		panic(err) // embedded
	}
	lines := make(map[string]string, 32_000)
	for line := range strings.Lines(string(text)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		lines[word] = rest
	}
	return lines
})

// senses looks an English word up, in its base form or a regular other one.
func senses(word string) *sense {
	lines := thesaurus()
	line, ok := lines[word]
	for _, base := range bases(word) {
		if ok {
			break
		}
		line, ok = lines[base]
	}
	if !ok {
		return nil
	}
	s := parseSense(line)
	if strings.HasSuffix(word, "ed") || strings.HasSuffix(word, "ing") {
		for _, base := range bases(word) {
			if verb, ok := lines[base]; ok && lines[word] != "" { // retired is what who retires is
				v := parseSense(verb)
				return &sense{speech: s.speech + v.speech, own: append(s.own, v.own...), above: append(s.above, v.above...)}
			}
		}
	}
	return s
}

func parseSense(line string) *sense {
	fields := append(strings.Split(line, " "), "", "")
	return &sense{speech: fields[0], own: senseList(fields[1]), above: senseList(fields[2])}
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
