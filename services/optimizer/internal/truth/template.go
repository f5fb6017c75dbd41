package truth

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

// The texts are kept in text/LANGUAGE.txt, line by line:
//
//	pool NAME: VALUE | VALUE:OTHER FORM …
//	words: NAME=VALUE …
//	trade NAME                   a kind of work, with its titles, skills, degrees and certs
//	deed                         a bullet, with what is made of it
//	let SLOT POOL or 3..9 or : VALUE | VALUE
//	src TEXT                     the bullet itself
//	any / fact                   lines for every bullet, and about the CV as a whole
//	KIND TEXT                    a text; letter-KIND for one of a letter
//
// In a text {x} is a slot's value, {x.w} its other form, {x!} a value that the
// CV doesn't have, {a-b} a difference and {^x} what another job has.
// [[…]] are the words that make it a lie.

//go:embed text
var texts embed.FS

// Languages are those that sets can be made in.
var Languages = []string{"en", "de", "fr", "es"}

type line struct {
	kind   string
	letter bool
	text   string
}

type family struct {
	lets  []let
	src   string
	lines []line
}

type let struct {
	slot   string
	values []item
	lo, hi int // where there are no values
}

// item is a value and its other form.
type item struct{ value, word string }

type trade struct {
	lists    map[string][]string // titles, skills, degrees, certs
	families []family
}

type language struct {
	name   string
	pools  map[string][]item
	words  map[string]string
	trades []trade
	every  []line // for each bullet
	facts  []line
}

var languages = read()

func read() map[string]*language {
	all := map[string]*language{}
	for _, name := range Languages {
		raw, err := texts.ReadFile(path.Join("text", name+".txt"))
		if err != nil {
			panic(err)
		}
		r := reader{l: &language{name: name, pools: map[string][]item{}, words: map[string]string{}}}
		for text := range strings.Lines(string(raw)) {
			if text = strings.TrimSpace(text); text != "" && text[0] != '#' {
				r.line(text)
			}
		}
		all[name] = r.l
	}
	return all
}

type reader struct {
	l    *language
	into *[]line
}

func (r *reader) trade() *trade { return &r.l.trades[len(r.l.trades)-1] }

func (r *reader) family() *family {
	t := r.trade()
	return &t.families[len(t.families)-1]
}

func (r *reader) line(text string) {
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "pool":
		name, values, _ := strings.Cut(rest, ": ")
		r.l.pools[name] = items(values)
	case "words:":
		r.words(rest)
	case "trade":
		r.l.trades = append(r.l.trades, trade{lists: map[string][]string{}})
	case "titles:", "skills:", "degrees:", "certs:":
		r.trade().lists[strings.TrimSuffix(word, ":")] = strings.Split(rest, " | ")
	case "deed":
		r.trade().families = append(r.trade().families, family{})
		r.into = &r.family().lines
	case "let":
		r.family().lets = append(r.family().lets, r.let(rest))
	case "src":
		r.family().src = rest
	case "any":
		r.into = &r.l.every
	case "fact":
		r.into = &r.l.facts
	default:
		kind, letter := strings.CutPrefix(word, "letter-")
		*r.into = append(*r.into, line{kind: kind, letter: letter, text: rest})
	}
}

// words reads NAME=VALUE pairs; a value goes on until the next name.
func (r *reader) words(rest string) {
	name := ""
	for field := range strings.FieldsSeq(rest) {
		if n, v, ok := strings.Cut(field, "="); ok {
			name, r.l.words[n] = n, v
		} else {
			r.l.words[name] += " " + field
		}
	}
}

func (r *reader) let(text string) let {
	slot, rest, _ := strings.Cut(text, " ")
	l := let{slot: strings.TrimSuffix(slot, ":")}
	switch {
	case strings.HasSuffix(slot, ":"):
		l.values = items(rest)
	case strings.Contains(rest, ".."):
		if _, err := fmt.Sscanf(rest, "%d..%d", &l.lo, &l.hi); err != nil {
			panic(fmt.Sprintf("%s: %q: %v", r.l.name, text, err))
		}
	default:
		l.values = r.l.pools[rest]
	}
	return l
}

func items(text string) []item {
	var all []item
	for v := range strings.SplitSeq(text, " | ") {
		value, word, ok := strings.Cut(v, ":")
		if !ok {
			word = value
		}
		all = append(all, item{value, word})
	}
	return all
}
