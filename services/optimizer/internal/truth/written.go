package truth

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// bulleted is a line of a list.
var bulleted = regexp.MustCompile(`(?m)^[ \t]*[-•*–▪·◦][ \t]+(.+?)[ \t]*$`)

// Written reads the sets that people wrote: NAME.cv.txt is a CV, NAME.jsonl
// has a line {"where", "kind", "of", "text"} for each text, where of are the
// CV's bullets counted from 1. Plain lies are told again in disguise.
func Written(dir fs.FS) ([]CV, error) {
	names, err := fs.Glob(dir, "*.jsonl")
	if err != nil {
		return nil, err
	}
	var all []CV
	for _, name := range names {
		cv, err := written(dir, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, cv)
	}
	return all, nil
}

type record struct {
	Where string `json:"where"`
	Kind  string `json:"kind"`
	Of    []int  `json:"of"`
	Text  string `json:"text"`
}

func written(dir fs.FS, name string) (CV, error) {
	base := strings.TrimSuffix(name, ".jsonl")
	source, err := fs.ReadFile(dir, base+".cv.txt")
	if err != nil {
		return CV{}, err
	}
	lines, err := fs.ReadFile(dir, name)
	if err != nil {
		return CV{}, err
	}
	m := maker{cv: CV{Name: path.Base(base), Source: string(source)}}
	for _, found := range bulleted.FindAllStringSubmatch(m.cv.Source, -1) {
		m.cv.Bullets = append(m.cv.Bullets, found[1])
	}
	for in := bufio.NewScanner(bytes.NewReader(lines)); in.Scan(); {
		if err := m.record(in.Bytes()); err != nil {
			return CV{}, err
		}
	}
	m.hide(len(m.cv.Name))
	return m.cv, nil
}

func (m *maker) record(raw []byte) error {
	var r record
	if err := json.Unmarshal(raw, &r); err != nil {
		return err
	}
	t := Text{Kind: r.Kind, Tier: Tier(r.Kind), Letter: r.Where == "letter", Text: r.Text}
	if !m.has(strings.TrimSuffix(r.Text, ".")) { // words of the CV, used wrongly, can't be told from the CV
		t.Marks = []string{r.Text}
	}
	for _, n := range r.Of {
		if n < 1 || n > len(m.cv.Bullets) {
			return fmt.Errorf("%q is of bullet %d of %d", r.Text, n, len(m.cv.Bullets))
		}
		t.Of = append(t.Of, m.cv.Bullets[n-1])
	}
	m.add(t)
	return nil
}
