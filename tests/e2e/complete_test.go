package e2e

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// Every column of every table of every service either is in an export or says
// why not: see columns. A column that is added and has no place there fails the
// test; so does one that says it is exported and isn't found.
func TestEveryColumnIsExportedOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	llm := slowModel(t)
	s := newSartor(t)
	s.start(t, with(llm)...)
	c := &client{base: s.base()}
	e := moveIn(t, c, s.mail)
	other := &client{base: s.base()}
	other.loginAfter(t, canaryEmail, s.mail)
	other.do(t, "POST", "/auth/logout", nil).want(t, 204, nil)
	a := c.do(t, "GET", "/users/me/export", nil)
	a.want(t, 200, nil)
	export := testkit.Unzip(t, a.body)

	found := map[string]bool{}
	for _, name := range s.books(t).schema(t) {
		found[name] = true
		place, known := columns[name]
		if !known {
			place, known = columns[name[:strings.LastIndex(name, ".")]] // the whole table
		}
		switch where, exported := strings.CutPrefix(place, "in "); {
		case !known:
			t.Errorf("%s is new: export it, or say in columns why not", name)
		case exported:
			inExport(t, name, where, export, e)
		case !strings.HasPrefix(place, "not: "):
			t.Errorf("%s: %q is neither a place nor a reason", name, place)
		}
	}
	for name := range columns {
		prefix := name + "."
		if !found[name] && !slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(f string) bool { return strings.HasPrefix(f, prefix) }) {
			t.Errorf("%s is in columns and in no database", name)
		}
	}
	if n := query[int64](t, filepath.Join(s.data(), "auth.db"), "SELECT COUNT(*) FROM users"); n != 0 {
		t.Errorf("auth.users has %d rows; it is exempt for being empty", n)
	}
}

// inExport looks for a place, FILE:KEY[,KEY…], in the export: each key is a path
// into one of the file's objects, and has a value there. A place without keys is
// the file itself.
func inExport(t *testing.T, name, place string, export map[string][]byte, e estate) {
	t.Helper()
	file, keys, _ := strings.Cut(strings.NewReplacer("DONE", e.done, "RUNNING", e.running, "FAILED", e.failed, "FILE", e.uploaded.Filename).Replace(place), ":")
	if len(export[file]) == 0 {
		t.Errorf("%s: no %s in the export", name, file)
		return
	}
	if keys == "" {
		return
	}
	var content any
	if err := json.Unmarshal(export[file], &content); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for key := range strings.SplitSeq(keys, ",") {
		if !hasValue(content, strings.Split(key, ".")) {
			t.Errorf("%s: %s has no value at %s", name, file, key)
		}
	}
}

// hasValue reports whether there is anything at a path, in an object or in any
// object of an array.
func hasValue(v any, path []string) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, func(one any) bool { return hasValue(one, path) })
	case map[string]any:
		return len(path) > 0 && hasValue(v[path[0]], path[1:])
	default:
		return len(path) == 0 && v != nil && v != ""
	}
}

func TestAColumnThatIsNotInTheExportIsSeen(t *testing.T) {
	t.Parallel()
	content := []any{map[string]any{"a": "", "b": map[string]any{"c": 1.0}}, map[string]any{"d": nil}}

	for path, want := range map[string]bool{"a": false, "b": false, "b.c": true, "d": false, "e": false} {
		if got := hasValue(content, strings.Split(path, ".")); got != want {
			t.Errorf("%s: got %t; want %t", path, got, want)
		}
	}
}
