package docx

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// numbering knows the marks of lists: which level of which list is bulleted,
// and how the others count.
type numbering struct {
	lists     map[string]*list     // by num id
	abstracts map[string]*abstract // by abstract id
}

// list is one use of an abstract list, which may begin anew or look otherwise.
type list struct {
	abstract string
	levels   map[int]*level // those that look otherwise
	starts   map[int]int    // those that begin anew
	met      bool
}

// abstract is what the uses of a list share: its look, and how far it counted.
type abstract struct {
	levels map[int]*level
	link   string // a style that has the levels instead
	counts [maxLevels]int
	begun  [maxLevels]bool
}

type level struct {
	format  string
	text    string // "%1.%2."
	style   string // the paragraphs that stand on this level
	start   int
	restart int // the level that makes it begin anew; -1 for each above it
	legal   bool
}

// listPlace says which item of which list a paragraph is.
type listPlace struct {
	list  string
	level int
	told  bool   // the level was said
	style string // whose list it is, where a style says so
}

const maxLevels = 9

// readNumbering reads what there is; a list without its definition has bullets.
func readNumbering(a *archive, part string) *numbering {
	n := &numbering{lists: map[string]*list{}, abstracts: map[string]*abstract{}}
	data, err := a.read(part)
	if err != nil {
		return n
	}
	r := listReader{numbering: n}
	_ = each(data, func(t xml.Token) {
		if e, ok := t.(xml.StartElement); ok {
			r.read(e)
		}
	})
	return n
}

// listReader remembers where in the definitions it is.
type listReader struct {
	*numbering
	abstract *abstract
	list     *list
	level    *level
	at       int // the level that is overridden
}

func (r *listReader) read(e xml.StartElement) {
	switch name(e.Name) {
	case "w:abstractNum":
		r.abstract, r.list, r.level = &abstract{levels: map[int]*level{}}, nil, nil
		r.abstracts[attr(e, "abstractNumId")] = r.abstract
	case "w:num":
		r.list, r.abstract, r.level = &list{levels: map[int]*level{}, starts: map[int]int{}}, nil, nil
		r.lists[attr(e, "numId")] = r.list
	case "w:lvl":
		r.level = &level{start: 1, restart: -1}
		if i, err := strconv.Atoi(attr(e, "ilvl")); err == nil && r.list != nil {
			r.list.levels[i] = r.level
		} else if err == nil && r.abstract != nil {
			r.abstract.levels[i] = r.level
		}
	case "w:numStyleLink":
		if r.abstract != nil {
			r.abstract.link = attr(e, "val")
		}
	case "w:abstractNumId", "w:lvlOverride", "w:startOverride":
		r.use(e)
	default:
		r.level.read(e)
	}
}

// use reads what one use of a list says.
func (r *listReader) use(e xml.StartElement) {
	if r.list == nil {
		return
	}
	switch name(e.Name) {
	case "w:abstractNumId":
		r.list.abstract = attr(e, "val")
	case "w:lvlOverride":
		r.at, _ = strconv.Atoi(attr(e, "ilvl"))
	case "w:startOverride":
		if n, err := strconv.Atoi(attr(e, "val")); err == nil {
			r.list.starts[r.at] = n
		}
	}
}

func (l *level) read(e xml.StartElement) {
	if l == nil {
		return
	}
	switch name(e.Name) {
	case "w:numFmt":
		l.format = attr(e, "val")
	case "w:lvlText":
		l.text = attr(e, "val")
	case "w:pStyle":
		l.style = attr(e, "val")
	case "w:isLgl":
		l.legal = isOn(e)
	case "w:start":
		l.start, _ = strconv.Atoi(attr(e, "val"))
	case "w:lvlRestart":
		l.restart, _ = strconv.Atoi(attr(e, "val"))
	}
}

// mark counts the next item of a list and returns what stands before it.
func (n *numbering) mark(p listPlace, s styles) string {
	if p.list == "" || p.list == "0" || p.level < 0 || p.level >= maxLevels {
		return ""
	}
	use, all := n.list(p.list, s)
	if all == nil {
		return "• "
	}
	if !p.told && p.style != "" {
		p.level = all.levelOf(p.style)
	}
	l := use.level(all, p.level)
	if l == nil || l.format == "bullet" {
		return "• "
	}
	all.count(use, p.level)
	if l.format == "none" && !strings.Contains(l.text, "%") || l.text == "" {
		return ""
	}
	return use.label(all, l, p.level) + " "
}

// list finds a list and what it shares with others; a style may say what that is.
func (n *numbering) list(id string, s styles) (*list, *abstract) {
	use := n.lists[id]
	if use == nil {
		return nil, nil
	}
	all := n.abstracts[use.abstract]
	if all != nil && all.link != "" {
		if to := n.lists[s.get(all.link).place.list]; to != nil && n.abstracts[to.abstract] != nil {
			all = n.abstracts[to.abstract]
		}
	}
	return use, all
}

func (u *list) level(all *abstract, i int) *level {
	if l := u.levels[i]; l != nil {
		return l
	}
	return all.levels[i]
}

// start is where a level begins to count.
func (u *list) start(all *abstract, i int) int {
	if n, ok := u.starts[i]; ok {
		return n
	}
	if l := u.level(all, i); l != nil {
		return l.start
	}
	return 1
}

// levelOf finds the level that a paragraph style stands on.
func (a *abstract) levelOf(style string) int {
	for i, l := range a.levels {
		if l.style == style {
			return min(max(i, 0), maxLevels-1)
		}
	}
	return 0
}

func (a *abstract) count(use *list, at int) {
	if !use.met {
		use.met = true
		for i := range use.starts {
			if i >= 0 && i < maxLevels {
				a.begun[i] = false
			}
		}
	}
	for i := range at { // the levels above that were leapt over
		if !a.begun[i] {
			a.begun[i], a.counts[i] = true, use.start(a, i)
		}
	}
	if !a.begun[at] {
		a.begun[at], a.counts[at] = true, use.start(a, at)-1
	}
	a.counts[at]++
	for i := at + 1; i < maxLevels; i++ {
		if l := use.level(a, i); l == nil || l.restart < 0 || at < l.restart {
			a.begun[i] = false
		}
	}
}

// label fills in a level's text: each level in it counts in its own way.
func (u *list) label(all *abstract, l *level, at int) string {
	text := l.text
	for i := range at + 1 {
		format := ""
		if of := u.level(all, i); of != nil && (!l.legal || i == at) {
			format = of.format
		}
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), number(all.counts[i], format))
	}
	return text
}
