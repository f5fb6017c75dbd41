// Package prompt writes what a model is asked.
//
// The CV and the job are data: they stand in blocks whose boundary nobody can
// guess, fact by fact with an id, and the instructions say so. Names and
// contacts are not sent at all: no answer needs them, code puts them in.
package prompt

import (
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

// Part is a part of the work, with a prompt of its own.
type Part string

// The parts.
const (
	CV     Part = "cv"
	Letter Part = "letter"
	Repair Part = "repair" // the CV's operations that the check refused, once more
)

// Kinds are the operations that an answer to this part may hold.
func (p Part) Kinds() []edit.Kind {
	switch p {
	case Letter:
		return []edit.Kind{edit.Letter}
	case Repair:
		return []edit.Kind{edit.Rewrite, edit.Summary}
	default:
		return []edit.Kind{edit.Keep, edit.Drop, edit.Reorder, edit.Rewrite, edit.Summary}
	}
}

// Brief is the work itself, before it is put into words. A provider that is no
// model works from it.
type Brief struct {
	Part     Part
	Document resume.Document
	Job      match.Job
	Language string // BCP 47; empty for the CV's own
	Tone     string // neutral, formal or warm; empty for neutral
	Refused  []edit.Checked
}

// Prompt is a brief in words.
type Prompt struct {
	ID         string // which words: a hash over the template and the schema
	System     string
	User       string
	SchemaName string
	Schema     json.RawMessage
	Brief      Brief
}

//go:embed *.md
var files embed.FS

var templates = template.Must(template.ParseFS(files, "*.md"))

// Write puts a brief into words.
func Write(b Brief) (Prompt, error) {
	file := string(b.Part) + ".md"
	text, err := files.ReadFile(file)
	if err != nil {
		return Prompt{}, fmt.Errorf("prompt of %s: %w", b.Part, err)
	}
	p := Prompt{SchemaName: "operations", Schema: schema(b.Part.Kinds()), Brief: b}
	sum := sha256.Sum256(append(text, p.Schema...))
	p.ID = hex.EncodeToString(sum[:])

	boundary := rand.Text()
	var words strings.Builder
	err = templates.ExecuteTemplate(&words, file, map[string]string{
		"Boundary": boundary,
		"Language": named(or(b.Language, b.Document.Language)),
		"Tone":     or(b.Tone, "neutral"),
	})
	if err != nil {
		return Prompt{}, fmt.Errorf("prompt of %s: %w", b.Part, err)
	}
	system, last, _ := strings.Cut(words.String(), "\n---\n")
	data, err := blocks(boundary, b)
	p.System, p.User = strings.TrimSpace(system), data+strings.TrimSpace(last)+"\n" // small models heed what comes last
	return p, err
}

// named is what a language is called, which small models know better than tags.
func named(tag string) string {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		return "the language of the facts"
	}
	return display.English.Tags().Name(t)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// schema is a JSON Schema in the strict subset: everything is required, nothing
// is added.
func schema(kinds []edit.Kind) json.RawMessage {
	names, err := json.Marshal(kinds)
	if err != nil {
		panic(err) // kinds are strings
	}
	return json.RawMessage(`{"type":"object","additionalProperties":false,"required":["ops"],"properties":{"ops":{"type":"array","items":` +
		`{"type":"object","additionalProperties":false,"required":["kind","facts","text","reason"],"properties":{` +
		`"kind":{"type":"string","enum":` + string(names) + `},` +
		`"facts":{"type":"array","items":{"type":"string"}},` +
		`"text":{"type":"string"},"reason":{"type":"string"}}}}}}`)
}
