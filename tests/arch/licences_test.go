package arch

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/tests/licence"
)

func TestEveryDependencyIsFreeToUse(t *testing.T) {
	modules := dependencies(t)
	if len(modules) == 0 {
		t.Fatal("no dependency is listed")
	}
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		name, err := licence.Of(modules[path])
		if err != nil {
			t.Fatal(err)
		}
		if !licence.Allowed(name) {
			t.Errorf("%s is under %s; allowed are %s", path, name, licence.List())
		}
	}
}

// dependencies are the modules that end up in our programs and tests, with
// their folders in the module cache.
func dependencies(t *testing.T) map[string]string {
	t.Helper()
	out := golang(t, "list", "-e", "-deps", "-test", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "work")
	all := map[string]string{}
	for line := range strings.Lines(out) {
		if path, dir, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(path, repo) {
			all[path] = dir
		}
	}
	return all
}
