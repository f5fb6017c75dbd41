package ground

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
)

// rewrite is a line of testdata/rewrites: what somebody might make of one or
// more bullets of a CV, faithful ("ok") or with something made up.
type rewrite struct {
	Kind  string `json:"kind"`
	Where string `json:"where"`
	Of    []int  `json:"of"` // the bullets, counted from 1
	Text  string `json:"text"`
}

func rewrites(t *testing.T, name string) (resume.Document, []rewrite) {
	t.Helper()
	text, err := os.ReadFile(strings.TrimSuffix(name, ".jsonl") + ".cv.txt")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var all []rewrite
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var r rewrite
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return resume.Parse(resume.Input{Text: string(text), Today: today}), all
}

// TestRewrites measures the check on rewordings and lies that were written
// before anybody looked at what it makes of them. Those under test were never
// looked at one by one.
func TestRewrites(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here is shared, and the race detector would take minutes")
	}
	for _, split := range []string{"dev", "test"} {
		names, _ := filepath.Glob(filepath.Join("testdata", "rewrites", split, "*.jsonl"))
		lies, caught, faithful, refused := 0, 0, 0, 0
		missed, alarms, why := map[string]int{}, map[string]int{}, map[string]int{}
		for _, name := range names {
			d, all := rewrites(t, name)
			c := New(d, "")
			cv := strings.TrimSuffix(filepath.Base(name), ".jsonl")
			for _, r := range all {
				got := c.Judge(r.Text, r.Where == "letter")
				passes := got.Ruling == Supported || got.Ruling == Derived
				switch r.Kind {
				case "ok":
					faithful++
					if !passes {
						refused++
						alarms[cv]++
						kind, _, _ := strings.Cut(got.Reason, " ")
						why[kind]++
					}
				default:
					lies++
					if !passes {
						caught++
					} else {
						missed[r.Kind]++
					}
				}
				if split == "dev" && passes != (r.Kind == "ok") {
					t.Logf("%-10s %-8s %q: %s %s", r.Kind, cv, r.Text, got.Ruling, got.Reason)
				}
			}
		}
		t.Logf("%s: caught %d of %d, missed %v; refused %d of %d faithful %v %v", split, caught, lies, missed, refused, faithful, alarms, why)
	}
}
