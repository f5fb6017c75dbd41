package match

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// piece collects what one sentence or list item asks for.
func (r *reader) piece(p piece) {
	text := r.job.Text[p.Start:p.End]
	lower := strings.ToLower(text)
	if p.part == skip || boilerplate(lower) || strings.HasPrefix(lower, "title:") {
		return
	}
	required := r.required(p, lower)
	for _, h := range skill.Find(text) {
		r.add(Requirement{Kind: KindSkill, Term: h.Name, Must: required, Text: text[h.Start:h.End], Start: p.Start + h.Start, End: p.Start + h.End})
	}
	r.years(p, text, required)
	r.degree(p, text, lower, required)
	r.languages(p, text, required)
	if (p.part == must || p.part == duties || p.part == nice || p.item) && len(strings.Fields(text)) >= 4 && len(text) <= 500 {
		r.add(Requirement{Kind: KindDuty, Term: text, Must: required, Text: text, Start: p.Start, End: p.End})
	}
}

// required reports whether a sentence says must rather than nice to have.
func (r *reader) required(p piece, lower string) bool {
	switch {
	case containsAny(lower, niceCues):
		return false
	case p.part == nice:
		return false
	case p.part == must, containsAny(lower, mustCues):
		return true
	default:
		return !r.asks
	}
}

var (
	mustCues = split("must |required|require |requires|you have |should have|you should|need to|at least|minimum|mandatory|essential|zwingend|erforderlich|setzen wir voraus|vorausgesetzt|mindestens|indispensable|exigé|requis|impératif|imprescindible|obligatorio|al menos|necesari")
	niceCues = split("nice to have|preferred|a plus|bonus|desirable|ideally|advantage|is an asset|wünschenswert|von vorteil|idealerweise|un plus|serait un|atout|souhaité|apprécié|deseable|se valorar|valorable|un plus")
)

func containsAny(s string, cues []string) bool {
	return slices.ContainsFunc(cues, func(c string) bool { return strings.Contains(s, c) })
}

// add keeps a requirement once; a second mention can make it a must.
func (r *reader) add(q Requirement) {
	for i := range r.job.Requirements {
		known := &r.job.Requirements[i]
		if known.Kind == q.Kind && known.Term == q.Term {
			known.Must = known.Must || q.Must
			known.Years = max(known.Years, q.Years)
			return
		}
	}
	switch q.Kind {
	case KindSkill:
		r.skills++
		if r.skills > maxSkills {
			return
		}
	case KindDuty:
		r.duties++
		if r.duties > maxDuties {
			return
		}
	}
	r.job.Requirements = append(r.job.Requirements, q)
}

var yearsPattern = regexp.MustCompile(`(?i)(\d{1,2})\)?\s*\+?\s*(?:(?:-|–|to|bis|à|a)\s*\d{1,2}\s*)?(?:or more\s+)?\+?\s*(?:years?|yrs|jahren?|jährige|ans|années|años)\b`)

func (r *reader) years(p piece, text string, required bool) {
	for _, m := range yearsPattern.FindAllStringSubmatchIndex(text, 3) {
		n, _ := strconv.Atoi(text[m[2]:m[3]])
		if n < 1 || n > 30 || !containsAny(strings.ToLower(text), experienceCues) {
			continue
		}
		r.add(Requirement{Kind: KindYears, Term: "years of experience", Must: required, Years: n, Text: text[m[0]:m[1]], Start: p.Start + m[0], End: p.Start + m[1]})
	}
}

var experienceCues = split("experience|erfahrung|expérience|experiencia|esperienza|doświadczeni|ervaring")

// degreeLevels are the levels of degrees, by the words for them.
var degreeLevels = []struct {
	level int
	name  string
	words []string
}{
	{3, "doctorate", split("phd|ph d|doctorate|doctoral|promotion|doktorat|doctorat|doctorado|dphil")},
	{2, "master's degree", split("master|masters|msc|m sc|mba|meng|ma|ms|diplom|dipl|magister|mastère|diplôme d ingénieur|máster|ingénieur|grado|licenciatura")},
	{1, "bachelor's degree", split("bachelor|bachelors|bsc|b sc|ba|bs|beng|b eng|licence|undergraduate degree|university degree|college degree|hochschulabschluss|studium|abgeschlossenes studium|degree in|grado en|título universitario|bac 3|bac 5")},
}

// degreeIn returns the highest, or lowest, level of degree that a text names.
func degreeIn(text string, lowest bool) (level int, name string) {
	plain := " " + strings.Join(tokenTexts(text), " ") + " "
	for _, d := range degreeLevels {
		if (level == 0 || lowest) && slices.ContainsFunc(d.words, func(w string) bool { return strings.Contains(plain, " "+w+" ") }) {
			level, name = d.level, d.name
		}
	}
	return level, name
}

func tokenTexts(s string) []string {
	var all []string
	for _, t := range words.Tokens(s) {
		all = append(all, t.Text)
	}
	return all
}

// degree reads what a job asks for: the lowest level it names will do.
func (r *reader) degree(p piece, text, lower string, required bool) {
	if !containsAny(lower, split("degree|diploma|bachelor|master|phd|studium|abschluss|diplôme|titulación|grado|licenciatura|university|bac+")) {
		return
	}
	if _, name := degreeIn(text, true); name != "" {
		r.add(Requirement{Kind: KindDegree, Term: name, Must: required, Text: text, Start: p.Start, End: p.End})
	}
}

// languageNames are what people speak, in the languages we read.
var languageNames = func() map[string]string {
	m := map[string]string{}
	for name, list := range map[string]string{
		"English": "english|englisch|anglais|inglés|englischkenntnisse", "German": "german|deutsch|allemand|alemán|deutschkenntnisse", "French": "french|französisch|français|francés|französischkenntnisse",
		"Spanish": "spanish|spanisch|espagnol|español", "Italian": "italian|italienisch|italien|italiano", "Portuguese": "portuguese|portugiesisch|portugais|portugués",
		"Polish": "polish|polnisch|polonais|polaco|polski", "Dutch": "dutch|niederländisch|néerlandais|neerlandés", "Russian": "russian|russisch|russe|ruso",
		"Chinese": "chinese|mandarin|chinesisch|chinois|chino", "Japanese": "japanese|japanisch|japonais|japonés", "Arabic": "arabic|arabisch|arabe|árabe", "Turkish": "turkish|türkisch|turc|turco",
	} {
		for _, w := range split(list) {
			m[w] = name
		}
	}
	return m
}()

var languageCues = split("fluent|fluency|native|proficien|speak|language|written and spoken|bilingual|fließend|sprachkenntnisse|kenntnisse|verhandlungssicher|courant|maîtrise|bilingue|langue|fluido|nivel|idioma|b1|b2|c1|c2")

func (r *reader) languages(p piece, text string, required bool) {
	if !containsAny(strings.ToLower(text), languageCues) {
		return
	}
	for _, t := range words.Tokens(text) {
		if name, ok := languageNames[t.Text]; ok && t.Upper || ok && r.job.Language != "en" {
			r.add(Requirement{Kind: KindLanguage, Term: name, Must: required, Text: text[t.Start:t.End], Start: p.Start + t.Start, End: p.Start + t.End})
		}
	}
}
