package match

import (
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// proof is how far a CV meets one requirement, 0 to 1, and by which facts.
type proof struct {
	Requirement

	share  float64
	facts  []string
	months int // of KindYears: what the dates prove
}

// profile is a CV as the score sees it.
type profile struct {
	doc    resume.Document
	skills map[string][]string        // by fact: the skills it names
	stems  map[string]map[string]bool // by fact
	weight map[string]float64         // by fact: how prominent it is
	months int
	dates  []string // the facts that say so
}

func newProfile(d resume.Document) profile {
	p := profile{doc: d, skills: map[string][]string{}, stems: map[string]map[string]bool{}, weight: prominence(d)}
	for _, f := range d.Facts {
		if f.Kind == resume.Heading || f.Kind == resume.Contact || f.Kind == resume.Name {
			continue
		}
		p.skills[f.ID] = skill.Names(f.Text)
		p.stems[f.ID] = stemSet(f.Text, d.Language)
	}
	p.work()
	return p
}

// work adds up the time that the jobs' dates prove.
func (p *profile) work() {
	var ranges []resume.Range
	for _, s := range p.doc.Sections {
		if s.Kind != resume.SectionExperience {
			continue
		}
		for _, e := range s.Entries {
			ranges = append(ranges, e.Range)
			if !e.Range.From.Zero() {
				p.dates = append(p.dates, p.datesOf(e)...)
			}
		}
	}
	p.months = resume.Tenure(ranges, p.doc.Today)
}

func (p *profile) datesOf(e resume.Entry) []string {
	return slices.DeleteFunc(slices.Clone(e.Head), func(id string) bool {
		f, _ := p.doc.Fact(id)
		return f.Kind != resume.Dates
	})
}

// stemSet are the stems of a text's words that say something.
func stemSet(text, language string) map[string]bool {
	set := map[string]bool{}
	for _, t := range words.Tokens(text) {
		if !t.Number && !words.Stop(t.Text, language) && len(t.Text) > 1 {
			set[words.Stem(t.Text, language)] = true
		}
	}
	return set
}

// prove says how far the CV meets a requirement.
func (p profile) prove(q Requirement, job Job) proof {
	r := proof{Requirement: q}
	switch q.Kind {
	case KindSkill:
		p.skill(&r)
	case KindYears:
		r.share = min(1, float64(p.months)/12/float64(q.Years))
		r.months, r.facts = p.months, p.dates
	case KindDegree:
		p.degree(&r)
	case KindTitle:
		p.title(&r)
	case KindLanguage:
		p.language(&r)
	case KindDuty:
		p.duty(&r, job.Language)
	}
	return r
}

func (p profile) skill(r *proof) {
	for _, f := range p.doc.Facts {
		for _, s := range p.skills[f.ID] {
			if skill.Proves(s, r.Term) {
				r.share = 1
				r.facts = append(r.facts, f.ID)
				break
			}
		}
	}
	if r.share == 0 && p.doc.Language == "en" && strings.ToLower(r.Term) == r.Term {
		p.told(r)
	}
}

// told finds a skill that ordinary words name, in other forms of them: who
// negotiated has proven negotiation.
func (p profile) told(r *proof) {
	wanted := stemSet(r.Term, "en")
	for _, f := range p.doc.Facts {
		if f.Kind.Prose() && len(wanted) > 0 && common(wanted, p.stems[f.ID]) == len(wanted) {
			r.share = 1
			r.facts = append(r.facts, f.ID)
		}
	}
}

func (p profile) degree(r *proof) {
	asked, _ := degreeIn(r.Term, true)
	for _, f := range p.doc.Facts {
		if s, _ := p.doc.Section(f.Section); s.Kind != resume.SectionEducation && f.Kind != resume.Degree {
			continue
		}
		if held, _ := degreeIn(f.Text, false); held >= asked && held > 0 {
			r.share = 1
			r.facts = append(r.facts, f.ID)
		}
	}
}

func (p profile) language(r *proof) {
	for _, f := range p.doc.Facts {
		if f.Kind != resume.Language && !listsLanguages(f) {
			continue
		}
		for _, t := range words.Tokens(f.Text) {
			if languageNames[t.Text] == r.Term {
				r.share = 1
				r.facts = append(r.facts, f.ID)
			}
		}
	}
	if r.share == 0 && languageCodes[p.doc.Language] == r.Term { // the CV is written in it
		r.share = 1
	}
}

// listsLanguages reports what stands behind "Languages:", wherever that is.
func listsLanguages(f resume.Fact) bool {
	label := f.Label
	if before, _, ok := strings.Cut(f.Text, ": "); ok && label == "" {
		label = before
	}
	kind, ok := resume.HeadingKind(label)
	return ok && kind == resume.SectionLanguages
}

var languageCodes = map[string]string{"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "pl": "Polish", "nl": "Dutch", "ru": "Russian", "zh": "Chinese", "ja": "Japanese", "ar": "Arabic", "tr": "Turkish"}

// title compares the words of the job's title with the titles that were held.
func (p profile) title(r *proof) {
	wanted := titleStems(r.Term)
	if len(wanted) == 0 {
		return
	}
	for _, f := range p.doc.Facts {
		if f.Kind != resume.Title && f.Kind != resume.Headline {
			continue
		}
		held, hits := titleStems(f.Text), 0
		for w := range wanted {
			if held[w] {
				hits++
			}
		}
		if share := float64(hits) / float64(len(wanted)); share > r.share {
			r.share, r.facts = share, []string{f.ID}
		}
	}
}

func titleStems(s string) map[string]bool {
	set := map[string]bool{}
	for _, t := range words.Tokens(s) {
		if w := words.Stem(t.Text, "en"); !t.Number && !titleNoise[t.Text] && len(t.Text) > 1 && !words.Stop(t.Text, "en") {
			set[w] = true
		}
	}
	return set
}

var titleNoise = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("senior junior lead principal staff sr jr mid level gs13 gs14 gs15 remote m f d w x h mfd mwd wmd ii iii supervisory associate") {
		m[w] = true
	}
	return m
}()

// duty is met as far as the words of the nearest fact cover it.
func (p profile) duty(r *proof, language string) {
	if language != p.doc.Language {
		return
	}
	wanted := stemSet(r.Text, language)
	for stem := range dutyNoise {
		delete(wanted, stem)
	}
	for _, f := range p.doc.Facts {
		hits := common(wanted, p.stems[f.ID])
		share := min(1, 2*float64(hits)/float64(max(1, len(wanted))))
		if share > r.share && (hits > 1 || len(wanted) < 3) {
			r.share, r.facts = share, []string{f.ID}
		}
	}
}

// common counts the stems that are in both sets.
func common(a, b map[string]bool) int {
	n := 0
	for stem := range a {
		if b[stem] {
			n++
		}
	}
	return n
}

// dutyNoise are stems that every posting has.
var dutyNoise = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("experience work team ability strong skill knowledge role responsible excellent good year required preferred including across within new using working understanding demonstrated proven great looking help make ensure erfahrung kenntnisse team fähigkeit expérience connaissance équipe experiencia conocimiento equipo") {
		for _, language := range words.Languages {
			m[words.Stem(w, language)] = true
		}
	}
	return m
}()
