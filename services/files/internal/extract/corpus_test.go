package extract_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// TestCorpusIsReadWell compares what is read of every good file with what
// stands in it: by words, and by pairs of words that follow each other.
func TestCorpusIsReadWell(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads some 170 files")
	}
	root := filepath.Join(testkit.Corpus(t), "cv")
	manifest, err := os.ReadFile(filepath.Join(root, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]*sum{".pdf": {}, ".docx": {}, ".txt": {}, ".md": {}}
	for _, row := range strings.Split(strings.TrimSpace(string(manifest)), "\n")[1:] {
		cells := strings.Split(row, "\t")
		if cells[2] == "good" {
			words, pairs := compare(t, filepath.Join(root, cells[0]))
			sums[filepath.Ext(cells[0])].add(words, pairs)
		}
	}
	for ext, least := range map[string][2]float64{".pdf": {0.98, 0.965}, ".docx": {0.975, 0.96}, ".txt": {0.99, 0.99}, ".md": {0.96, 0.94}} {
		words, pairs := sums[ext].means()
		t.Logf("%s: %d files, words %.4f, pairs %.4f", ext, sums[ext].n, words, pairs)
		if words < least[0] || pairs < least[1] {
			t.Errorf("%s: words %.4f, pairs %.4f; want %.3f and %.3f", ext, words, pairs, least[0], least[1])
		}
	}
}

type sum struct {
	n            int
	words, pairs float64
}

func (s *sum) add(words, pairs float64) { s.n, s.words, s.pairs = s.n+1, s.words+words, s.pairs+pairs }

func (s *sum) means() (words, pairs float64) {
	n := float64(max(1, s.n))
	return s.words / n, s.pairs / n
}

func compare(t *testing.T, path string) (words, pairs float64) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	format, err := extract.Sniff(data, path)
	if err != nil {
		t.Errorf("%s: %v", filepath.Base(path), err)
		return 0, 0
	}
	r, err := extract.Read(t.Context(), format, data, options(t))
	if err != nil || r.Rejection != nil {
		t.Errorf("%s: %+v, %v", filepath.Base(path), r.Rejection, err)
		return 0, 0
	}
	got := tokens(r.Text)
	truths, err := filepath.Glob(path + ".truth*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range truths {
		truth, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		want := tokens(string(truth))
		if strings.HasSuffix(name, ".truth.txt") {
			words = f1(got, want)
		}
		pairs = max(pairs, f1(joined(got), joined(want))) // either column may come first
	}
	return words, pairs
}

var (
	token    = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}]|[\p{L}\p{M}\p{N}_]+[+#]*`)
	hyphens  = regexp.MustCompile(`(\p{L})[-\x{2010}\x{2011}\x{00AD}\x{05BE}]\s*(\p{L})`)
	shapless = regexp.MustCompile(`[\x{0610}-\x{061A}\x{064B}-\x{065F}\x{0640}\x{0591}-\x{05BD}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}]`)
)

func tokens(s string) []string {
	s = shapless.ReplaceAllString(norm.NFKC.String(s), "")
	s = hyphens.ReplaceAllString(hyphens.ReplaceAllString(s, "$1$2"), "$1$2")
	return token.FindAllString(strings.ToLower(s), -1)
}

func joined(words []string) []string {
	var all []string
	for i := 1; i < len(words); i++ {
		all = append(all, words[i-1]+" "+words[i])
	}
	return all
}

func f1(got, want []string) float64 {
	if len(got)+len(want) == 0 {
		return 1
	}
	counts := map[string]int{}
	for _, w := range want {
		counts[w]++
	}
	shared := 0
	for _, g := range got {
		if counts[g] > 0 {
			counts[g]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(got)+len(want))
}
