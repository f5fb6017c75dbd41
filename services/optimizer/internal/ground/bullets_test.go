package ground

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// TestBulletsInOtherWords reads the bullets of testdata/bullets.txt as one CV
// in each language: what is marked + passes, what is marked - doesn't.
func TestBulletsInOtherWords(t *testing.T) {
	raw, err := os.ReadFile("testdata/bullets.txt")
	if err != nil {
		t.Fatal(err)
	}
	cvs := maps.Clone(jobs)
	cvs["en"] = "Experience\n\nEmployee\nExample Ltd\nMay 2015 – present\n"
	for line := range strings.Lines(string(raw)) {
		if language, bullet, ok := strings.Cut(strings.TrimSpace(line), " | "); ok && line[0] != '#' {
			cvs[language] += "- " + bullet + "\n"
		}
	}
	checkers := map[string]*Checker{}
	for language, cv := range cvs {
		checkers[language] = New(resume.Parse(resume.Input{Text: cv, Today: today}), "")
	}
	language := ""
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if l, _, ok := strings.Cut(line, " | "); ok && line[0] != '#' {
			language = l
			continue
		}
		mark, text, _ := strings.Cut(line, " ")
		if mark != "+" && mark != "-" {
			continue
		}
		got := checkers[language].Judge(text, false)
		if passes := got.Ruling == Supported || got.Ruling == Derived; passes != (mark == "+") {
			t.Errorf("%s: %s, %s", line, got.Ruling, got.Reason)
		}
	}
}
