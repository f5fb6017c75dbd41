package extract_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/score"
)

// TestFilesThatNameTheWrongLettersAreFlagged reads Polish whose font says B
// where it shows ł.
func TestFilesThatNameTheWrongLettersAreFlagged(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads files of the corpus")
	}
	files, err := score.Corpus(filepath.Join(testkit.Corpus(t), "cv"))
	if err != nil {
		t.Fatal(err)
	}
	o, seen := ready(t), 0
	for _, f := range files {
		if f.Class != "gen-ghostscript" && f.Class != "no-tounicode" {
			continue
		}
		seen++
		r := readFile(t, f, o)
		switch {
		case f.Class == "no-tounicode" && r.Outcome() != "unreadable_fonts":
			t.Errorf("%s: got %s", f.Path, r.Outcome())
		case f.Class == "gen-ghostscript" && !strings.Contains(strings.Join(r.Quality.Warnings, " "), "which letters it shows"):
			t.Errorf("%s: got %+v", f.Path, r.Quality)
		}
	}
	if seen < 2 {
		t.Errorf("%d files of the kind; want 2", seen)
	}
}

func TestGoodFilesAreNotSaidToLie(t *testing.T) {
	for _, name := range []string{"two-columns-en.pdf", "no-blanks-de.pdf", "linkedin-en.pdf", "typst-he.pdf"} {
		r := read(t, fixture(t, name), name)

		if strings.Contains(strings.Join(r.Quality.Warnings, " "), "which letters") || r.Rejection != nil {
			t.Errorf("%s: %+v, %+v", name, r.Quality, r.Rejection)
		}
	}
	camel := strings.Repeat("worked with JavaScript, PostgreSQL and LinkedIn every day of the week and found it good. ", 30)
	if r := read(t, []byte(camel), "cv.txt"); r.Rejection != nil || r.Outcome() != "parsed" {
		t.Errorf("names of products: %+v", r.Rejection)
	}
}
