package ground

import (
	"os"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// TestClassesOfClaims holds honest texts and lies of one class against each
// other, each about a CV of one bullet.
func TestClassesOfClaims(t *testing.T) {
	raw, err := os.ReadFile("testdata/claims.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if len(parts) != 4 {
			continue
		}
		cv := jobs[parts[0]] + "- " + parts[1] + "\n- " + another[parts[0]] + "\n"
		c := New(resume.Parse(resume.Input{Text: cv, Today: today}), "")
		got := c.Judge(parts[3], false)
		if passes := got.Ruling == Supported || got.Ruling == Derived; passes != (parts[2] == "ok") {
			t.Errorf("%s of %q: %q: %s, %s", parts[2], parts[1], parts[3], got.Ruling, got.Reason)
		}
	}
}

// another is a bullet that has nothing to do with the claims: of one alone no
// language can be told.
var another = map[string]string{
	"en": "Answered the questions of customers and kept the files of the department in order.",
	"de": "Beantwortung der Fragen von Kunden und Ablage der Unterlagen für die Abteilung.",
	"fr": "Réponse aux questions des clients et classement des dossiers pour le service.",
	"es": "Respuesta a las preguntas de los clientes y archivo de los documentos para el departamento.",
}
