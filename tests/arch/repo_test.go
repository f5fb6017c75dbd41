package arch

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const repo = "github.com/sartor-cv/sartor/"

// goPackage is what `go list` says of one package of the workspace.
type goPackage struct {
	ImportPath, Name, Dir, Doc         string
	GoFiles, TestGoFiles, XTestGoFiles []string
	Imports, TestImports, XTestImports []string
}

var (
	once   sync.Once
	listed []goPackage
)

// packages lists every package of the workspace, by default once for all tests.
func packages(t *testing.T, flags ...string) []goPackage {
	t.Helper()
	if len(flags) > 0 {
		return list(t, flags...)
	}
	once.Do(func() { listed = list(t) })
	return listed
}

// list asks with -e: code that does not compile is for the compiler to name,
// and its imports are read all the same.
func list(t *testing.T, flags ...string) (all []goPackage) {
	t.Helper()
	args := slices.Concat([]string{"list", "-e", "-json=ImportPath,Name,Dir,Doc,GoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports"}, flags, []string{"work"})
	for dec := json.NewDecoder(strings.NewReader(golang(t, args...))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// golang returns what the go command prints at the root of the repository.
func golang(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root(t)
	cmd.Env = append(cmd.Environ(), "GOWORK=") // also when the tests run without the workspace
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("go %s: %s", strings.Join(args, " "), exit.Stderr)
		}
		t.Fatal(err)
	}
	return string(out)
}

// root is the folder of the repository, two above this package.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// files calls fn for every file of the repository that people write, by its
// path from the root.
func files(t *testing.T, fn func(rel, abs string)) {
	t.Helper()
	top := root(t)
	err := filepath.WalkDir(top, func(abs string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(top, abs)
		if d.IsDir() {
			if slices.Contains([]string{".git", "bin", "data", ".cache", "testdata", "node_modules"}, d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() && rel != ".env" && rel != ".git" { // .git is a file in a linked working tree
			fn(filepath.ToSlash(rel), abs)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
