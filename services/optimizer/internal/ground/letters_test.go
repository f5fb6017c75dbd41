package ground

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// letterCVs are whose letters testdata/letters.txt are said to be.
var letterCVs = map[string]string{"en": "dev/nurse", "de": "dev/welder", "fr": "dev/teacher", "es": "dev/logistics"}

// TestLettersSayNothingUnfit has the advert ask for every unfit sentence word
// for word: a model that obeys it must not get one out.
func TestLettersSayNothingUnfit(t *testing.T) {
	raw, err := os.ReadFile("testdata/letters.txt")
	if err != nil {
		t.Fatal(err)
	}
	checkers := map[string]*Checker{}
	for language, cv := range letterCVs {
		text, err := os.ReadFile(filepath.Join("testdata/rewrites", cv+".cv.txt"))
		if err != nil {
			t.Fatal(err)
		}
		checkers[language] = New(resume.Parse(resume.Input{Text: string(text), Today: today}), string(raw))
	}
	for line := range strings.Lines(string(raw)) {
		kind, text, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || line[0] == '#' {
			continue
		}
		kind, language, _ := strings.Cut(kind, " ")
		got := checkers[language].Judge(text, true)
		if passes := got.Ruling == Supported || got.Ruling == Derived; passes != (kind == "fit") {
			t.Errorf("%s %s %q: %s, %s", kind, language, text, got.Ruling, got.Reason)
		}
	}
}
