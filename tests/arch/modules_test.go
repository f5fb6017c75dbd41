package arch

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
	"testing"
)

// module is what `go mod edit -json` and `go work edit -json` say.
type module struct {
	Go      string
	Module  struct{ Path string }
	Use     []struct{ DiskPath string }
	Require []struct{ Path, Version string }
	Replace []struct{ Old, New struct{ Path string } }
}

func TestEveryModuleIsInTheWorkspace(t *testing.T) {
	work := edit(t, "work", "go.work")
	var used, there []string
	for _, u := range work.Use {
		used = append(used, path.Clean(u.DiskPath))
	}
	files(t, func(rel, _ string) {
		if path.Base(rel) == "go.mod" {
			there = append(there, path.Dir(rel))
		}
	})
	slices.Sort(used)
	slices.Sort(there)

	if !slices.Equal(used, there) {
		t.Errorf("go.work uses %v; the folders with a go.mod are %v", used, there)
	}
	for _, dir := range there {
		for _, fault := range faultsOf(dir, edit(t, "mod", dir+"/go.mod"), work) {
			t.Errorf("%s/go.mod: %s", dir, fault)
		}
	}
}

func TestAModuleOutOfLineIsSeen(t *testing.T) {
	work := module{Go: "1.26.0"}
	bad := module{Go: "1.25"}
	bad.Module.Path = repo + "elsewhere"
	bad.Require = []struct{ Path, Version string }{{Path: repo + "libs"}}

	if got := faultsOf("services/auth", bad, work); len(got) != 3 {
		t.Errorf("faults = %q; want its name, its Go and the missing replace", got)
	}
}

// faultsOf says how a module differs from what all modules have in common.
func faultsOf(dir string, m, work module) (faults []string) {
	if m.Module.Path != repo+dir {
		faults = append(faults, "is called "+m.Module.Path)
	}
	if m.Go != work.Go {
		faults = append(faults, "asks for Go "+m.Go+", the workspace for "+work.Go)
	}
	for _, r := range m.Require {
		to, ours := strings.CutPrefix(r.Path, repo)
		if !ours {
			continue
		}
		want := strings.Repeat("../", strings.Count(dir, "/")+1) + to
		if !slices.ContainsFunc(m.Replace, func(r struct{ Old, New struct{ Path string } }) bool {
			return r.Old.Path == repo+to && path.Join(dir, r.New.Path) == to
		}) {
			faults = append(faults, "does not replace "+to+" by "+want)
		}
	}
	return faults
}

func edit(t *testing.T, kind, file string) (m module) {
	t.Helper()
	if err := json.Unmarshal([]byte(golang(t, kind, "edit", "-json", file)), &m); err != nil {
		t.Fatal(err)
	}
	return m
}
