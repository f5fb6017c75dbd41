package strict

import (
	"bytes"
	"strings"
	"testing"
)

type letter struct {
	Email   string `json:"email"`
	Options struct {
		Tone string `json:"tone"`
	} `json:"options"`
	Lines []string `json:"lines"`
}

func TestUnmarshalRefuses(t *testing.T) {
	cases := []struct{ name, body, want string }{
		{"a name twice", `{"email":"a","email":"b"}`, "body.email: given more than once"},
		{"a name twice, inside", `{"options":{"tone":"a","tone":"b"}}`, "body.options.tone: given more than once"},
		{"a name twice, one escaped", `{"email":"a","\u0065mail":"b"}`, "body.email: given more than once"},
		{"another case", `{"EMAIL":"a"}`, "body.EMAIL: not a value"},
		{"an unknown name", `{"secret":1}`, "body.secret: not a value"},
		{"another type", `{"email":1}`, "body.email: not a value"},
		{"invalid UTF-8", "{\"email\":\"\xff\"}", "not valid JSON at byte"},
		{"half a surrogate pair", `{"email":"\ud800"}`, "not valid JSON at byte"},
		{"cut short", `{"email":"a`, "not valid JSON at byte"},
		{"something behind", `{"email":"a"} true`, "not valid JSON at byte"},
		{"a trailing comma", `{"email":"a",}`, "not valid JSON at byte"},
		{"a comment", `{/* */"email":"a"}`, "not valid JSON at byte"},
		{"nothing", ``, "not valid JSON"},
		{"too deep", strings.Repeat("[", 33) + strings.Repeat("]", 33), "body: nested deeper than 32 levels"},
		{"far too deep", strings.Repeat(`{"a":`, 1<<18), "body: nested deeper than 32 levels"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, v := range []any{new(letter), new(any)} {
				err := Unmarshal([]byte(c.body), v)
				if _, free := v.(*any); free && strings.Contains(c.want, "not a value") {
					continue // names and types are another's to judge there
				}
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("into %T: got %v; want %q", v, err, c.want)
				}
			}
		})
	}
}

func TestUnmarshalAcceptsThirtyTwoLevels(t *testing.T) {
	var v any
	body := strings.Repeat("[", MaxDepth-1) + `["[[[[{{{{", "\\", "\"["]` + strings.Repeat("]", MaxDepth-1)

	if err := Unmarshal([]byte(body), &v); err != nil {
		t.Error(err)
	}
}

func TestErrorsDoNotRepeatTheBody(t *testing.T) {
	const secret = "correct-horse"
	for _, body := range []string{
		`{"email":"` + secret, `{"email":["` + secret + `"]}`, `"` + secret + `"`, `{"options":"` + secret + `"}`,
	} {
		if err := Unmarshal([]byte(body), new(letter)); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("got %v; want an error that doesn't quote", err)
		}
	}
}

func TestMarshalWritesEmptyLists(t *testing.T) {
	var w bytes.Buffer

	if err := Marshal(&w, letter{Email: "<a&b>"}); err != nil {
		t.Fatal(err)
	}

	if want := `{"email":"<a&b>","options":{"tone":""},"lines":[]}`; w.String() != want {
		t.Errorf("got %s; want %s", w.String(), want)
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"email":"a","lines":["x"]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var free any
		var bound letter
		errFree, errBound := Unmarshal(data, &free), Unmarshal(data, &bound)
		if errFree != nil && errBound == nil {
			t.Errorf("accepted %q into a struct only: %v", data, errFree)
		}
	})
}
