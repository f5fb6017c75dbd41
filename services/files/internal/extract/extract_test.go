package extract_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/worker"
)

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func options(t *testing.T) extract.Options {
	t.Helper()
	dir, err := worker.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	return extract.Options{CacheDir: dir}
}

func read(t *testing.T, data []byte, name string) extract.Result {
	t.Helper()
	format, err := extract.Sniff(data, name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	r, err := extract.Read(t.Context(), format, data, options(t))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

func TestFormatIsToldByContent(t *testing.T) {
	pdf, docx := fixture(t, "two-columns-en.pdf"), fixture(t, "features-en.docx")
	for _, c := range []struct {
		name string
		data []byte
		want extract.Format
	}{
		{"cv.docx", pdf, extract.PDF},
		{"cv.pdf", docx, extract.DOCX},
		{"cut.docx", docx[:len(docx)/2], extract.DOCX},
		{"junk.pdf", append(bytes.Repeat([]byte("junk "), 100), pdf...), extract.PDF},
		{"both.pdf", append(bytes.Clone(pdf), docx...), extract.PDF},
		{"cv.pdf", []byte("Ann Example, engineer"), extract.Text},
		{"cv.md", []byte("Ann Example, engineer"), extract.Markdown},
		{"cv", []byte("# Ann Example\n\nengineer"), extract.Markdown},
		{"cv.txt", []byte("\xff\xfeA\x00n\x00n\x00"), extract.Text},
		{"latin.txt", fixture(t, "cp1252-en.txt"), extract.Text},
	} {
		if got, err := extract.Sniff(c.data, c.name); err != nil || got != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestOtherFilesAreUnsupported(t *testing.T) {
	for name, data := range map[string]string{
		"program.pdf": "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00",
		"elf.txt":     "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00",
		"picture.md":  "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01",
		"page.txt":    "<!DOCTYPE html><html><body>Ann</body></html>",
		"rich.txt":    `{\rtf1\ansi Ann}`,
		"archive.zip": "PK\x03\x04\x14\x00\x00\x00\x08\x00other/file.txt",
		"old.doc":     "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600),
	} {
		if got, err := extract.Sniff([]byte(data), name); !errors.Is(err, extract.ErrUnsupported) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestADOCXWithAPasswordIsRejectedAsSuch(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600) +
		strings.Join(strings.Split("EncryptedPackage", ""), "\x00") + "\x00"

	r := read(t, []byte(ole), "cv.docx")

	if r.Rejection == nil || r.Rejection.Code != "encrypted" {
		t.Errorf("got %+v", r.Rejection)
	}
}

func TestRejectionsSayWhyAndWhatToDo(t *testing.T) {
	for _, c := range []struct {
		name, code, why string
		data            []byte
	}{
		{"password.pdf", "encrypted", "password", fixture(t, "password-en.pdf")},
		{"scan.pdf", "no_text_layer", "scanned", fixture(t, "scan-ar.pdf")},
		{"cut.pdf", "damaged", "damaged", fixture(t, "two-columns-en.pdf")[:2000]},
		{"entity.docx", "damaged", "save it again", fixture(t, "features-en.docx")[:2000]},
		{"blank.md", "no_text", "no text", []byte("#\n\n\t\n---\n")},
		{"novel.txt", "too_long", "longer", []byte(strings.Repeat("word ", extract.MaxBytes/4))},
	} {
		r := read(t, c.data, c.name)

		if r.Rejection == nil || r.Rejection.Code != c.code || !strings.Contains(r.Rejection.Detail, c.why) || r.Text != "" {
			t.Errorf("%s: got %+v; want %s", c.name, r.Rejection, c.code)
		}
	}
}

func TestQualityWarnsOfWhatAPersonShouldCheck(t *testing.T) {
	hidden := read(t, fixture(t, "features-en.docx"), "cv.docx")
	if hidden.Quality.Score == 100 || !strings.Contains(strings.Join(hidden.Quality.Warnings, " "), "hidden characters") {
		t.Errorf("hidden text: %+v", hidden.Quality)
	}
	guessed := read(t, fixture(t, "cp1252-en.txt"), "cv.txt")
	if !strings.Contains(strings.Join(guessed.Quality.Warnings, " "), "windows-1252") {
		t.Errorf("a guessed encoding: %+v", guessed.Quality)
	}
	good := read(t, fixture(t, "no-blanks-de.pdf"), "cv.pdf")
	if good.Quality.Score != 100 || len(good.Quality.Warnings) != 0 {
		t.Errorf("a good file: %+v", good.Quality)
	}
	columns := read(t, fixture(t, "two-columns-en.pdf"), "cv.pdf")
	if columns.Quality.Score != 100 || !slices.Equal(columns.Quality.Warnings, []string{"Two columns were read, one after the other."}) {
		t.Errorf("two columns: %+v", columns.Quality)
	}
	short := read(t, []byte("Ann Example, engineer"), "cv.txt")
	if len(short.Quality.Warnings) != 3 {
		t.Errorf("a short file: %+v", short.Quality)
	}
}
