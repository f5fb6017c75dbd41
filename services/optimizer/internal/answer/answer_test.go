package answer_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
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

const op = `{"kind":"rewrite","facts":["f1"],"text":"Said “so”.","reason":"r"}`

var (
	one  = edit.Op{Kind: edit.Rewrite, Facts: []string{"f1"}, Text: "Said “so”.", Reason: "r"}
	drop = edit.Op{Kind: edit.Drop, Facts: []string{"f2"}}
)

// What models make of {"ops":[...]}, small ones above all.
func TestHabitsOfModelsAreBorne(t *testing.T) {
	long := strings.Repeat("hm [hm] {hm} ", 20_000)
	for name, test := range map[string]struct {
		text string
		want []edit.Op
	}{
		"nothing to do":            {`{"ops":[]}`, nil},
		"with blanks":              {" \n{ \"ops\" : [ ] } \n", nil},
		"fenced":                   {"```json\n{\"ops\":[" + op + "]}\n```\n", []edit.Op{one}},
		"plainly fenced":           {"```\n{\"ops\":[]}\n```", nil},
		"fenced, with words":       {"Sure! Here is the JSON:\n\n```json\n{\"ops\":[" + op + "]}\n```\n\nLet me know if you'd like changes.", []edit.Op{one}},
		"thinking aloud":           {"<think>\nShould I use [brackets] or {braces}?</think>\n\n{\"ops\":[" + op + "]}", []edit.Op{one}},
		"thinking long":            {"<think>" + long + "</think>{\"ops\":[]}", nil},
		"thinking of JSON":         {`<think>{"ops":[{"kind":"drop","facts":["f9"]}]} or so</think>{"ops":[` + op + `]}`, []edit.Op{one}},
		"thinking begun before":    {"so I'd [maybe] {drop}\n</think>\n{\"ops\":[" + op + "]}", []edit.Op{one}},
		"thinking in brackets":     {`[THINK]hm {x} [y][/THINK]{"ops":[` + op + `]}`, []edit.Op{one}},
		"channels":                 {`<|channel|>analysis<|message|>[hm]<|channel|>final<|message|>{"ops":[` + op + `]}`, []edit.Op{one}},
		"words before it":          {`Here you are: {"ops":[` + op + `]}`, []edit.Op{one}},
		"words after it":           {`{"ops":[` + op + `]} Good luck!`, []edit.Op{one}},
		"another name":             {`{"operations":[` + op + `]}`, []edit.Op{one}},
		"a bare list":              {`[` + op + `]`, []edit.Op{one}},
		"one operation alone":      {op, []edit.Op{one}},
		"line by line":             {op + "\n" + `{"kind":"drop","facts":["f2"]}`, []edit.Op{one, drop}},
		"something before it":      {`{"note":"x","ops":[` + op + `]}`, []edit.Op{one}},
		"something after it":       {`{"ops":[` + op + `],"note":"x"}`, []edit.Op{one}},
		"the last brace missing":   {`{"ops":[` + op + `]`, []edit.Op{one}},
		"both closings missing":    {`{"ops":[` + op, []edit.Op{one}},
		"no comma":                 {`{"ops":[` + op + op + `]}`, []edit.Op{one, one}},
		"a comma at the end":       {`{"ops":[` + op + `,]}`, []edit.Op{one}},
		"commas within":            {`{"ops":[{"kind":"drop","facts":["f2",],},]}`, []edit.Op{drop}},
		"no quotes around names":   {`{ops:[{kind:"drop",facts:["f2"]}]}`, []edit.Op{drop}},
		"single quotes":            {`{'ops':[{'kind':'drop','facts':['f2']}]}`, []edit.Op{drop}},
		"unicode quotes":           {`{“ops”:[{“kind”:“drop”,“facts”:[“f2”]}]}`, []edit.Op{drop}},
		"comments":                 {"{\"ops\":[ // first\n" + op + "]}", []edit.Op{one}},
		"a line break in a text":   {"{\"ops\":[{\"kind\":\"rewrite\",\"facts\":[\"f1\"],\"text\":\"Said\n“so”.\",\"reason\":\"r\"}]}", []edit.Op{{Kind: edit.Rewrite, Facts: []string{"f1"}, Text: "Said\n“so”.", Reason: "r"}}},
		"an unknown field":         {`{"ops":[{"kind":"drop","facts":["f2"],"text":"","reason":"","name":"Bob"}]}`, []edit.Op{drop}},
		"capital kinds":            {`{"ops":[{"kind":"DROP","facts":["f2"]},{"kind":"Rewrite","facts":["f1"],"text":"Said “so”.","reason":"r"}]}`, []edit.Op{drop, one}},
		"other kinds":              {`{"ops":[{"kind":"remove","facts":["f2"]},{"op":"replace","fact_ids":["f1"],"new_text":"Said “so”.","why":"r"}]}`, []edit.Op{drop, one}},
		"ids in all shapes":        {`{"ops":[{"kind":"reorder","facts":[3,"F4","[f5]","f6: its words"]},{"kind":"drop","facts":"f2"}]}`, []edit.Op{{Kind: edit.Reorder, Facts: []string{"f3", "f4", "f5", "f6"}}, drop}},
		"one of them no use":       {`{"ops":[` + op + `,{"kind":"invent","facts":["f1"],"text":"t"},{"kind":"drop","facts":["f2"]}]}`, []edit.Op{one, drop}},
		"a kind of elsewhere":      {`{"ops":[{"kind":"letter","facts":["f1"],"text":"t","reason":"r"},` + op + `]}`, []edit.Op{one}},
		"the call of a tool":       {`{"name":"operations","arguments":{"ops":[` + op + `]}}`, []edit.Op{one}},
		"the call, in a string":    {`{"tool_calls":[{"function":{"name":"operations","arguments":"{\"ops\":[{\"kind\":\"drop\",\"facts\":[\"f2\"]}]}"}}]}`, []edit.Op{drop}},
		"tagged as the call":       {`<tool_call>{"name":"operations","arguments":{"ops":[` + op + `]}}</tool_call>`, []edit.Op{one}},
		"strict, then a bad habit": {`{"ops":[` + op + `,{"kind":"Drop","facts":["f2"]}]}`, []edit.Op{one, drop}},
	} {
		for _, size := range []int{1, 7, len(test.text)} {
			if got, err := read(test.text, size); err != nil || !slices.EqualFunc(got, test.want, func(a, b edit.Op) bool { return reflect.DeepEqual(a, b) }) {
				t.Errorf("%s, in pieces of %d: got %+v, %v; want %+v", name, size, got, err, test.want)
				break
			}
		}
	}
}

func TestWhatIsNotAnAnswerIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":                 "",
		"words":                   "Here you are!",
		"a bracket":               "Sorry, [no",
		"a CV":                    "# Jane Doe\n\n- Built [things](http://x).\n",
		"JSON of another kind":    `{"name":"Jane","skills":["Go","Rust"]}`,
		"cut off in the list":     `{"ops":[` + op + `,{"kind":"drop"`,
		"cut off in a text":       `{"ops":[{"kind":"rewrite","facts":["f1"],"text":"t`,
		"cut off in the next":     `{"ops":[` + op + `,` + `{"kind":"rewrite","facts":["f1"],"text":"Saved 30 %`,
		"cut off in a string":     `{"ops":[` + op + `,"f`,
		"a string for an op":      `{"ops":["f1"]}`,
		"an unknown kind":         `{"ops":[{"kind":"invent","facts":["f1"],"text":"t","reason":"r"}]}`,
		"only kinds of another":   `{"ops":[{"kind":"letter","facts":["f1"],"text":"t","reason":"r"}]}`,
		"no facts":                `{"ops":[{"kind":"rewrite","facts":[],"text":"t","reason":"r"}]}`,
		"no text":                 `{"ops":[{"kind":"rewrite","facts":["f1"],"text":" ","reason":"r"}]}`,
		"more bad than good":      `{"ops":[` + op + `,{"kind":"x"},{"kind":"y"}]}`,
		"a text without end":      `{"ops":[{"kind":"rewrite","facts":["f1"],"text":"` + strings.Repeat("x", 600_000),
		"too many operations":     `{"ops":[` + strings.Repeat(op+",", 2000) + op + `]}`,
		"blanks without end":      strings.Repeat(" ", 1_200_000),
		"thinking without end":    "<think>" + strings.Repeat("hm ", 400_000),
		"brackets without end":    strings.Repeat("[{", 100_000),
		"quotes without end":      `{"ops":[` + strings.Repeat(`"“'`, 100_000),
		"nothing but thinking":    "<think>I would drop f2.</think>",
		"thought, never answered": `<think>{"ops":[` + op + `]}`,
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

// Whatever is read, what is handed on can be used; and what encoding/json reads
// as a plan is read as that plan.
func FuzzReader(f *testing.F) {
	f.Add(good, 3)
	f.Add(`{"ops":[]}`, 1)
	f.Add("```json\n{\"ops\":[{\"kind\":\"drop\",\"facts\":[\"f1\"],\"text\":\"\",\"reason\":\"\"}]}\n```", 5)
	f.Add(`{'ops': [{op: replace, fact: 3, text: “x”}, `, 2)
	f.Fuzz(func(t *testing.T, text string, size int) {
		got, err := read(text, max(1, size))
		for _, op := range got {
			if !slices.Contains(prompt.CV.Kinds(), op.Kind) || len(op.Facts) == 0 {
				t.Fatalf("handed on %+v", op)
			}
		}
		var want edit.Plan
		dec := json.NewDecoder(strings.NewReader(text))
		dec.DisallowUnknownFields()
		if err != nil || dec.Decode(&want) != nil || dec.More() || !strings.Contains(text, `"ops"`) || strings.Contains(text, "hink") {
			return
		}
		if len(got) > len(want.Ops) {
			t.Fatalf("read %d operations of %d", len(got), len(want.Ops))
		}
	})
}
