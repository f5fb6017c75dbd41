package truth

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/resume"
)

// Mutations makes a set of a real CV: its own bullets, also in another
// spelling, as what is faithful, and by rule what is not.
func Mutations(name string, d resume.Document, source string) CV {
	m := &mutator{maker: maker{cv: CV{Name: name, Language: d.Language, Source: source}}, doc: d, say: invented[d.Language]}
	for _, f := range d.Facts {
		section, _ := d.Section(f.Section)
		if f.Kind == resume.Bullet && f.Entry != "" && section.Kind == resume.SectionExperience && len(strings.Fields(f.Text)) > 4 && len(m.bullets) < mostBullets {
			m.bullets = append(m.bullets, f)
			m.cv.Bullets = append(m.cv.Bullets, f.Text)
		}
	}
	for i, f := range m.bullets {
		m.faithful(f)
		m.numbers(f)
		m.words(f)
		m.transplants(i, f)
	}
	m.hide(len(name))
	return m.cv
}

const mostBullets = 14

// invented are words that hardly any CV has.
var invented = map[string]map[string]string{
	"en": {"employer": " at Zyntrix Dynamics", "skill": " with COBOL", "award": ", an award-winning result", "team": " with a team of 47", "metric": ", up 71.3%", "degree": " as a PhD graduate", "outcome": ", which doubled the company's profit", "at": " at ", "scope": "Headed: "},
	"de": {"employer": " bei Zyntrix", "skill": " mit COBOL", "award": ", preisgekrönt", "team": " mit einem Team von 47", "metric": ", plus 71,3 %", "degree": " nach der Promotion", "outcome": ", wodurch sich der Gewinn verdoppelte", "at": " bei ", "scope": "Geschäftsführung: "},
	"fr": {"employer": " chez Zyntrix", "skill": " avec COBOL", "award": ", primé", "team": " avec une équipe de 47", "metric": ", hausse de 71,3 %", "degree": " après un doctorat", "outcome": ", ce qui a doublé le bénéfice", "at": " chez ", "scope": "Directeur : "},
	"es": {"employer": " en Zyntrix", "skill": " con COBOL", "award": ", premiado", "team": " con un equipo de 47", "metric": ", alza del 71,3 %", "degree": " tras un doctorado", "outcome": ", lo que duplicó el beneficio", "at": " en ", "scope": "Director: "},
}

type mutator struct {
	maker

	doc     resume.Document
	bullets []resume.Fact
	say     map[string]string
}

func (m *mutator) lie(kind, text string, f resume.Fact, marks ...string) {
	m.add(Text{Kind: kind, Tier: Tier(kind), Text: text, Of: []string{f.Text}, Marks: marks})
}

func (m *mutator) faithful(f resume.Fact) {
	quotes := strings.NewReplacer("'", "’", "’", "'", "“", `"`, "”", `"`)
	percent := strings.NewReplacer("%", map[string]string{"en": " percent", "de": " Prozent", "fr": " pour cent", "es": " por ciento"}[m.doc.Language])
	for _, text := range []string{f.Text, "  " + strings.ReplaceAll(f.Text, " ", "  "), upperFirst(f.Text), quotes.Replace(f.Text), percent.Replace(f.Text), grouped.ReplaceAllString(f.Text, "$1$2"), strings.TrimRight(f.Text, ".") + "."} {
		m.add(Text{Kind: OK, Tier: Faithful, Text: text, Of: []string{f.Text}})
	}
}

var (
	grouped = regexp.MustCompile(`\b(\d{1,3}),(\d{3})\b`)
	number  = regexp.MustCompile(`(^|[ (])(\d{2,4})([ %)]|$)`)
	dated   = regexp.MustCompile(`\b(19|20)\d\d\b`)
	units   = [][2]string{{"million", "billion"}, {"hours", "days"}, {"days", "months"}, {"weeks", "days"}, {"minutes", "seconds"}, {"monthly", "hourly"}, {"$", "€"}, {"Stunden", "Tage"}, {"Millionen", "Milliarden"}, {"heures", "jours"}, {"horas", "días"}}
)

// numbers changes one number, year or unit.
func (m *mutator) numbers(f resume.Fact) {
	if at := number.FindStringSubmatchIndex(f.Text); at != nil {
		n, _ := strconv.Atoi(f.Text[at[4]:at[5]])
		if other := strconv.Itoa(n*7 + 3); !m.has(other) && !dated.MatchString(f.Text[at[4]:at[5]]) {
			m.lie("number", f.Text[:at[4]]+other+f.Text[at[5]:], f, other)
		}
	}
	if at := dated.FindStringIndex(f.Text); at != nil && !m.has("1987") {
		m.lie("date", f.Text[:at[0]]+"1987"+f.Text[at[1]:], f, "1987")
	}
	for _, u := range units {
		if text := strings.Replace(f.Text, u[0], u[1], 1); text != f.Text && !m.has(u[1]) {
			m.lie("unit", text, f, u[1])
			return
		}
	}
}

// words puts something invented behind or before the bullet.
func (m *mutator) words(f resume.Fact) {
	bare := strings.TrimRight(f.Text, ". ")
	for _, kind := range []string{"employer", "skill", "award", "team", "metric", "degree", "outcome"} {
		if kind == "degree" && m.learned() {
			continue
		}
		m.lie(kind, bare+m.say[kind]+".", f, strings.Trim(m.say[kind], " ,"))
	}
	m.lie("scope", m.say["scope"]+f.Text, f, strings.TrimSpace(m.say["scope"]))
}

// learned reports a CV of somebody with a doctorate, or who may have one.
func (m *mutator) learned() bool {
	return slices.ContainsFunc([]string{"phd", "ph.d", "doct", "dr.", "promotion", "dissertation"}, m.has)
}

// transplants moves a bullet to another employer and another bullet's number
// into this one.
func (m *mutator) transplants(i int, f resume.Fact) {
	for j := range m.bullets {
		other := m.bullets[(i+j)%len(m.bullets)]
		if other.Entry == f.Entry {
			continue
		}
		if name := m.employer(other.Entry); name != "" && name != m.employer(f.Entry) && !strings.Contains(f.Text, name) {
			text := strings.TrimRight(f.Text, ". ") + m.say["at"] + name
			m.lie("transplant-employer", text+".", f, text)
		}
		here, there := number.FindStringSubmatchIndex(f.Text), number.FindStringSubmatch(other.Text)
		if here != nil && there != nil && !strings.Contains(f.Text, there[2]) && !dated.MatchString(there[2]) {
			text := f.Text[:here[4]] + there[2] + f.Text[here[5]:]
			m.lie("transplant-number", text, f, text)
		}
		return
	}
}

// employer is the organisation of an entry.
func (m *mutator) employer(entry string) string {
	for _, f := range m.doc.Facts {
		if f.Entry == entry && f.Kind == resume.Organization {
			return f.Text
		}
	}
	return ""
}
