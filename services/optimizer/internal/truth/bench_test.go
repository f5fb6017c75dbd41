package truth_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/truth"
)

var (
	bench = flag.Bool("bench", false, "measure everything: make bench-truth")
	show  = flag.Bool("show", false, "print every text that was judged wrongly, to improve the texts")
	many  = flag.Uint64("cvs", 100, "generated CVs of each language, with -bench")
)

// TestBenchmarkTruth prints how well the check tells faithful texts from lies.
func TestBenchmarkTruth(t *testing.T) {
	if !*bench {
		t.Skip("it measures: make bench-truth")
	}
	parts := []struct {
		name string
		made *tally
	}{
		{"generated", generated(*many)},
		{"rewrites", people(t, filepath.Join("..", "ground", "testdata", "rewrites", "test"))},
		{"written", people(t, filepath.Join("testdata", "written"))},
		{"unseen", people(t, filepath.Join("testdata", "unseen"))},
		{"corpus", corpus(t, 1000)},
	}
	all := newTally()
	for _, p := range parts {
		if p.made.cvs == 0 {
			t.Errorf("%s: there is nothing to examine", p.name)
		}
		p.made.print(os.Stdout, p.name)
		if *show {
			p.made.mistakes(os.Stdout)
		}
		all.merge(p.made)
	}
	for _, p := range parts {
		p.made.result(os.Stdout, p.name)
	}
	all.result(os.Stdout, "all")
}

func (s *tally) mistakes(w io.Writer) {
	for _, m := range s.misses {
		fmt.Fprintln(w, "  passed:", m)
	}
	for _, a := range s.alarms {
		fmt.Fprintln(w, "  refused:", a)
	}
}

func generated(n uint64) *tally {
	s := newTally()
	for _, language := range truth.Languages {
		for seed := range n {
			s.examine(truth.Make(seed, language))
		}
	}
	return s
}

func people(t *testing.T, dir string) *tally {
	t.Helper()
	cvs, err := truth.Written(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	s := newTally()
	for _, cv := range cvs {
		s.examine(cv)
	}
	return s
}

// corpus measures on real CVs, at most so many.
func corpus(t *testing.T, most int) *tally {
	t.Helper()
	s := newTally()
	for _, cv := range mutated(t, most) {
		s.examine(cv)
	}
	return s
}

// mutated are the corpus's CVs in our languages, each once.
func mutated(t *testing.T, most int) []truth.CV {
	t.Helper()
	dir := filepath.Join(testkit.Corpus(t), "cv")
	names, _ := filepath.Glob(filepath.Join(dir, "*", "*.truth.txt"))
	more, _ := filepath.Glob(filepath.Join(dir, "*", "*.md"))
	ours, seen := map[string]bool{}, map[string]bool{}
	for _, language := range truth.Languages {
		ours[language] = true
	}
	var all []truth.CV
	for _, name := range append(names, more...) {
		if filepath.Base(filepath.Dir(name)) == "job-descriptions" {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d := resume.Parse(resume.Input{Text: string(raw), Today: truth.Today})
		if len(all) < most && ours[d.Language] && len(raw) < 40_000 && !seen[string(raw)] {
			seen[string(raw)] = true
			if cv := truth.Mutations(filepath.Base(name), d, string(raw)); len(cv.Bullets) > 0 {
				all = append(all, cv)
			}
		}
	}
	return all
}
