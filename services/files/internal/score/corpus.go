package score

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// File is one row of a corpus.
type File struct {
	Path, Class, Kind, Language string

	Expect string // text, error:CODE, error, text-or-error, any-but-…
	Exact  bool   // what stands in it is known from how it was made
}

// Corpus returns the files that the manifest in a folder lists.
func Corpus(folder string) ([]File, error) {
	manifest, err := os.ReadFile(filepath.Join(folder, "MANIFEST.tsv")) //nolint:gosec // who measures says where
	if err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(string(manifest)), "\n")
	column := map[string]int{}
	for i, name := range strings.Split(lines[0], "\t") {
		column[name] = i
	}
	var files []File
	for n, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != len(column) {
			return nil, fmt.Errorf("line %d of the manifest has %d cells; want %d", n+2, len(cells), len(column))
		}
		cell := func(name string) string {
			if i, ok := column[name]; ok {
				return cells[i]
			}
			return ""
		}
		truth := cell("truth")
		files = append(files, File{
			Path: filepath.Join(folder, filepath.FromSlash(cell("path"))), Class: cell("class"), Kind: cell("kind"),
			Language: cell("lang"), Expect: cell("expect"),
			Exact: strings.HasPrefix(truth, "exact") || strings.HasPrefix(truth, "dom"),
		})
	}
	return files, nil
}

// Truth returns what stands in a file.
func (f File) Truth() (Truth, error) {
	var t Truth
	first, err := os.ReadFile(f.Path + ".truth.txt")
	if err != nil {
		return t, fmt.Errorf("read what stands in the file: %w", err)
	}
	t.Texts = []string{string(first)}
	others, err := filepath.Glob(f.Path + ".truth.alt*.txt")
	if err != nil {
		return t, err
	}
	for _, name := range others {
		other, err := os.ReadFile(name) //nolint:gosec // beside the file that is measured
		if err != nil {
			return t, fmt.Errorf("read another order of it: %w", err)
		}
		t.Texts = append(t.Texts, string(other))
	}
	if order, err := os.ReadFile(f.Path + ".order.txt"); err == nil {
		t.Order = strings.Fields(string(order))
	}
	return t, nil
}
