package worker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/score"
	"github.com/sartor-cv/sartor/services/files/internal/worker"
)

func tesseract(t *testing.T) worker.Recognition {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts other processes")
	}
	found, err := worker.FindRecognition(t.Context(), "eng+tlh")
	if err != nil {
		t.Fatal(err)
	}
	if found.Program == "" {
		t.Skip("tesseract is not installed")
	}
	return found
}

func scanned(t *testing.T, name string) (data []byte, truth score.Truth) {
	t.Helper()
	path := filepath.Join(testkit.Corpus(t), "cv", "scanned", name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	stands, err := os.ReadFile(path + ".truth.txt")
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return data, score.Truth{Texts: []string{string(stands)}}
}

func TestLanguagesWithoutDataAreLeftOut(t *testing.T) {
	if found := tesseract(t); found.Languages != "eng" {
		t.Errorf("got %q; want eng alone", found.Languages)
	}
	if _, err := worker.FindRecognition(t.Context(), "tlh"); err == nil {
		t.Error("a language without data was found")
	}
}

func TestAScanIsReadAndMarkedAsSuch(t *testing.T) {
	p := pool(t, usual)
	p.Recognize(tesseract(t))
	data, truth := scanned(t, "scan-chrome-en1-plain.pdf")

	r, err := p.Read(t.Context(), extract.PDF, data)

	if err != nil || r.Rejection != nil {
		t.Fatalf("got %+v, %v", r.Rejection, err)
	}
	if got := truth.Of(r.Text); got.Words < 0.97 || got.Pairs < 0.94 {
		t.Errorf("got %+v of\n%s", got, r.Text)
	}
	if r.Quality.Score > 80 || !strings.Contains(strings.Join(r.Quality.Warnings, " "), "character recognition") {
		t.Errorf("got %+v", r.Quality)
	}
}

func TestOnlyThePagesWithoutTextAreRecognised(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads PDFs in other processes, which the race detector only slows down")
	}
	p := pool(t, usual)
	data, _ := scanned(t, "mixed-text-then-scan.pdf")

	without, err := p.Read(t.Context(), extract.PDF, data)
	if err != nil || !strings.Contains(strings.Join(without.Quality.Warnings, " "), "2 pages, 1 without text") {
		t.Fatalf("without tesseract: %+v, %v", without.Quality, err)
	}
	p.Recognize(tesseract(t))
	with, err := p.Read(t.Context(), extract.PDF, data)

	if err != nil || !strings.HasPrefix(with.Text, without.Text[:200]) || len(with.Text) < len(without.Text)+200 {
		t.Errorf("with it: %d bytes, %v; want more than %d that begin alike", len(with.Text), err, len(without.Text))
	}
	if !strings.Contains(strings.Join(with.Quality.Warnings, " "), "1 of 2 pages comes from character recognition") {
		t.Errorf("got %+v", with.Quality)
	}
}

func TestWithoutTesseractTheRejectionSaysSo(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts other processes")
	}
	data, _ := scanned(t, "scan-chrome-en1-plain.pdf")

	r, err := pool(t, usual).Read(t.Context(), extract.PDF, data)

	if err != nil || r.Outcome() != "no_text_layer" || !strings.Contains(r.Rejection.Detail, "not installed") {
		t.Errorf("got %+v, %v", r.Rejection, err)
	}
	t.Setenv("PATH", t.TempDir())
	if found, err := worker.FindRecognition(t.Context(), "eng"); err != nil || found.Program != "" {
		t.Errorf("got %+v, %v; want none", found, err)
	}
}

func TestALanguageThatIsNotKnownIsNotMadeUp(t *testing.T) {
	p := pool(t, usual)
	p.Recognize(tesseract(t))
	data, err := os.ReadFile("../../testdata/scan-ar.pdf")
	if err != nil {
		t.Fatal(err)
	}

	r, err := p.Read(t.Context(), extract.PDF, data)

	if err != nil || r.Outcome() != "no_text_layer" || !strings.Contains(r.Rejection.Detail, "found no words") {
		t.Errorf("got %q, %+v, %v", r.Text, r.Rejection, err)
	}
}

// TestRecognitionIsBounded has programs in the place of tesseract that go wrong.
func TestRecognitionIsBounded(t *testing.T) {
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("it starts other processes")
	}
	data, _ := scanned(t, "scan-chrome-en1-plain.pdf")
	for name, script := range map[string]string{
		"it hangs":        "sleep 600",
		"it starts more":  "sleep 600 & sleep 600",
		"it talks":        "while :; do echo 5 words without end; done",
		"it writes files": `echo x >"$0.made" || exit 3; printf '5\t1\t1\t1\t1\t1\t0\t0\t0\t0\t99\tone\n'`,
		"it crashes":      "kill -SEGV $$",
	} {
		program := filepath.Join(t.TempDir(), "recognizer")
		if err := os.WriteFile(program, []byte(fmt.Sprintf("#!/bin/sh\n%s\n", script)), 0o700); err != nil {
			t.Fatal(err)
		}
		p := pool(t, usual)
		p.Recognize(worker.Recognition{Program: program, Languages: "eng", Wall: 2 * time.Second})
		began := time.Now()

		r, err := p.Read(t.Context(), extract.PDF, data)

		if err != nil || r.Outcome() != "no_text_layer" {
			t.Errorf("%s: got %s, %v", name, r.Outcome(), err)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: it took %v", name, took)
		}
		if made, err := os.ReadFile(program + ".made"); err == nil && len(made) > 0 {
			t.Errorf("%s: it wrote a file", name)
		}
	}
}
