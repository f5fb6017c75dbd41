package ground

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
)

// elsewhere reports that a sentence names one employer, or one town, and rests
// on what the CV says of another: whatever proves the words, it was not there.
func (c *Checker) elsewhere(s string, used []string) (name string, other bool) {
	var here *entry
	tokens := words.Tokens(s)
	for i, t := range tokens {
		if turnsBack[t.Text] {
			return "", false // of several jobs in turn
		}
		owner := c.ownerOf(tokens, i)
		switch {
		case owner == nil || owner == here:
		case here != nil:
			return "", false
		default:
			here, name = owner, s[t.Start:t.End]
		}
	}
	if here == nil {
		return "", false
	}
	for _, id := range used {
		f, e := c.facts[id], c.archive.facts[id]
		if f.Entry != "" && f.Entry != here.id && (f.Kind.Prose() || f.Kind == resume.Title) && !e.words[words.Plain(name)] {
			return name, true
		}
	}
	return "", false
}

// ownerOf is the entry that a word names by its employer or town; nil
// where it may be another's, too.
func (c *Checker) ownerOf(tokens []words.Token, i int) *entry {
	t := tokens[i]
	w := words.Plain(t.Text)
	owners := c.archive.places[w]
	if len(owners) == 0 && i > 0 && withinTowns[tokens[i-1].Text] {
		owners = c.archive.towns[w]
	}
	if len(owners) != 1 || !t.Upper || i == 0 && c.archive.v.knows(t.Text) {
		return nil
	}
	for owner := range owners {
		if owner != nil && owner.kind == resume.SectionExperience {
			return owner // a school's name is often that of its town
		}
	}
	return nil
}

var (
	turnsBack = wordMap(`then previously formerly earlier before after since later prior former moved moving went left from zuvor davor vorher früher danach später bevor nach ehe wechselte von auparavant avant après puis
ensuite précédemment quitté antes después luego anteriormente previamente tras dejé`)
	withinTowns = wordMap("in à en bei aus")
)

// unfinished reports that a sentence takes a degree or a certificate for
// finished that the CV says isn't.
func (c *Checker) unfinished(s string, used []string) (credential string, as bool) {
	if underWay(s) {
		return "", false
	}
	for _, id := range used {
		if e := c.archive.facts[id]; e != nil && e.credential() && calls(s, e) && e.goingOn() {
			return e.text, true
		}
	}
	return "", false
}

func (e *evidence) credential() bool {
	return e.kind == resume.Degree || e.kind == resume.Certificate || e.kind == resume.Text && e.entry != nil && e.entry.kind == resume.SectionEducation
}

// goingOn reports a degree or certificate that the CV says is under way, in
// its own words or beside it.
func (e *evidence) goingOn() bool {
	if underWay(e.text) {
		return true
	}
	return e.kind == resume.Degree && e.entry != nil && e.entry.kind == resume.SectionEducation && slices.ContainsFunc(e.entry.head, func(h *evidence) bool { return underWay(h.text) })
}

// calls reports a sentence that has two telling words of a fact at least, or
// its only one.
func calls(s string, e *evidence) bool {
	said, all := 0, 0
	for _, w := range plainWords(s) {
		if e.words[w] && !words.Stop(w, e.v.language) {
			said++
		}
	}
	for i := range e.tokens {
		if !e.stop[i] {
			all++
		}
	}
	return said >= min(2, all)
}

// underWay reports words for what isn't finished.
func underWay(s string) bool {
	s = " " + strings.Join(plainWords(s), " ") + " "
	for _, w := range underWayWords {
		if strings.Contains(s, " "+w+" ") {
			return true
		}
	}
	return false
}

var underWayWords = []string{
	"in progress", "ongoing", "expected", "not completed", "not finished", "not yet", "unfinished", "pending", "enrolled", "studying", "currently", "course running", "units completed", "due", "part completed", "pursuing",
	"working towards", "to be completed", "will complete", "complete in", "student", "taking", "now",
	"laufend", "lauft", "noch nicht", "voraussichtlich", "derzeit", "aktuell", "momentan", "abgebrochen", "studiere", "absolviere", "mache", "zurzeit", "gerade", "nicht abgeschlossen", "heute", "begonnen",
	"en cours", "prevu", "prevue", "inacheve", "actuellement", "prepare", "suis actuellement", "je suis", "suit",
	"en curso", "cursando", "curso el", "curso la", "curso un", "previsto", "prevista", "en proceso", "sin terminar", "actualmente", "estudio", "estudiando", "finaliza", "actualidad", "que curso", "hoy",
}
