package ground

import (
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
)

// elsewhere reports that a sentence names one employer, or one town, and rests
// on what the CV says of another: whatever proves the words, it was not there.
func (c *Checker) elsewhere(s string, used []string) (name string, other bool) {
	var here *entry
	tokens := words.Tokens(s)
	for i, t := range tokens {
		if earlier[t.Text] || turning[t.Text] || sinceWords[t.Text] || turnsBack[t.Text] {
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
	turnsBack   = wordMap("before later prior former moved moving went left from danach später bevor ehe wechselte von puis ensuite précédemment quitté luego tras dejé")
	withinTowns = wordMap("in à en bei aus")
)
