package arch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImagesDifferByNameAlone keeps the services' Dockerfiles one file, written
// six times because each service is built by itself.
func TestImagesDifferByNameAlone(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join(root(t), "services"))
	if err != nil {
		t.Fatal(err)
	}
	var first, of string
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(root(t), "services", e.Name(), "Dockerfile"))
		if err != nil {
			t.Error(err)
			continue
		}
		general := strings.ReplaceAll(string(text), e.Name(), "NAME")
		if first == "" {
			first, of = general, e.Name()
		}
		if general != first {
			t.Errorf("services/%s/Dockerfile is not that of %s with another name", e.Name(), of)
		}
	}
}
