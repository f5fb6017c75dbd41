package arch

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What the pages promise they prove: a table whose last column is "proved by"
// names, row by row, the tests that do, by the folder they lie in.
func TestEveryPromiseIsProvedByATestThatExists(t *testing.T) {
	declared := testsByFolder(t)
	rows := 0
	pages, err := filepath.Glob(filepath.Join(root(t), "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		name := "docs/" + filepath.Base(page)
		faults, n := unproved(read(t, name), declared)
		for _, fault := range faults {
			t.Errorf("%s: %s", name, fault)
		}
		rows += n
	}
	if rows < 90 {
		t.Errorf("%d rows have a test; want 90 at least: is the table still read?", rows)
	}
}

func TestAPromiseWithoutATestIsSeen(t *testing.T) {
	declared := map[string]map[string]bool{"libs/bus": {"TestA": true, "FuzzB": true}, "tests/e2e": {"TestC": true}}
	const head = "| promise | proved by |\n|---|---|\n"
	if faults, rows := unproved("It is so (`TestA`).\n\n"+head+"| this | libs/bus: `TestA`, `FuzzB`; tests/e2e: `TestC` |\n\n| a | b |\n|---|---|\n| x | y |\n", declared); len(faults) != 0 || rows != 1 {
		t.Errorf("a good page: got %q in %d rows; want no fault in one", faults, rows)
	}
	for what, text := range map[string]string{
		"no test":                       head + "| this | it is obvious |\n",
		"an empty cell":                 head + "| this | |\n",
		"a test that is gone":           head + "| this | libs/bus: `TestGone` |\n",
		"a test of another folder":      head + "| this | libs/bus: `TestC` |\n",
		"a folder that is gone":         head + "| this | libs/gone: `TestA` |\n",
		"no folder":                     head + "| this | `TestA` |\n",
		"something beside":              head + "| this | libs/bus: `TestA` and by looking |\n",
		"a good row before":             head + "| that | libs/bus: `TestA` |\n| this | none |\n",
		"a missing column":              head + "| this |\n",
		"words around a test that's no": "It is so (`TestGone`).\n",
	} {
		if faults, _ := unproved(text, declared); len(faults) == 0 {
			t.Errorf("%s: passes", what)
		}
	}
}

var (
	anyTest = regexp.MustCompile("`((?:Test|Fuzz)\\w+)`")
	prover  = regexp.MustCompile("^([\\w/]+): (`(?:Test|Fuzz)\\w+`(?:, `(?:Test|Fuzz)\\w+`)*)$")
)

// unproved says what of a page is not proved, and how many rows of it promise.
func unproved(text string, declared map[string]map[string]bool) (faults []string, rows int) {
	for _, m := range anyTest.FindAllStringSubmatch(text, -1) {
		if !slices.ContainsFunc(slices.Collect(maps.Values(declared)), func(tests map[string]bool) bool { return tests[m[1]] }) {
			faults = append(faults, "there is no "+m[1])
		}
	}
	columns := 0 // of the table we are in, if it promises
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		last := strings.TrimSpace(cells[len(cells)-1])
		switch {
		case !strings.HasPrefix(line, "|"):
			columns = 0
		case last == "proved by":
			columns = len(cells)
		case columns > 0 && strings.Trim(last, "-") != "":
			rows++
			faults = append(faults, proofOf(strings.TrimSpace(cells[0]), last, columns == len(cells), declared)...)
		case columns > 0 && !strings.Contains(line, "---"):
			faults = append(faults, fmt.Sprintf("%q names no test", strings.TrimSpace(line)))
		}
	}
	return faults, rows
}

// proofOf judges the last cell of a row.
func proofOf(promise, cell string, whole bool, declared map[string]map[string]bool) (faults []string) {
	if !whole {
		return []string{fmt.Sprintf("%q lacks a column", promise)}
	}
	for part := range strings.SplitSeq(cell, "; ") {
		m := prover.FindStringSubmatch(part)
		if m == nil {
			faults = append(faults, fmt.Sprintf("%q: %q is no folder and its tests", promise, part))
			continue
		}
		for _, test := range anyTest.FindAllStringSubmatch(m[2], -1) {
			if !declared[m[1]][test[1]] {
				faults = append(faults, fmt.Sprintf("%q: %s has no %s", promise, m[1], test[1]))
			}
		}
	}
	return faults
}

var declaredTest = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)

// testsByFolder are the tests and fuzz targets of the repository.
func testsByFolder(t *testing.T) map[string]map[string]bool {
	t.Helper()
	all := map[string]map[string]bool{}
	files(t, func(rel, abs string) {
		if !strings.HasSuffix(rel, "_test.go") {
			return
		}
		text, err := os.ReadFile(abs)
		if err != nil {
			t.Fatal(err)
		}
		folder := path.Dir(rel)
		if all[folder] == nil {
			all[folder] = map[string]bool{}
		}
		for _, m := range declaredTest.FindAllStringSubmatch(string(text), -1) {
			all[folder][m[1]] = true
		}
	})
	return all
}
