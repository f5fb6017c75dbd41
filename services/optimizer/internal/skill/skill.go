// Package skill knows the names of skills and technologies: which names mean
// the same, and which skill proves another.
//
// It only ever generalises upwards: PostgreSQL proves SQL, SQL never proves
// PostgreSQL.
package skill

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
)

// modern is our own list of today's technologies.
//
//go:embed modern.txt
var modern string

// onet is reduced from the O*NET database; see NOTICE.
//
//go:embed onet.txt
var onet string

// Notice must be shown where the product names its sources.
//
//go:embed NOTICE
var Notice string

// Hit is a skill that a text names.
type Hit struct {
	Name       string // canonical
	Start, End int    // bytes in the text
}

type node struct {
	next map[string]*node
	ends []ending
}

// ending is a name that ends at a node. Exact names must be written in these
// letters.
type ending struct {
	name  string
	exact string
}

type lexicon struct {
	root    node
	parents map[string][]string
	class   map[string]string
	general map[string]bool // what others prove
}

var known = load()

// Find returns the skills that a text names, longest names first where they
// overlap, in the text's order.
func Find(s string) []Hit { return FindIn(s, words.Tokens(s)) }

// FindIn is Find over tokens that were already cut.
func FindIn(s string, tokens []words.Token) []Hit {
	var hits []Hit
	for i := 0; i < len(tokens); {
		name, n := known.longest(s, tokens[i:])
		if n == 0 {
			i++
			continue
		}
		hits = append(hits, Hit{Name: name, Start: tokens[i].Start, End: tokens[i+n-1].End})
		i += n
	}
	return hits
}

// Names returns the canonical names of the skills in a text, each once, in the
// text's order.
func Names(s string) []string {
	var names []string
	for _, h := range Find(s) {
		if !slices.Contains(names, h.Name) {
			names = append(names, h.Name)
		}
	}
	return names
}

// Proves reports whether who has one skill has the other: it is the same, or
// more general.
func Proves(has, wanted string) bool { return proves(has, wanted, 4) }

func proves(has, wanted string, depth int) bool {
	if has == wanted {
		return true
	}
	return depth > 0 && slices.ContainsFunc(known.parents[has], func(p string) bool { return proves(p, wanted, depth-1) })
}

// Near reports whether two skills are of a kind without proving each other:
// Vue.js and React, Azure and AWS. The most general are of no kind.
func Near(a, b string) bool {
	if a == b || known.most(a) || known.most(b) || Proves(a, b) || Proves(b, a) {
		return false
	}
	_, ours := known.parents[a]
	_, oursToo := known.parents[b]
	if c := known.class[a]; !ours && !oursToo && c != "" && c == known.class[b] { // O*NET's classes are wide
		return true
	}
	return slices.ContainsFunc(known.parents[a], func(p string) bool { return slices.Contains(known.parents[b], p) })
}

// most reports whether a skill of ours proves nothing, and others prove it.
func (l *lexicon) most(name string) bool { return l.general[name] && len(l.parents[name]) == 0 }

func (l *lexicon) longest(s string, tokens []words.Token) (string, int) {
	at, best, length := &l.root, "", 0
	for i, t := range tokens {
		if i > 0 && !together(s[tokens[i-1].End:t.Start]) {
			break
		}
		at = at.next[t.Text]
		if at == nil {
			break
		}
		for _, e := range at.ends {
			if e.exact == "" || exactly(s, tokens[:i+1], e.exact) {
				best, length = e.name, i+1
				break
			}
		}
	}
	return best, length
}

// together reports whether what stands between two words leaves them one name.
func together(gap string) bool {
	switch gap {
	case "", " ", "-", "/", ".", "\u00a0", "\n", "&", " & ", " / ", "‑", "'", "’":
		return true
	default:
		return false
	}
}

func exactly(s string, tokens []words.Token, want string) bool {
	end := tokens[len(tokens)-1].End
	if s[tokens[0].Start:end] != want {
		return false
	}
	start := tokens[0].Start
	if len(want) <= 2 && start > 0 && (s[start-1] == '-' || s[start-1] == '&' || s[start-1] == '.') {
		return false
	}
	return end >= len(s) || len(want) > 2 || s[end] != '-' && s[end] != '&' && s[end] != '\'' && !strings.HasPrefix(s[end:], "’") &&
		!(s[end] == '.' && end+1 < len(s) && s[end+1] != ' ' && s[end+1] != '\n')
}

func load() *lexicon {
	l := &lexicon{parents: map[string][]string{}, class: map[string]string{}, general: map[string]bool{}}
	for line := range strings.Lines(modern) {
		l.modern(strings.TrimSpace(line))
	}
	var classes []string
	for line := range strings.Lines(onet) {
		line = strings.TrimSpace(line)
		if class, ok := strings.CutPrefix(line, "@"); ok {
			classes = append(classes, class)
			continue
		}
		if name, index, ok := strings.Cut(line, "\t"); ok {
			n, _ := strconv.Atoi(index)
			l.onet(name, classes[n])
		}
	}
	return l
}

func (l *lexicon) modern(line string) {
	if line == "" || line[0] == '#' {
		return
	}
	fields := strings.Split(line, "|")
	name := strings.Trim(strings.TrimSpace(fields[0]), "'")
	l.add(strings.TrimSpace(fields[0]), name)
	for _, alias := range list(fields, 1) {
		l.add(alias, name)
	}
	l.parents[name] = list(fields, 2)
	for _, p := range l.parents[name] {
		l.general[p] = true
	}
}

func list(fields []string, i int) []string {
	if i >= len(fields) {
		return nil
	}
	var all []string
	for s := range strings.SplitSeq(fields[i], ",") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// onet adds a name as O*NET writes it: often a description and the short name
// after it ("Structured query language SQL").
func (l *lexicon) onet(name, class string) {
	canonical := name
	ws := strings.Fields(name)
	last := ws[len(ws)-1]
	if len(ws) > 2 && len(last) > 2 && initials(ws[:len(ws)-1], last) {
		canonical = strings.Join(ws[:len(ws)-1], " ")
		l.addNew("'"+last+"'", canonical)
	}
	if found := l.ours(name, ""); found != "" {
		canonical = found
	} else if len(ws) == 1 {
		l.addNew("'"+name+"'", canonical)
	} else {
		l.addNew(canonical, canonical)
	}
	if l.class[canonical] == "" {
		l.class[canonical] = class
	}
}

// makers come before their products' names in O*NET.
var makers = map[string]bool{
	"microsoft": true, "oracle": true, "google": true, "apache": true, "amazon": true, "ibm": true, "adobe": true, "atlassian": true,
	"apple": true, "autodesk": true, "the": true, "mathworks": true, "hashicorp": true, "red": true, "hat": true, "sap": true, "facebook": true,
}

// ours finds our own name for one of O*NET's, which often has the maker's name
// before it: "Oracle Java".
func (l *lexicon) ours(name, canonical string) string {
	tokens := words.Tokens(name)
	if found, n := l.longest(name, tokens); n > 0 {
		canonical = found
	}
	for i := 1; i < len(tokens) && makers[tokens[i-1].Text]; i++ {
		found, n := l.longest(name, tokens[i:])
		if _, known := l.parents[found]; n == len(tokens)-i && known {
			l.add(name, found)
			return found
		}
	}
	return canonical
}

// initials reports whether an acronym is made of the words before it.
func initials(ws []string, acronym string) bool {
	if len(ws) < len(acronym) {
		return false
	}
	for i, w := range ws[len(ws)-len(acronym):] {
		if !strings.EqualFold(w[:1], acronym[i:i+1]) {
			return false
		}
	}
	return true
}

func (l *lexicon) addNew(alias, name string) {
	plain := strings.Trim(alias, "'")
	tokens := words.Tokens(plain)
	if found, n := l.longest(plain, tokens); n == len(tokens) && found != "" {
		return
	}
	l.add(alias, name)
}

func (l *lexicon) add(alias, name string) {
	e := ending{name: name}
	if strings.HasPrefix(alias, "'") {
		e.exact = strings.Trim(alias, "'")
	}
	at := &l.root
	for _, t := range words.Tokens(strings.Trim(alias, "'")) {
		if at.next == nil {
			at.next = map[string]*node{}
		}
		if at.next[t.Text] == nil {
			at.next[t.Text] = &node{}
		}
		at = at.next[t.Text]
	}
	at.ends = append(at.ends, e)
}
