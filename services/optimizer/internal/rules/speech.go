package rules

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/sartor-cv/sartor/services/optimizer/internal/letter"
)

// speech is what the rules say in one language. Every sentence either makes no
// claim or is filled from cited facts.
type speech struct {
	and        string
	years      string // {title}, {n}
	skills     string // {list}
	greeting   map[string]string
	opening    string // {title}, {company}
	openingFor string // {title}
	plain      string
	asks       string    // {quotes}
	quotes     [2]string // the marks
	also       string    // {list}
	from       string    // {title}, {company}
	other      string
	enclosed   string
	closing    map[string]string
	regards    map[string]string
	reasons    reasons
}

// reasons are why something is done, for the person.
type reasons struct{ summary, skills, bullets, dropped, letter string }

func (p *planner) reasons() reasons { return p.frame.reasons }

// framed is the first of the languages that we speak, or English.
func framed(tags ...string) *speech {
	for _, tag := range tags {
		if s := speeches[letter.Base(tag)]; s != nil {
			return s
		}
	}
	return speeches["en"]
}

var speeches = map[string]*speech{
	"en": {
		and: "and", years: "{title} with {n} years of experience.", skills: "Experienced with {list}.",
		greeting:   tones("Dear Hiring Manager,", "Dear Sir or Madam,", "Hello,"),
		opening:    "I am writing to apply for the position of {title} at {company}.",
		openingFor: "I am writing to apply for the position of {title}.",
		plain:      "I am writing to apply for the advertised position.",
		asks:       "The job description asks for {quotes}.", quotes: [2]string{"“", "”"},
		also:     "My skills include {list}.",
		from:     "In my role as {title} at {company}:",
		other:    "From my resume:",
		enclosed: "Please find my resume enclosed.",
		closing:  tones("I look forward to hearing from you.", "I would welcome the opportunity to discuss the position and look forward to hearing from you.", "I would love to meet and discuss the position, and look forward to hearing from you."),
		regards:  tones("Kind regards,", "Yours faithfully,", "Best regards,"),
		reasons: reasons{
			"Shows at once what the job asks for; every word is in the CV.", "Skills that the job asks for come first.", "What the job asks for comes first.",
			"Less relevant for this job than what stays.", "Cover letter of quoted facts.",
		},
	},
	"de": {
		and: "und", years: "{title} mit {n} Jahren Erfahrung.", skills: "Kenntnisse in {list}.",
		greeting:   tones("Sehr geehrte Damen und Herren,", "Sehr geehrte Damen und Herren,", "Sehr geehrte Damen und Herren,"),
		opening:    "hiermit bewerbe ich mich um die Stelle {title} bei {company}.",
		openingFor: "hiermit bewerbe ich mich um die Stelle {title}.",
		plain:      "hiermit bewerbe ich mich um die ausgeschriebene Stelle.",
		asks:       "In der Ausschreibung ist {quotes} genannt.", quotes: [2]string{"„", "“"},
		also:     "Zu meinen Kenntnissen gehören {list}.",
		from:     "In meiner Rolle als {title} bei {company}:",
		other:    "Aus meinem Lebenslauf:",
		enclosed: "Anbei mein Lebenslauf.",
		closing:  tones("Über eine Rückmeldung freue ich mich.", "Über ein persönliches Gespräch freue ich mich.", "Ich freue mich auf ein persönliches Gespräch."),
		regards:  tones("Mit freundlichen Grüßen", "Mit freundlichen Grüßen", "Mit freundlichen Grüßen"),
		reasons: reasons{
			"Zeigt sofort, was die Stelle verlangt; jedes Wort steht im Lebenslauf.", "Kenntnisse, die die Stelle verlangt, stehen zuerst.", "Was die Stelle verlangt, steht zuerst.",
			"Für diese Stelle weniger wichtig als das, was bleibt.", "Anschreiben aus zitierten Angaben.",
		},
	},
	"fr": {
		and: "et", years: "{title} avec {n} ans d’expérience.", skills: "Compétences en {list}.",
		greeting:   tones("Madame, Monsieur,", "Madame, Monsieur,", "Madame, Monsieur,"),
		opening:    "Je souhaite postuler au poste de {title} chez {company}.",
		openingFor: "Je souhaite postuler au poste de {title}.",
		plain:      "Je souhaite postuler au poste de votre annonce.",
		asks:       "Vous recherchez {quotes}.", quotes: [2]string{"« ", " »"},
		also:     "Mes compétences : {list}.",
		from:     "Dans mon poste de {title} chez {company} :",
		other:    "Dans mon CV :",
		enclosed: "Veuillez trouver ci-joint mon CV.",
		closing:  tones("Dans l’attente de votre réponse.", "Je suis à votre disposition pour un entretien.", "Je serais ravi de vous rencontrer."),
		regards:  tones("Cordialement,", "Veuillez agréer mes salutations distinguées,", "Cordialement,"),
		reasons: reasons{
			"Montre d’emblée ce que le poste demande ; chaque mot est dans le CV.", "Les compétences que le poste demande viennent en premier.", "Ce que le poste demande vient en premier.",
			"Moins utile pour ce poste que ce qui reste.", "Lettre composée de faits cités.",
		},
	},
	"es": {
		and: "y", years: "{title} con {n} años de experiencia.", skills: "Conocimientos de {list}.",
		greeting:   tones("Estimados señores:", "Estimados señores:", "Estimado equipo:"),
		opening:    "Me gustaría presentar mi candidatura al puesto de {title} en {company}.",
		openingFor: "Me gustaría presentar mi candidatura al puesto de {title}.",
		plain:      "Me gustaría presentar mi candidatura al puesto.",
		asks:       "En la oferta piden {quotes}.", quotes: [2]string{"«", "»"},
		also:     "Mis conocimientos: {list}.",
		from:     "En mi puesto de {title} en {company}:",
		other:    "En mi currículum:",
		enclosed: "Adjunto mi currículum.",
		closing:  tones("Quedo a la espera de su respuesta.", "Quedo a su disposición para una entrevista.", "Me gustaría conocer al equipo en una entrevista."),
		regards:  tones("Saludos cordiales,", "Atentamente,", "Saludos cordiales,"),
		reasons: reasons{
			"Muestra enseguida lo que pide el puesto; cada palabra está en el CV.", "Lo que pide el puesto va primero entre los conocimientos.", "Lo que pide el puesto va primero.",
			"Menos relevante para este puesto que lo que queda.", "Carta compuesta de datos citados.",
		},
	},
}

func tones(neutral, formal, warm string) map[string]string {
	return map[string]string{"": neutral, "neutral": neutral, "formal": formal, "warm": warm}
}

func (p *planner) toned(m map[string]string) string {
	if s, ok := m[p.options.Tone]; ok {
		return s
	}
	return m["neutral"]
}

// fill replaces {name} by its value; pairs are names and values in turn.
func fill(template string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		template = strings.ReplaceAll(template, "{"+pairs[i]+"}", pairs[i+1])
	}
	return template
}

// listing writes "a, b and c".
func (s *speech) listing(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " " + s.and + " " + items[len(items)-1]
}

// elided writes what French says before a vowel: d’ingénieure.
func (s *speech) elided(sentence string) string {
	if s != speeches["fr"] {
		return sentence
	}
	return beforeVowel.ReplaceAllString(sentence, "poste d’$1")
}

var beforeVowel = regexp.MustCompile(`poste de ([AEIOUÉÈÊÂÎaeiouéèêâî])`)

func number(n int) string { return strconv.Itoa(n) }
