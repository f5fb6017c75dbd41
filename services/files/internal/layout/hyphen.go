package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// hyphens knows how a document uses hyphens, from the words that no line cuts.
type hyphens struct {
	words map[string]bool // in lower case, with and without hyphens
	cuts  bool            // lines cut words; where they don't, a hyphen belongs to its word
}

const (
	manyCuts  = 3   // at least, in a document that cuts words
	moreCuts  = 2.5 // times more hyphens at the ends of lines than chance would put there
	maxLearnt = 20_000
)

func learn(pages [][]line) hyphens {
	h := hyphens{words: map[string]bool{}}
	var c census
	for _, page := range pages {
		for _, l := range page {
			h.see(strings.Fields(l.string()), &c)
		}
	}
	h.cuts = c.cut >= manyCuts && float64(c.cut*c.words) > moreCuts*float64(c.compounds*c.lines)
	return h
}

// census counts what tells whether lines cut words.
type census struct{ words, compounds, lines, cut int }

func (h *hyphens) see(fields []string, c *census) {
	if len(fields) == 0 {
		return
	}
	c.lines++
	if n := len(fields) - 1; strings.HasSuffix(fields[n], "-") {
		c.cut++
		fields = fields[:n]
	}
	for _, w := range fields {
		w = strings.ToLower(strings.Trim(w, ".,;:()[]\"'!?"))
		c.words++
		if a, b, ok := strings.Cut(w, "-"); ok && isWord(a) && isWord(b) {
			c.compounds++
		}
		if len(h.words) < maxLearnt {
			h.words[w] = true
		}
	}
}

func isWord(s string) bool {
	for _, r := range s {
		if !unicode.IsLower(r) {
			return false
		}
	}
	return s != ""
}

// joins reports whether a word goes on from one line to the next.
func joins(above, below string) bool {
	word, found := strings.CutSuffix(above, "-")
	if !found {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(word)
	first, _ := utf8.DecodeRuneInString(below)
	return unicode.IsLower(last) && unicode.IsLower(first) && !hangs(below)
}

// isHalf reports whether a line ends with the first half of a compound whose
// second half begins with a capital or a number.
func isHalf(above, below string) bool {
	word, found := strings.CutSuffix(above, "-")
	last, _ := utf8.DecodeLastRuneInString(word)
	first, _ := utf8.DecodeRuneInString(below)
	return found && unicode.IsLetter(last) && (unicode.IsUpper(first) || unicode.IsDigit(first))
}

// hangs reports whether a text begins with a word before which a hyphen stands
// for the rest of a compound, as in "pre- and post-sales".
func hangs(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	switch word {
	case "and", "or", "to", "und", "oder", "bzw.", "sowie", "bis", "et", "ou", "en", "of", "och", "og":
		return true
	}
	return false
}

// keeps reports whether the hyphen between two lines belongs to the word.
// Addresses and words that have one already keep it; for others the rest of
// the document tells.
func (h hyphens) keeps(above, below string) bool {
	head := strings.TrimSuffix(above[strings.LastIndexAny(above, " \t")+1:], "-")
	tail := below
	if i := strings.IndexAny(below, " \t"); i >= 0 {
		tail = below[:i]
	}
	if strings.ContainsAny(head, "-/@._") {
		return true
	}
	head, tail = strings.ToLower(strings.Trim(head, "(\"'")), strings.ToLower(strings.Trim(tail, ".,;:()\"'!?"))
	switch {
	case h.words[head+tail]:
		return false
	case h.words[head+"-"+tail]:
		return true
	}
	return !h.cuts
}
