package e2e

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestAnExportHoldsAllThatWasGiven(t *testing.T) {
	t.Parallel()
	llm := slowModel(t)
	s := newSartor(t)
	s.start(t, with(llm)...)
	c := &client{base: s.base()}
	e := moveIn(t, c, s.mail)

	a := c.do(t, "GET", "/users/me/export", nil)
	a.want(t, 200, nil)

	all := testkit.Unzip(t, a.body)
	file, done, running := "files/"+e.uploaded.Filename, "optimizations/"+e.done+".json", "optimizations/"+e.running+".json"
	for name, parts := range map[string][]string{
		"account.json":         {canaryEmail, "Name " + canary},
		"sessions.json":        {"Agent " + canary},
		"answers.json":         {"Answer " + canary},
		"comparisons.json":     {"test-embeddings"},
		"credits/history.json": {"welcome", e.done, e.running, "Reason " + canary},
		"files/files.json":     {canary + ".txt"},
		file:                   {canaryCV()},
		file + ".text.json":    {canary},
		done:                   {"Haskell. " + canary, "Title " + canary, "Company " + canary, "first-" + canary, "attempts", "Edit " + canary},
		running:                {"hang-" + canary, `"cvText":"Jane ` + canary, "second-" + canary},
	} {
		for _, part := range parts {
			if !strings.Contains(string(all[name]), part) {
				t.Errorf("%s: no %q in %.300q", name, part, all[name])
			}
		}
	}
}
