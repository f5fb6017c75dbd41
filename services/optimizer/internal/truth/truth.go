// Package truth makes labelled sets to examine the check with: CVs whose facts
// are known by construction, texts that say no more than they do, and lies
// that differ from such a text in one place.
//
// Its promise: the same seed gives the same set, and what it calls faithful or
// a lie is so by how it was made, never by asking the check.
package truth

import "strings"

// Text is one labelled text about a CV.
type Text struct {
	ID     string
	Kind   string // OK, or what is made up in it
	Tier   string
	Letter bool // from a cover letter rather than a CV
	Text   string

	// Of are the bullets that a faithful text rests on, or that a lie is made
	// of, where there are some.
	Of []string

	// Marks are the words of a lie that nothing true has: they must never get
	// out.
	Marks []string
}

// CV is a CV with what is said about it.
type CV struct {
	Name     string
	Language string
	Source   string
	Bullets  []string // of its jobs, as they stand in it
	Texts    []Text
}

// OK is the kind of a faithful text.
const OK = "ok"

// The tiers, from the plainest lie to the best hidden.
const (
	Faithful    = "faithful"
	Lexical     = "lexical"     // something new
	Transplants = "transplants" // something of the CV in the wrong place
	Semantic    = "semantic"    // the same words mean more
	Adversarial = "adversarial" // spelled so that it isn't seen
)

// Tiers are all tiers of lies.
var Tiers = []string{Lexical, Transplants, Semantic, Adversarial}

var lexical = set("number metric date employer client title rank degree school certificate technology skill team unit language location publication")

// Tier is the tier of a kind. Kinds that nobody ever heard of are semantic.
func Tier(kind string) string {
	_, disguise := disguises[kind]
	switch {
	case kind == OK:
		return Faithful
	case strings.HasPrefix(kind, "transplant"):
		return Transplants
	case lexical[kind]:
		return Lexical
	case disguise || kind == "number-words":
		return Adversarial
	default:
		return Semantic
	}
}

// Hard reports a kind of lie about a fact: a number, a date, a name, a title, a
// degree, a skill or who did what where, however it is spelled. The others say
// more with the same facts.
func Hard(kind string) bool {
	tier := Tier(kind)
	return tier == Lexical || tier == Transplants || tier == Adversarial || kind == "tenure"
}

func set(words string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		all[w] = true
	}
	return all
}
