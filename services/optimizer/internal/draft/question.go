package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

// Question is something that only the user can know.
type Question struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`  // gap or claim
	About string `json:"about"` // the skill that is missing, or the words that nothing proves
	Text  string `json:"text"`
}

// The kinds of questions.
const (
	Gap   = "gap"   // the job asks for it and the CV says nothing about it
	Claim = "claim" // the user wrote it and the CV doesn't say so
)

// UnmarshalJSON also reads the questions of older results, which were texts.
func (q *Question) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &q.Text)
	}
	type plain Question
	return json.Unmarshal(data, (*plain)(q))
}

// mostGaps bounds what is asked about the job's wishes.
const mostGaps = 5

func (t *Table) questions(d Draft, language string) []Question {
	say, ok := asks[language]
	if !ok {
		say = asks["en"]
	}
	all := []Question{}
	for _, s := range d.Steps {
		if s.Mine && !s.Rejected && s.Verdict == edit.Reverted && s.Op.Text != "" {
			all = append(all, Question{
				ID: questionID(Claim, s.Op.Text), Kind: Claim, About: s.Op.Text,
				Text: strings.NewReplacer("{text}", s.Op.Text, "{unproven}", unproven(s.Unsupported)).Replace(say.claim),
			})
		}
	}
	gaps := 0
	for _, q := range t.missing(d, language) {
		term, words := q.Term, q.Text
		id := questionID(Gap, term)
		if gaps == mostGaps {
			break
		}
		if !slices.Contains(d.Source.Denied, id) {
			all = append(all, Question{ID: id, Kind: Gap, About: term, Text: strings.ReplaceAll(say.gap, "{skill}", words)})
			gaps++
		}
	}
	return all
}

// unproven quotes what has no proof, each once.
func unproven(claims []edit.Unsupported) string {
	var all []string
	for _, u := range claims {
		if quoted := "“" + u.Text + "”"; !slices.Contains(all, quoted) {
			all = append(all, quoted)
		}
	}
	return strings.Join(all, ", ")
}

// missing are the skills that the CV has nothing of, required ones first; Text is
// what they are called in the question.
func (t *Table) missing(d Draft, language string) (all []match.Requirement) {
	for _, must := range []bool{true, false} {
		for _, q := range t.Job.Requirements {
			if q.Kind != match.KindSkill || q.Must != must || !slices.Contains(d.Made.Match.Missing, q.Term) {
				continue
			}
			if language == "en" || asks[language] == (asking{}) {
				q.Text = q.Term
			}
			all = append(all, q)
		}
	}
	return all
}

// questionID is the same for the same question, also in another optimization.
func questionID(kind, about string) string {
	sum := sha256.Sum256([]byte(kind + "\n" + strings.Join(strings.Fields(about), " ")))
	return "q" + hex.EncodeToString(sum[:8])
}

type asking struct{ gap, claim string }

var asks = map[string]asking{
	"en": {
		"The job asks for {skill}, and the CV says nothing about it. Do you have experience with it? If so, confirm, and best add where and what you did.",
		"You wrote: “{text}” The CV doesn't prove {unproven}. Do you confirm that it is true?",
	},
	"de": {
		"Gefordert ist {skill}, und der Lebenslauf sagt nichts dazu. Haben Sie Erfahrung damit? Dann bestätigen Sie es, am besten mit Ort und Aufgabe.",
		"Sie haben geschrieben: „{text}“ Der Lebenslauf belegt {unproven} nicht. Bestätigen Sie, dass es wahr ist?",
	},
	"fr": {
		"L’annonce demande {skill}, dont le CV ne dit rien. En avez-vous l’expérience ? Si oui, confirmez-le, en précisant où et comment.",
		"Vous avez écrit : « {text} » Le CV ne prouve pas {unproven}. Confirmez-vous que c’est vrai ?",
	},
	"es": {
		"La oferta pide {skill} y el CV no dice nada al respecto. ¿Tiene experiencia? Si es así, confírmelo e indique dónde y qué hizo.",
		"Ha escrito: «{text}» El CV no prueba {unproven}. ¿Confirma que es cierto?",
	},
}
