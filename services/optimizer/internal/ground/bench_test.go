package ground

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

const posting = `Staff Engineer at Quayside Robotics. You have experience operating Kubernetes in production and enjoy Go.`

// pair is one text of the benchmark: faithful, or with something made up.
type pair struct {
	cv, kind string
	op       edit.Op
}

func readPairs(t *testing.T, name string) (map[string]*Checker, []pair) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	checkers := map[string]*Checker{}
	docs := map[string]resume.Document{}
	var pairs []pair
	var cv string
	var op edit.Op
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		kind, text, _ := strings.Cut(line, " | ")
		switch {
		case line == "" || line[0] == '#':
		case strings.HasPrefix(line, "@cv "):
			cv = line[4:]
			docs[cv] = readCV(t, cv)
			checkers[cv] = New(docs[cv], posting).Addressed("Staff Engineer", "Quayside Robotics")
		case strings.HasPrefix(line, "@op "):
			name, cited, _ := strings.Cut(line[4:], " ")
			op = edit.Op{Kind: edit.Kind(name), Facts: cite(t, docs[cv], cited)}
		default:
			op.Text = text
			pairs = append(pairs, pair{cv, kind, op})
		}
	}
	return checkers, pairs
}

func readCV(t *testing.T, name string) resume.Document {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".cv.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return resume.Parse(resume.Input{Text: string(text), Today: today})
}

// cite finds the facts that begin with the given words.
func cite(t *testing.T, d resume.Document, cited string) []string {
	t.Helper()
	var ids []string
	for prefix := range strings.SplitSeq(cited, " ; ") {
		found := ""
		for _, f := range d.Facts {
			if strings.HasPrefix(f.Text, prefix) && (found == "" || f.Text == prefix && f.Kind == resume.Skill) {
				found = f.ID
			}
		}
		if found == "" {
			t.Fatalf("no fact begins with %q", prefix)
		}
		ids = append(ids, found)
	}
	return ids
}

// TestBenchmark measures the check on minimal pairs. A made-up claim that
// passes breaks the promise; a faithful one that is refused costs a rewording.
func TestBenchmark(t *testing.T) {
	faithful, alarms := 0, 0
	for _, name := range []string{"pairs.txt", "pairs2.txt", "pairs3.txt", "pairs4.txt", "pairs5.txt"} {
		t.Run(name, func(t *testing.T) {
			n, refused := benchmark(t, name)
			faithful, alarms = faithful+n, alarms+refused
		})
	}
	t.Logf("false alarms over all sets: %d of %d", alarms, faithful)
	if alarms*20 > faithful {
		t.Errorf("false alarms: %d of %d are more than 5%%", alarms, faithful)
	}
}

func benchmark(t *testing.T, name string) (faithful, alarms int) {
	t.Helper()
	checkers, pairs := readPairs(t, name)
	caught, all := map[string]int{}, map[string]int{}

	for _, p := range pairs {
		got := checkers[p.cv].Check(p.op)
		refused := len(got.Unsupported) > 0
		if p.kind == "undecided" {
			continue // words that decide nothing: neither a promise nor a lie
		}
		if strings.HasSuffix(p.kind, "ok") {
			faithful++
			if refused {
				alarms++
				t.Logf("false alarm: %s: %q: %+v", p.cv, p.op.Text, got.Unsupported)
			}
			continue
		}
		all[p.kind]++
		if refused {
			caught[p.kind]++
		} else {
			t.Errorf("MISSED %s: %s: %q", p.kind, p.cv, p.op.Text)
		}
	}

	total, sum := 0, 0
	for kind, n := range all {
		total += n
		sum += caught[kind]
		if caught[kind] < n {
			t.Logf("%-18s %d of %d", kind, caught[kind], n)
		}
	}
	t.Logf("recall %d of %d made-up claims (%d kinds); false alarms %d of %d faithful texts", sum, total, len(all), alarms, faithful)
	return faithful, alarms
}

// TestInflationProbe: ten public kinds of inflation, all refused.
func TestInflationProbe(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "probe.txt"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")[1:]
	d := resume.Parse(resume.Input{Today: today, Text: "Ann Example\nann@example.com\n\nExperience\nSoftware Engineer\nExample Shop Ltd\n2019 – 2023\n• " + lines[0] + "\n"})
	c := New(d, "")
	ids := cite(t, d, "Rebuilt the checkout")

	for _, text := range lines[1:] {
		if got := c.Check(edit.Op{Kind: edit.Rewrite, Facts: ids, Text: text}); len(got.Unsupported) == 0 {
			t.Errorf("passed: %q", text)
		}
	}
	if got := c.Check(edit.Op{Kind: edit.Rewrite, Facts: ids, Text: lines[0]}); got.Verdict != edit.Verbatim {
		t.Errorf("the source's own words are %q", got.Verdict)
	}
}
