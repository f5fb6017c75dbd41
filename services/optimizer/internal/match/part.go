package match

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/words"
	"github.com/sartor-cv/sartor/services/optimizer/internal/skill"
)

// piece is a sentence or list item of the posting and what part it stands in.
type piece struct {
	words.Piece

	part part
	item bool
}

// part says how to read what stands under a heading.
type part int

const (
	open part = iota // under no heading that we know
	must
	nice
	duties
	skip
)

// pieces cuts the cleaned posting.
func pieces(text string) []piece {
	var all []piece
	at, now, after := 0, open, true
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		line = strings.TrimRight(line, "\n")
		blank := after
		after = line == ""
		if p, ok := partOf(line); ok {
			now = p
			continue
		}
		if strings.HasPrefix(line, "#") || now == skip && blank && heads(line, text[at:]) {
			now = open // we don't know the heading, but what we skipped ends here
		}
		item := isItem(line)
		if item {
			start += strings.IndexByte(line, ' ') + 1
			line = line[strings.IndexByte(line, ' ')+1:]
		}
		for _, s := range words.Sentences(line) {
			all = append(all, piece{Piece: words.Piece{Start: start + s.Start, End: start + s.End}, part: now, item: item})
		}
	}
	return all
}

func isItem(line string) bool {
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "• ") || strings.HasPrefix(line, "+ ")
}

// partOf reports whether a line is a heading that says how to read on.
func partOf(line string) (part, bool) {
	titled := strings.HasPrefix(line, "#") || strings.HasSuffix(line, ":")
	listed := isItem(line) && !titled
	line = strings.TrimSpace(strings.TrimLeftFunc(line, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	if !brief(line) {
		return open, false
	}
	lower := plainly(strings.TrimRight(line, ":?!… \u00a0"))
	begins := !strings.Contains(lower, ",") && (titled || !listed && len(skill.Find(line)) == 0)
	said := func(cue string) bool {
		return lower == cue || begins && strings.HasPrefix(lower, cue+" ") || titled && strings.HasSuffix(lower, " "+cue)
	}
	for _, p := range partCues {
		if slices.ContainsFunc(p.cues, said) {
			return p.part, true
		}
	}
	return open, strings.HasSuffix(line, ":") && len(strings.Fields(line)) <= 4 && !strings.Contains(line, ",")
}

// brief reports a line that is short enough for a heading, and no sentence.
func brief(line string) bool {
	return line != "" && len(line) <= 70 && !strings.HasSuffix(line, ".") && len(strings.Fields(line)) <= 8
}

// heads reports whether a line after a blank one looks like a heading of what
// follows at once.
func heads(line, next string) bool {
	next, _, _ = strings.Cut(next, "\n")
	r, _ := utf8.DecodeRuneInString(line)
	n := len(strings.Fields(line))
	return n > 0 && n <= 7 && unicode.IsUpper(r) && !strings.ContainsAny(line, ".,;%€$£") && next != "" && !isItem(line)
}

// plainly writes a heading as the cues are written.
func plainly(s string) string { return strings.ReplaceAll(strings.ToLower(s), "’", "'") }

var partCues = []struct {
	part part
	cues []string
}{
	{nice, split("nice to have|nice-to-have|nice to haves|preferred|preferred qualifications|preferred skills|desirable|desirable criteria|desired|bonus|bonus points|bonus skills|pluses|good to have|additional skills|extra points|it would be great if" +
		"|wünschenswert|von vorteil|nice to know|das wäre toll|das ist ein plus|pluspunkte|idealerweise" +
		"|souhaité|les plus|atouts|ce serait un plus|serait un plus|deseable|se valorará|se valora|valorable|valoraremos|se valorará positivamente|gewenst|mile widziane")},
	{must, split("requirements|qualifications|required|must have|must-have|must haves|essential|essential criteria|what you'll need|what you need|what you'll bring|you have|you'll have|who you are|your profile|your background|minimum qualifications|basic qualifications|required skills|skills|technical skills|what we're looking for|what we are looking for|we are looking for|we're looking for|about you|what you bring|you bring|experience|competencies|key competencies|what we look for|specialized experience|the ideal candidate|person specification|you should have|key skills|skills and experience|skills & experience|qualifications and experience|what makes you a great fit|candidate profile" +
		"|anforderungen|anforderungsprofil|ihr profil|dein profil|unser wunschprofil|das bringst du mit|das bringen sie mit|was du mitbringst|was sie mitbringen|das solltest du mitbringen|damit überzeugst du|damit überzeugen sie|wir erwarten|was wir erwarten|was wir uns wünschen|wir wünschen uns|das wünschen wir uns|wir suchen|qualifikation|qualifikationen|ihre qualifikation|ihre qualifikationen|deine qualifikation|deine qualifikationen|voraussetzungen|deine skills|das zeichnet dich aus|das zeichnet sie aus|wen wir suchen|du bringst mit|sie bringen mit" +
		"|profil recherché|profil|votre profil|ton profil|le profil|profil souhaité|profil du candidat|compétences requises|compétences|compétences attendues|prérequis|exigences|vous êtes|tu es|ce que nous recherchons|nous recherchons|qualifications requises" +
		"|requisitos|requisitos mínimos|requisitos imprescindibles|perfil|tu perfil|perfil buscado|perfil requerido|qué buscamos|lo que buscamos|buscamos|qué necesitas|qué pedimos|se requiere|tienes|imprescindible|experiencia" +
		"|requisiti|wymagania|vereisten|wat vragen wij")},
	{duties, split("responsibilities|key responsibilities|main responsibilities|what you'll do|what you will do|what you'll be doing|duties|duties include|the role|your role|the job|about the role|about this role|about the job|role summary|key objectives|day to day|your tasks|tasks|in this role|job description|your responsibilities|your mission|job purpose|main duties|key duties|what you will be doing|your impact" +
		"|aufgaben|deine aufgaben|ihre aufgaben|aufgabengebiet|ihr aufgabengebiet|das erwartet dich|das erwartet sie|was dich erwartet|was sie erwartet|was du bei uns machst|was du machst|das machst du|das sind deine aufgaben|deine rolle|ihre rolle|dein job|tätigkeiten|stellenbeschreibung|dein verantwortungsbereich|ihre tätigkeiten" +
		"|missions|vos missions|tes missions|missions principales|les missions|vos responsabilités|votre rôle|votre mission|ta mission|le poste|description du poste|activités principales|ce que vous ferez" +
		"|funciones|funciones principales|responsabilidades|tus funciones|tareas|qué harás|qué vas a hacer|tu misión|tu rol|descripción del puesto|tus responsabilidades|obowiązki|taken")},
	{skip, split("benefits|our benefits|your benefits|what we offer|we offer|what's in it for you|perks|compensation|salary|pay|how to apply|application process|about us|about the company|about the team|who we are|our values|equal opportunity|equal employment opportunity|eeo statement|diversity|info sessions|legal|privacy|why join us|why work with us" +
		"|wir bieten|wir bieten ihnen|wir bieten dir|das bieten wir|das bieten wir dir|das bieten wir ihnen|was wir bieten|was wir dir bieten|was wir ihnen bieten|unser angebot|deine vorteile|ihre vorteile|deine benefits|darauf kannst du dich freuen|darauf können sie sich freuen|über uns|wer wir sind|warum wir|kontakt|bewerbung|benefits & perks" +
		"|nous offrons|nous vous offrons|ce que nous offrons|ce que nous proposons|nous vous proposons|avantages|les avantages|rémunération|qui sommes-nous|à propos|à propos de nous|l'entreprise|comment postuler|processus de recrutement" +
		"|ofrecemos|qué ofrecemos|te ofrecemos|se ofrece|lo que ofrecemos|beneficios|condiciones|sobre nosotros|quiénes somos|cómo solicitar|offriamo|work schedule|location|travel requirement|travel requirements|application link|applications|citizenship|security clearance|contact")},
}

func split(s string) []string { return strings.Split(s, "|") }

// boilerplate reports sentences that are about applying, paying or the law.
func boilerplate(lower string) bool {
	for _, cue := range boilerplateCues {
		if strings.Contains(lower, cue) {
			return true
		}
	}
	return false
}

var boilerplateCues = split("equal opportunity|equal employment|competitive pay|stock options|without regard to|reasonable accommodation|salary|compensation|401(k)|health insurance|background check|click here|apply now|usajobs|u.s. citizens|visa sponsorship|vacation|paid leave|cookie|privacy policy|all qualified applicants|gs-1|locality pay|gehalt|urlaubstage|schwerbehinder|rémunération|tickets restaurant|salario|submit your|info session|eventbrite|max applications|application cap|your resume|your résumé|your application|federal style resume|gs-grade|gs grade|lower grade|all applicants|applicants must|you held each job|hours per week you|may result in disqualification|appointment type|learn more about the benefits|bewerbungsunterlagen|ihre bewerbung|votre candidature|tu candidatura")
