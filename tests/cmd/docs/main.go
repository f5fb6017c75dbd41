// Command docs writes the pages that are made from the code: the settings and
// what each service says and hears. Run at the root of the repository.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sartor-cv/sartor/deploy/standalone"
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

func write(root string) error {
	made, err := pages()
	if err != nil {
		return err
	}
	for name, text := range made {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// pages returns the text of each generated file by its path.
func pages() (map[string]string, error) {
	var settings bytes.Buffer
	if err := standalone.Describe(&settings); err != nil {
		return nil, fmt.Errorf("describe the settings: %w", err)
	}
	return map[string]string{
		".env.example":     settings.String(),
		"docs/settings.md": settingsPage(settings.String()),
		"docs/services.md": servicesPage(standalone.Services()),
	}, nil
}
