package arch

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestImports(t *testing.T) {
	for _, broken := range judge(packages(t)) {
		t.Error(broken)
	}
}

func TestRulesKnowTheirExamples(t *testing.T) {
	for _, r := range rules {
		for _, e := range r.bites {
			if !r.forbids(e) {
				t.Errorf("%q lets pass: %s imports %s", r.why, e.from, e.to)
			}
		}
		for _, e := range r.spares {
			if r.forbids(e) {
				t.Errorf("%q refuses: %s imports %s", r.why, e.from, e.to)
			}
		}
	}
}

// TestPlantedImportsAreCaught puts one forbidden import after the other into the
// real packages, by an overlay, and expects the whole chain to name each.
func TestPlantedImportsAreCaught(t *testing.T) {
	overlay := plant(t)

	caught := strings.Join(judge(packages(t, "-overlay", overlay)), "\n")

	for _, r := range rules {
		for _, e := range r.bites {
			if want := report(e, r); !strings.Contains(caught, want) {
				t.Errorf("planted but not caught: %s", want)
			}
		}
	}
}

// plant writes an overlay in which every example that bites is a file.
func plant(t *testing.T) string {
	t.Helper()
	dir, replace := t.TempDir(), map[string]string{}
	for i, r := range rules {
		for j, e := range r.bites {
			name := fmt.Sprintf("planted_%d_%d.go", i, j)
			if e.test {
				name = strings.TrimSuffix(name, ".go") + "_test.go"
			}
			file, to := filepath.Join(dir, name), e.to
			if within(to, "libs", "services") {
				to = repo + to
			}
			code := fmt.Sprintf("package %s\n\nimport _ %q\n", packageName(t, e.from), to)
			if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
			replace[filepath.Join(root(t), e.from, name)] = file
		}
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func packageName(t *testing.T, folder string) string {
	t.Helper()
	for _, p := range packages(t) {
		if p.ImportPath == repo+folder {
			return p.Name
		}
	}
	return filepath.Base(folder) // does not exist yet, so the plant is its first file
}

// judge names every import that a rule forbids.
func judge(all []goPackage) []string {
	found := map[string]bool{}
	for _, p := range all {
		edges := slices.Concat(p.edges(p.Imports, false), p.edges(p.TestImports, true), p.edges(p.XTestImports, true))
		for _, e := range edges {
			for _, r := range rules {
				if r.forbids(e) {
					found[report(e, r)] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func report(e edge, r rule) string {
	to := e.to
	if e.test {
		to += " (in a test)"
	}
	return fmt.Sprintf("%s imports %s: %s", e.from, to, r.why)
}

func (p goPackage) edges(imports []string, test bool) (all []edge) {
	for _, to := range imports {
		all = append(all, edge{from: strings.TrimPrefix(p.ImportPath, repo), to: strings.TrimPrefix(to, repo), test: test})
	}
	return all
}
