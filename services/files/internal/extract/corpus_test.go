package extract_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/pdf"
	"github.com/sartor-cv/sartor/services/files/internal/score"
)

// TestCorpusIsReadWell compares what is read of every good file with what
// stands in it. The least marks are what was reached: they only go up.
func TestCorpusIsReadWell(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads some 170 files")
	}
	files, err := score.Corpus(filepath.Join(testkit.Corpus(t), "cv"))
	if err != nil {
		t.Fatal(err)
	}
	o := ready(t)
	sums := map[string]*score.Sum{".pdf": {}, ".docx": {}, ".txt": {}, ".md": {}}
	for _, f := range files {
		if f.Kind == "good" {
			sums[filepath.Ext(f.Path)].Add(marksOf(t, f, o))
		}
	}
	for ext, least := range map[string]score.Marks{
		".pdf":  {Words: 0.991, Pairs: 0.981, Order: 0.974},
		".docx": {Words: 0.975, Pairs: 0.96},
		".txt":  {Words: 0.99, Pairs: 0.99},
		".md":   {Words: 0.96, Pairs: 0.94},
	} {
		got := sums[ext].Mean()
		t.Logf("%s: %d files, words %.4f, pairs %.4f, order %.4f", ext, sums[ext].Files, got.Words, got.Pairs, got.Order)
		if got.Words < least.Words || got.Pairs < least.Pairs || got.Order < least.Order {
			t.Errorf("%s: got %+v; want at least %+v", ext, got, least)
		}
	}
}

// ready is like options, with a PDFium that reads many files.
func ready(t *testing.T) extract.Options {
	t.Helper()
	o := options(t)
	reader, err := pdf.Open(t.Context(), o.CacheDir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close() })
	o.PDF = reader
	return o
}

func readFile(t *testing.T, f score.File, o extract.Options) extract.Result {
	t.Helper()
	data, err := os.ReadFile(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	format, err := extract.Sniff(data, f.Path)
	if err != nil {
		t.Errorf("%s: %v", f.Path, err)
		return extract.Result{}
	}
	r, err := extract.Read(t.Context(), format, data, o)
	if err != nil {
		t.Errorf("%s: %v", f.Path, err)
	}
	return r
}

func marksOf(t *testing.T, f score.File, o extract.Options) score.Marks {
	t.Helper()
	r := readFile(t, f, o)
	if r.Rejection != nil {
		t.Errorf("%s: %+v", f.Path, r.Rejection)
	}
	truth, err := f.Truth()
	if err != nil {
		t.Fatal(err)
	}
	return truth.Of(r.Text)
}
