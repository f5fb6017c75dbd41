package answer_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/optimizer/internal/answer"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/prompt"
)

// read reads an answer in pieces of the given size.
func read(text string, size int) (ops []edit.Op, err error) {
	r := answer.New(prompt.CV.Kinds(), func(op edit.Op) error { ops = append(ops, op); return nil })
	for text != "" {
		n := min(size, len(text))
		if err := r.Write(text[:n]); err != nil {
			return ops, err
		}
		text = text[n:]
	}
	return ops, r.Close()
}

const good = `{"ops": [
	{"kind":"summary","facts":["f1","f2"],"text":"A \"quoted\" ] } text, \\","reason":"r"},
	{"kind":"keep","facts":["f3"],"text":"ignored","reason":""} ] }`

func TestOperationsAreReadHoweverTheyArrive(t *testing.T) {
	want := []edit.Op{
		{Kind: edit.Summary, Facts: []string{"f1", "f2"}, Text: `A "quoted" ] } text, \`, Reason: "r"},
		{Kind: edit.Keep, Facts: []string{"f3"}},
	}
	for size := 1; size <= len(good); size++ {
		if got, err := read(good, size); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("in pieces of %d: got %+v, %v; want %+v", size, got, err, want)
		}
	}
}

func TestAnOperationIsHandedOnWhenItIsWhole(t *testing.T) {
	var ops []edit.Op
	r := answer.New(prompt.CV.Kinds(), func(op edit.Op) error { ops = append(ops, op); return nil })

	first, rest, _ := strings.Cut(good, `"r"}`)
	for _, s := range []struct {
		text string
		want int
	}{{first + `"r"`, 0}, {"}", 1}, {rest, 2}} {
		if err := r.Write(s.text); err != nil || len(ops) != s.want {
			t.Fatalf("after %q: %d operations, %v; want %d", s.text, len(ops), err, s.want)
		}
	}
}

func TestHabitsOfModelsAreBorne(t *testing.T) {
	for name, text := range map[string]string{
		"nothing to do":  `{"ops":[]}`,
		"with blanks":    " \n{ \"ops\" : [ ] } \n",
		"fenced":         "```json\n{\"ops\":[]}\n```\n",
		"plainly fenced": "```\n{\"ops\":[]}\n```",
		"thinking aloud": "<think>\nShould I use [brackets] or {braces}?</think>\n\n{\"ops\":[]}",
		"thinking long":  "<think>" + strings.Repeat("hm [hm] ", 10_000) + "</think>{\"ops\":[]}",
	} {
		if _, err := read(text, 7); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsNotAnAnswerIsRefused(t *testing.T) {
	op := `{"kind":"rewrite","facts":["f1"],"text":"t","reason":"r"}`
	for name, text := range map[string]string{
		"nothing":               "",
		"words":                 "Here you are!",
		"words before it":       `Here you are: {"ops":[]}`,
		"words after it":        `{"ops":[]} Good luck!`,
		"another name":          `{"operations":[]}`,
		"a bare list":           `[` + op + `]`,
		"something before it":   `{"note":"x","ops":[]}`,
		"something after it":    `{"ops":[],"note":"x"}`,
		"cut off in the list":   `{"ops":[` + op,
		"cut off in a text":     `{"ops":[{"kind":"rewrite","facts":["f1"],"text":"t`,
		"cut off at the end":    `{"ops":[` + op + `]`,
		"no comma":              `{"ops":[` + op + op + `]}`,
		"two commas":            `{"ops":[` + op + `,,` + op + `]}`,
		"a comma at the end":    `{"ops":[` + op + `,]}`,
		"a comma at the start":  `{"ops":[,` + op + `]}`,
		"a string for an op":    `{"ops":["f1"]}`,
		"not JSON":              `{"ops":[{kind:"rewrite"}]}`,
		"an unknown field":      `{"ops":[{"kind":"rewrite","facts":["f1"],"text":"t","reason":"r","name":"Bob"}]}`,
		"an unknown kind":       `{"ops":[{"kind":"invent","facts":["f1"],"text":"t","reason":"r"}]}`,
		"a kind of elsewhere":   `{"ops":[{"kind":"letter","facts":["f1"],"text":"t","reason":"r"}]}`,
		"no facts":              `{"ops":[{"kind":"rewrite","facts":[],"text":"t","reason":"r"}]}`,
		"no text":               `{"ops":[{"kind":"rewrite","facts":["f1"],"text":" ","reason":"r"}]}`,
		"facts that are no ids": `{"ops":[{"kind":"rewrite","facts":[1],"text":"t","reason":"r"}]}`,
		"a text without end":    `{"ops":[{"kind":"rewrite","facts":["f1"],"text":"` + strings.Repeat("x", 600_000),
		"too many operations":   `{"ops":[` + strings.Repeat(op+",", 2000) + op + `]}`,
		"blanks without end":    strings.Repeat(" ", 600_000),
		"thinking without end":  "<think>" + strings.Repeat("hm ", 200_000),
	} {
		_, err := read(text, 1000)

		if invalid, ok := errors.AsType[*answer.InvalidError](err); !ok || invalid.Why == "" {
			t.Errorf("%s: got %v; want it refused", name, err)
		}
	}
}

func TestTheTakersErrorStopsTheReading(t *testing.T) {
	enough := errors.New("enough")
	r := answer.New(prompt.CV.Kinds(), func(edit.Op) error { return enough })

	if err := r.Write(good); !errors.Is(err, enough) {
		t.Errorf("got %v; want %v", err, enough)
	}
}

// Whatever is read, it is either what encoding/json reads, or refused.
func FuzzReader(f *testing.F) {
	f.Add(good, 3)
	f.Add(`{"ops":[]}`, 1)
	f.Add("```json\n{\"ops\":[{\"kind\":\"drop\",\"facts\":[\"f1\"],\"text\":\"\",\"reason\":\"\"}]}\n```", 5)
	f.Fuzz(func(t *testing.T, text string, size int) {
		got, err := read(text, max(1, size))
		if err != nil || strings.Contains(text, "`") || strings.Contains(text, "<think>") {
			return
		}
		var want edit.Plan
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatalf("read %q, which is not JSON: %v", text, err)
		}
		if len(got) != len(want.Ops) {
			t.Fatalf("read %d operations of %d", len(got), len(want.Ops))
		}
	})
}
