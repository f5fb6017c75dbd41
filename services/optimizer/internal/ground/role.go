package ground

import (
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// asWords begin a sentence that says in which role something was done.
var asWords = []string{"as", "as a", "as an", "as the", "als", "en tant que", "comme", "como"}

// titlesOf are the titles of jobs by their words, and the entries that have them.
func titlesOf(facts []resume.Fact) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, f := range facts {
		t := literally(f.Text)
		if f.Kind != resume.Title || f.Entry == "" || t == "" {
			continue
		}
		if all[t] == nil {
			all[t] = map[string]bool{}
		}
		all[t][f.Entry] = true
	}
	return all
}

// otherRole reports a title that a sentence begins with ("As nurse, …") while
// what follows is proven by what was done under another.
func (c *Checker) otherRole(s string, used []string) (title string, other bool) {
	said := literally(s) + " "
	for t := range c.titles {
		if len(t) > len(title) && begins(said, t) {
			title = t
		}
	}
	for _, id := range used {
		f := c.facts[id]
		other = other || f.Kind.Prose() && f.Entry != "" && !c.titles[title][f.Entry]
	}
	return title, title != "" && other
}

func begins(said, title string) bool {
	for _, as := range asWords {
		if strings.HasPrefix(said, as+" "+title+" ") {
			return true
		}
	}
	return false
}
