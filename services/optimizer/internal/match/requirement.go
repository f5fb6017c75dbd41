package match

import (
	"slices"
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
	hits := skill.Find(text)
	for _, h := range hits {
		r.add(Requirement{Kind: KindSkill, Term: h.Name, Must: r.required(p, text, h.Start), Text: text[h.Start:h.End], Start: p.Start + h.Start, End: p.Start + h.End})
	}
	found := r.years(p, text)
	if r.degree(p, text, lower) || r.languages(p, text) || found && len(hits) > 0 || len(hits) > 0 && r.listing(text, hits) {
		return // all of it is asked for already; as a duty it would count twice
	}
	if r.duty(p, text, lower, found || len(hits) > 0) {
		r.add(Requirement{Kind: KindDuty, Term: text, Must: r.required(p, text, 0), Text: text, Start: p.Start, End: p.End})
	}
}

// listing reports whether a sentence says nothing but that some skills are
// wanted.
func (r *reader) listing(text string, hits []skill.Hit) bool {
	more := 0
	for _, t := range words.Tokens(text) {
		in := slices.ContainsFunc(hits, func(h skill.Hit) bool { return t.Start >= h.Start && t.Start < h.End })
		stem := words.Stem(t.Text, r.job.Language)
		if !in && !t.Number && len(t.Text) > 1 && !words.Stop(t.Text, r.job.Language) && !dutyNoise[stem] {
			more++
		}
	}
	return more < 2
}

// duty reports whether a sentence as a whole is something to do or to have: in
// a part that lists such, or because it says so. A short one is, where nothing
// else was found in it.
func (r *reader) duty(p piece, text, lower string, found bool) bool {
	words := len(strings.Fields(text))
	if words < 2 || words < 4 && found || len(text) > 500 || strings.ContainsAny(text[len(text)-1:], "?!:") || strings.HasPrefix(lower, "to qualify") {
		return false
	}
	cued := words >= 4 && (containsAny(lower, mustCues) || containsAny(lower, niceCues))
	switch {
	case p.item:
		return true
	case p.part == duties: // and not what the employer tells of itself
		return cued || words >= 4 && containsAny(" "+lower, youCues)
	case p.part == open:
		return cued
	default:
		return words >= 4
	}
}

var youCues = split(" you | you'| you’| your | du | dir | deine| sie | ihre| vous | votre| vos | tu | tes |rás | te | will ")

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

// degreeLevels are the levels of degrees, by the words for them.
var degreeLevels = []struct {
	level int
	name  string
	words []string
}{
	{3, "doctorate", split("phd|ph d|doctorate|doctoral|promotion|doktorat|doctorat|doctorado|dphil")},
	{2, "master's degree", split("master|masters|msc|m sc|mba|meng|ma|ms|diplom|dipl|magister|mastère|diplôme d ingénieur|máster|ingénieur|licenciatura|bac 5")},
	{1, "bachelor's degree", split("bachelor|bachelors|bsc|b sc|ba|bs|beng|b eng|licence|undergraduate degree|university degree|college degree|hochschulabschluss|studium|abgeschlossenes studium|degree in|bsn|grado en|grado universitario|ingeniería|arquitectura|título universitario|titulación universitaria|bac 3")},
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
func (r *reader) degree(p piece, text, lower string) (found bool) {
	if !containsAny(lower, split("degree|diploma|bachelor|master|msc|bsc|phd|studium|abschluss|diplôme|titulación|grado|licenciatura|university|bac+|bac +")) {
		return false
	}
	_, name := degreeIn(text, true)
	if name != "" {
		r.add(Requirement{Kind: KindDegree, Term: name, Must: r.required(p, text, strings.Index(lower, "degree")), Text: text, Start: p.Start, End: p.End})
	}
	return name != ""
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

var languageCues = split("fluent|fluency|native|proficien|speak|language|level of|good english|english skills|command of|written and spoken|bilingual|fließend|sprachkenntnisse|kenntnisse|verhandlungssicher|courant|maîtrise|bilingue|langue|fluido|nivel|idioma|b1|b2|c1|c2")

// onlyLanguages reports whether an item of a list is a language, with a word beside it, or
// nothing but languages.
func onlyLanguages(tokens []words.Token) bool {
	n := 0
	for _, t := range tokens {
		if _, ok := languageNames[t.Text]; ok {
			n++
		}
	}
	return n > 0 && (n == len(tokens) || len(tokens) == 2)
}

// namesLanguages reports a short sentence that begins with a language, such as
// "Portuguese is a plus".
func namesLanguages(tokens []words.Token) bool {
	if len(tokens) == 0 || len(tokens) > 9 {
		return false
	}
	_, ok := languageNames[tokens[0].Text]
	if !ok || len(tokens) == 1 {
		return ok
	}
	return verbsOfBeing[tokens[1].Text] || slices.Contains([]string{"and", "or", "und", "oder", "et", "ou", "y", "o"}, tokens[1].Text)
}

var verbsOfBeing = map[string]bool{
	"is": true, "are": true, "would": true, "preferred": true, "desirable": true, "required": true, "welcome": true, "helpful": true, "ist": true, "sind": true, "wäre": true, "von": true,
	"wünschenswert": true, "est": true, "sont": true, "serait": true, "souhaité": true, "apprécié": true, "es": true, "son": true, "sería": true, "valorable": true, "deseable": true, "se": true,
}

func (r *reader) languages(p piece, text string) (found bool) {
	tokens := words.Tokens(text)
	if !containsAny(strings.ToLower(text), languageCues) && !(p.item && onlyLanguages(tokens)) && !namesLanguages(tokens) {
		return false
	}
	for _, t := range tokens {
		if name, ok := languageNames[t.Text]; ok && t.Upper || ok && r.job.Language != "en" {
			r.add(Requirement{Kind: KindLanguage, Term: name, Must: r.required(p, text, t.Start), Text: text[t.Start:t.End], Start: p.Start + t.Start, End: p.Start + t.End})
			found = true
		}
	}
	return found
}
