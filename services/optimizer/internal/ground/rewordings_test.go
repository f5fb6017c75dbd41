package ground

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// jobs are a CV in each language around the bullets of
// testdata/rewordings.txt.
var jobs = map[string]string{
	"en": "Work experience\n\nEmployee\nExample Ltd\nMay 2015 – Present\n",
	"de": "Berufserfahrung\n\nFachkraft\nMuster GmbH\nMai 2015 – heute\n",
	"fr": "Expérience professionnelle\n\nEmployée\nSociété Exemple\nmai 2015 – aujourd'hui\n",
	"es": "Experiencia laboral\n\nEmpleada\nEmpresa Ejemplo\nmayo de 2015 – actualidad\n",
}

// TestRewordingsOfManyTradesPass reads each language's bullets as one CV.
func TestRewordingsOfManyTradesPass(t *testing.T) {
	raw, err := os.ReadFile("testdata/rewordings.txt")
	if err != nil {
		t.Fatal(err)
	}
	cvs, said := maps.Clone(jobs), map[string][]string{}
	for line := range strings.Lines(string(raw)) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		if len(parts) == 3 && line[0] != '#' {
			cvs[parts[0]] += "- " + parts[1] + "\n"
			said[parts[0]] = append(said[parts[0]], parts[2])
		}
	}
	for language, texts := range said {
		c := New(resume.Parse(resume.Input{Text: cvs[language], Today: today}), "")
		refused := 0
		for _, text := range texts {
			if got := c.Judge(text, false); got.Ruling != Supported && got.Ruling != Derived {
				refused++
				t.Logf("%s %q: %s", language, text, got.Reason)
			}
		}
		if refused*100 > len(texts)*15 {
			t.Errorf("%s: %d of %d rewordings are refused; want 15 %% at most", language, refused, len(texts))
		}
	}
}
