// Package letter frames the paragraphs of a cover letter with what code knows:
// a greeting and a closing in the reader's language, and the writer's name as
// the CV has it.
package letter

import (
	"strings"

	"golang.org/x/text/language"
)

// Letter is what a cover letter is made of.
type Letter struct {
	Paragraphs []string
	Name       string // empty when the CV has none
	Language   string // BCP 47
	Tone       string // neutral, formal or warm
}

// frame is how one language begins and ends a letter.
type frame struct {
	greeting string
	formal   string // closing
	warm     string
}

var frames = map[string]frame{
	"en": {"Dear hiring team,", "Yours faithfully,", "Kind regards,"},
	"de": {"Sehr geehrte Damen und Herren,", "Mit freundlichen Grüßen", "Herzliche Grüße"},
	"fr": {"Madame, Monsieur,", "Veuillez agréer, Madame, Monsieur, mes salutations distinguées.", "Bien cordialement,"},
	"es": {"Estimado equipo de selección:", "Atentamente,", "Un cordial saludo,"},
	"it": {"Gentili signore e signori,", "Distinti saluti,", "Cordiali saluti,"},
	"pt": {"Prezada equipe de seleção,", "Atenciosamente,", "Cordiais saudações,"},
	"nl": {"Geachte heer of mevrouw,", "Hoogachtend,", "Met vriendelijke groet,"},
	"pl": {"Szanowni Państwo,", "Z poważaniem,", "Z pozdrowieniami,"},
}

// Markdown writes a letter.
func Markdown(l Letter) string {
	f, ok := frames[Base(l.Language)]
	if !ok {
		f = frames["en"]
	}
	closing := f.warm
	if l.Tone == "formal" || Base(l.Language) == "de" && l.Tone != "warm" {
		closing = f.formal
	}
	parts := append([]string{f.greeting}, l.Paragraphs...)
	parts = append(parts, closing)
	if l.Name != "" {
		parts = append(parts, escaped(l.Name))
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// Base is a language without its region: "de" of "de-AT".
func Base(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	b, _ := t.Base()
	return b.String()
}

// escaped keeps what is only a name from being read as Markdown.
func escaped(s string) string {
	return strings.NewReplacer("\\", `\\`, "*", `\*`, "_", `\_`, "#", `\#`, "[", `\[`, "<", `\<`, "`", "\\`").Replace(s)
}
