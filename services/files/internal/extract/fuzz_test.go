package extract_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// seeds are the files of the service's own tests.
func seeds(f *testing.F, pattern string) {
	f.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", "testdata", pattern))
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds like %s: %v", pattern, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, filepath.Base(name))
	}
}

// FuzzSniff tells formats of anything, under any name.
func FuzzSniff(f *testing.F) {
	seeds(f, "*")
	f.Add([]byte("%PDF-1.7\nPK\x03\x04word/document.xml"), "both.pdf")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		format, err := extract.Sniff(data, name)
		if (err == nil) == (format == "") {
			t.Fatalf("%q, %v", format, err)
		}
	})
}

// FuzzRead reads anything as text, Markdown and DOCX, to the structure.
func FuzzRead(f *testing.F) {
	seeds(f, "*.txt")
	seeds(f, "*.md")
	seeds(f, "*.docx")
	f.Fuzz(func(t *testing.T, data []byte, _ string) {
		for _, format := range []extract.Format{extract.Text, extract.Markdown, extract.DOCX} {
			r, err := extract.Read(t.Context(), format, data, extract.Options{})
			if err != nil {
				t.Fatalf("%s: an error of no kind: %v", format, err)
			}
			if !utf8.ValidString(r.Text) || len(r.Text) > extract.MaxBytes || r.Quality.Score < 0 || r.Quality.Score > 100 {
				t.Fatalf("%s: %d bytes, score %d", format, len(r.Text), r.Quality.Score)
			}
			placed(t, r)
		}
	})
}

// placed checks that all that was understood stands in the text.
func placed(t *testing.T, r extract.Result) {
	t.Helper()
	if r.Resume == nil {
		return
	}
	var s structure
	if err := json.Unmarshal(r.Resume, &s); err != nil {
		t.Fatal(err)
	}
	for pointer, at := range s.Meta.Spans {
		if at.Start < 0 || at.End <= at.Start || at.End > len(r.Text) {
			t.Fatalf("%s stands at %+v of %d", pointer, at, len(r.Text))
		}
	}
}
