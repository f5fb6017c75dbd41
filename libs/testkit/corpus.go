package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// Corpus returns the folder with the larger test data, cv/ and jobs/. It is
// where SARTOR_CORPUS says or beside the repository; without it the test is
// skipped.
func Corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("SARTOR_CORPUS")
	if dir == "" {
		dir = filepath.Join(Root(t), "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(dir, "cv")); err != nil {
		t.Skip("SKIPPED: no corpus; set SARTOR_CORPUS to a folder with cv/ and jobs/")
	}
	return dir
}

// Root returns the repository's own folder.
func Root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	must(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.work")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("not inside the repository")
		}
		dir = parent
	}
}
