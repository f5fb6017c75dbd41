package jsonresume

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile("testdata/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// written is a CV's text as JSON Resume, with statements of the person's own.
func written(t *testing.T, text string, stated ...resume.Stated) any {
	t.Helper()
	raw, err := resume.JSON(resume.Parse(resume.Input{Text: text, Today: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}).With(stated))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const cv = `Ann Example
Engineer
ann@example.com | +1 555 0100 | github.com/ann | Berlin

Summary
Builds things.

Experience
Engineer
Acme Ltd
March 2019 – Present
• Built things in Go.

Education
MSc Computer Science
Example University
2013 – 2015

Projects
Sewing Machine, https://example.com/sewing
2020
• Sewed.

Skills
Languages: Go, Python
Docker

Languages
English – native

Certificates
CKA (2022)

Hobbies
Sailing
`

func TestWhatIsWrittenIsValid(t *testing.T) {
	s := schema(t)
	for name, v := range map[string]any{
		"a whole CV": written(t, cv), "nothing": written(t, ""), "a word": written(t, "Go"),
		"statements": written(t, cv, resume.Stated{ID: "a", Text: "Rust"}, resume.Stated{ID: "b", Text: "Ran ten services at night."}),
	} {
		if err := s.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSchemaBites(t *testing.T) {
	v, _ := written(t, cv).(map[string]any)
	v["work"] = "somewhere"

	if schema(t).Validate(v) == nil {
		t.Error("work that is no list passes")
	}
}

func TestCVsOfTheCorpusAreValid(t *testing.T) {
	s := schema(t)
	names, _ := filepath.Glob(filepath.Join(testkit.Corpus(t), "cv", "*", "*.truth.txt"))
	if len(names) == 0 {
		t.Skip("SKIPPED: no corpus; set SARTOR_CORPUS")
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(written(t, strings.ToValidUTF8(string(raw), "?"))); err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
		}
	}
	t.Logf("%d CVs", len(names))
}
