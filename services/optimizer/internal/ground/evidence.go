package ground

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// evidence is one fact of the CV, read.
type evidence struct {
	id    string
	kind  resume.Kind
	entry *entry // nil outside entries
	*analysis
	means map[key]bool    // what its words mean, and what that is a kind of
	words map[string]bool // its words without case and accents
	deeds []deed
}

// entry is one job, degree or project: the frame that its facts belong to.
type entry struct {
	id   string
	span resume.Range
	kind string // the section's
	head []*evidence
	body []*evidence
}

// deed is a stretch of a fact that tells one thing.
type deed struct {
	clause
	rank    int  // 1 helped … 3 did … 6 headed
	planned bool // not done
}

// archive is all evidence of a CV, with an index of what it means.
type archive struct {
	v       *lexicon
	facts   map[string]*evidence
	order   []*evidence
	entries []*entry
	index   map[key][]*evidence
	skilled map[string][]*evidence
	texts   map[string]*analysis
	names   map[string]bool            // words of the whole CV, without case and accents
	places  map[string]map[*entry]bool // words of employers' and schools' names: whose
	towns   map[string]map[*entry]bool // words of entries' places: whose
	career  map[key]bool               // what titles, employers and the profile mean
	held    []*holder                  // what sentences about a career may rest on, once asked for
	today   time.Time
}

func newArchive(d resume.Document, v *lexicon) *archive {
	a := &archive{v: v, facts: map[string]*evidence{}, index: map[key][]*evidence{}, skilled: map[string][]*evidence{}, texts: map[string]*analysis{}, names: map[string]bool{}, places: map[string]map[*entry]bool{}, towns: map[string]map[*entry]bool{}, career: map[key]bool{}, today: d.Today}
	if v == nil {
		a.v = lexicons["en"]
	}
	frames := map[string]*entry{}
	for _, s := range d.Sections {
		for _, e := range s.Entries {
			frames[e.ID] = &entry{id: e.ID, span: e.Range, kind: s.Kind}
			a.entries = append(a.entries, frames[e.ID])
		}
	}
	for _, f := range d.Facts {
		a.add(f, frames[f.Entry])
	}
	for _, s := range d.Sections {
		for _, e := range s.Entries {
			for _, id := range e.Head {
				frames[e.ID].head = append(frames[e.ID].head, a.facts[id])
				a.place(a.facts[id])
				a.town(a.facts[id])
			}
			for _, id := range e.Body {
				frames[e.ID].body = append(frames[e.ID].body, a.facts[id])
			}
		}
	}
	return a
}

func (a *archive) add(f resume.Fact, of *entry) { //nolint:gocognit // one rule, read from top to bottom
	text := f.Text
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}
	if f.Label != "" {
		text += " (" + f.Label + ")" // the group a skill stands in
	}
	e := &evidence{id: f.ID, kind: f.Kind, entry: of, analysis: a.read(text), means: map[key]bool{}, words: map[string]bool{}}
	a.facts[f.ID] = e
	for i, w := range e.plain {
		e.words[w], a.names[w] = true, true
		if i > 0 && len(w) > 2 && (e.gap(i) == " " || e.gap(i) == "-") {
			e.words[e.plain[i-1]+w] = true // meta data is metadata
		}
		for _, k := range slices.Concat(e.keys[i], e.above[i]) {
			e.means[k] = true
		}
	}
	e.tell()
	if f.Kind == resume.Heading || f.Kind == resume.Contact || f.Kind == resume.Name {
		return
	}
	a.order = append(a.order, e)
	for _, h := range e.skills {
		a.skilled[h.Name] = append(a.skilled[h.Name], e)
	}
	career := f.Kind == resume.Title || f.Kind == resume.Organization || f.Kind == resume.Headline || f.Kind == resume.Summary
	for k := range e.means {
		a.index[k] = append(a.index[k], e)
		if career {
			a.career[k] = true
		}
	}
}

// town notes the words of an entry's place.
func (a *archive) town(e *evidence) {
	if e.kind != resume.Place || e.entry == nil || e.entry.kind != resume.SectionExperience {
		return
	}
	for i, w := range e.plain {
		if e.stop[i] || len(w) < 3 {
			continue
		}
		if a.towns[w] == nil {
			a.towns[w] = map[*entry]bool{}
		}
		a.towns[w][e.entry] = true
	}
}

// place notes the words that an employer or a school is called by.
func (a *archive) place(e *evidence) {
	if e.kind != resume.Organization && e.kind != resume.Title {
		return
	}
	within := e.kind == resume.Title || e.entry != nil && e.entry.kind == resume.SectionEducation && strings.Contains(e.text, ",")
	for i, w := range e.plain {
		if within = within && !strings.ContainsAny(e.gap(i), ",|–—@"); within {
			continue // of a title that has the employer behind it, only what comes after the title
		}
		if e.stop[i] || len(w) < 3 || e.tokens[i].Number || e.role(i) {
			continue
		}
		if a.places[w] == nil {
			a.places[w] = map[*entry]bool{}
		}
		a.places[w][e.entry] = true
	}
}

// read analyses a text, the same one only once.
func (a *archive) read(text string) *analysis {
	known, ok := a.texts[text]
	if !ok {
		known = analyse(text, a.v)
		a.texts[text] = known
	}
	return known
}

// proves reports whether the fact names a skill or something that proves it.
func (e *evidence) proves(name string) bool {
	return slices.ContainsFunc(e.skills, func(h skill.Hit) bool { return skill.Proves(h.Name, name) })
}

// mentions reports whether the fact means what a token of a claim means.
func (e *evidence) mentions(a *analysis, i int) bool {
	for _, k := range a.keys[i] {
		if e.means[k] {
			return true
		}
	}
	if e.words[a.plain[i]] {
		return true
	}
	for j := range e.stems {
		if akin(a.stems[i], e.stems[j], a.v.language) {
			return true
		}
	}
	return a.v.language == "de" && len(a.stems[i]) > 7 && (e.saysBoth(a, i) || e.composes(a, i))
}

// composes reports whether a German compound is made of words that the fact
// has, or that say nothing of their own.
func (e *evidence) composes(a *analysis, i int) bool {
	w := a.plain[i]
	for _, part := range e.plain {
		if len(part) < 4 {
			continue
		}
		for _, rest := range cut(w, stemmed(part)) {
			if e.part(a, rest) {
				return true
			}
		}
	}
	return false
}

// cut takes a part off a compound, with what joins it to the rest.
func cut(w, part string) []string {
	var all []string
	if rest, ok := strings.CutPrefix(w, part); ok {
		for _, joint := range []string{"", "s", "n", "en", "es", "er", "e"} {
			if tail, ok := strings.CutPrefix(rest, joint); ok && len(tail) > 2 {
				all = append(all, tail)
			}
		}
	}
	if at := strings.LastIndex(w, part); at > 2 && at+len(part)+3 >= len(w) {
		all = append(all, w[:at], strings.TrimSuffix(w[:at], "s"))
	}
	return all
}

func stemmed(w string) string { return words.Stem(w, "de") }

// tails add nothing at a compound's end.
var tails = wordSet("anlage anlagen bereich bereiche wesen arbeit arbeiten tätigkeit maßnahme maßnahmen vorgang vorgänge technik raum stelle")

// part reports whether the rest of a compound adds nothing.
func (e *evidence) part(a *analysis, rest string) bool {
	stem := a.v.stem(rest)
	if a.v.class(rest, stem)&generic != 0 || tails[rest] {
		return true
	}
	for _, k := range append(slices.Clone(a.v.concepts[stem]), stemKey(stem)) {
		if e.means[k] {
			return true
		}
	}
	return false
}

// candidate is a fact with how much of a claim it may prove.
type candidate struct {
	*evidence
	weight float64
}

// likely are the facts of a pool that share the most with a stretch of a
// claim, the best first.
func (a *archive) likely(claim *analysis, cl clause, pool map[string]bool) []candidate { //nolint:gocognit // one rule, read from top to bottom
	weights := map[*evidence]float64{}
	for i := cl.from; i < cl.to; i++ {
		if claim.stop[i] || claim.is(i, generic) && !claim.is(i, action) {
			continue
		}
		seen := map[*evidence]bool{}
		for _, k := range slices.Concat(claim.keys[i], claim.v.parted(claim.v.word(claim.tokens[i].Text).parts)) {
			facts := a.index[k]
			for _, e := range facts {
				if !seen[e] && (pool == nil || pool[e.id]) {
					seen[e] = true
					weights[e] += 1 / float64(1+len(facts))
				}
			}
		}
	}
	for _, n := range claim.numbers {
		if n.token >= cl.from && n.token < cl.to {
			a.weigh(n, pool, weights)
		}
	}
	for _, h := range claim.skills {
		if at := tokenAt(claim, h.Start); at >= cl.from && at < cl.to {
			a.skill(h.Name, pool, weights)
		}
	}
	all := make([]candidate, 0, len(weights))
	for e, w := range weights {
		all = append(all, candidate{e, w})
	}
	slices.SortFunc(all, func(x, y candidate) int {
		if c := cmp.Compare(y.weight, x.weight); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(len(x.id), len(y.id)), strings.Compare(x.id, y.id))
	})
	return all
}

// skill favours the facts that name a skill of the claim or what proves it.
func (a *archive) skill(name string, pool map[string]bool, weights map[*evidence]float64) {
	for has, facts := range a.skilled {
		if !skill.Proves(has, name) {
			continue
		}
		for _, e := range facts[:min(len(facts), MaxCited)] {
			if pool == nil || pool[e.id] {
				weights[e] += 1 / float64(1+len(facts))
			}
		}
	}
}

// weigh favours the facts that have a number of the claim.
func (a *archive) weigh(n number, pool map[string]bool, weights map[*evidence]float64) {
	for _, e := range a.order {
		if pool != nil && !pool[e.id] {
			continue
		}
		for _, m := range e.numbers {
			if sameValue(n, m) {
				weights[e] += 0.7
				break
			}
		}
	}
}
