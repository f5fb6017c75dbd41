package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestAnExportHoldsAllThatWasGiven(t *testing.T) {
	llm := slowModel(t)
	s := newSartor(t)
	s.start(t, with(llm)...)
	c := &client{base: s.base()}
	e := moveIn(t, c, s.mail)

	a := c.do(t, "GET", "/users/me/export", nil)
	a.want(t, 200, nil)

	all := map[string]string{}
	r, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(data)
	}
	for name, parts := range map[string][]string{
		"account.json":                                {canaryEmail, "Name " + canary},
		"sessions.json":                               {"Go-http-client"},
		"credits/history.json":                        {"welcome", e.done, e.running},
		"files/files.json":                            {canary + ".txt"},
		"files/" + e.uploaded.Filename:                {canaryCV()},
		"files/" + e.uploaded.Filename + ".text.json": {canary},
		"optimizations/" + e.done + ".json":           {"Go developer. " + canary, "Title " + canary, "Company " + canary, "first-" + canary, "attempts"},
		"optimizations/" + e.running + ".json":        {"hang-" + canary, `"cvText":"Jane ` + canary, "second-" + canary},
	} {
		for _, part := range parts {
			if !strings.Contains(all[name], part) {
				t.Errorf("%s: no %q in %.300q", name, part, all[name])
			}
		}
	}
}
