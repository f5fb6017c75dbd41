package optimizer_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/optimizer"
)

const checkedCV = `Ann Example
ann@example.com

Experience
Software Engineer
Example Shop Ltd
2019 – 2023
• Reduced the build time from 40 to 12 minutes by replacing Jenkins with Tekton.
• Mentored two junior developers.
`

func command(t *testing.T, cv, claims string) (out string, err error) {
	t.Helper()
	dir := t.TempDir()
	source, candidates := filepath.Join(dir, "cv.txt"), filepath.Join(dir, "claims.jsonl")
	for name, text := range map[string]string{source: cv, candidates: claims} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var printed, complaints bytes.Buffer
	for _, c := range optimizer.Service.Commands {
		if c.Name == "check" {
			err = c.Run(t.Context(), host.Invocation{Args: []string{"--source", source, "--candidates", candidates}, Out: &printed, Err: &complaints})
		}
	}
	return printed.String(), err
}

func TestCheckRulesOnEachLine(t *testing.T) {
	claims := `{"id":"true","where":"cv","text":"Cut build time from 40 to 12 minutes by replacing Jenkins with Tekton."}
{"id":"number","where":"cv","text":"Reduced the build time from 40 to 2 minutes by replacing Jenkins with Tekton."}

{"id":"years","where":"letter","text":"I have four years of experience."}
`
	printed, err := command(t, checkedCV, claims)
	if err != nil {
		t.Fatal(err)
	}

	var got []string
	for line := range strings.Lines(printed) {
		var r struct {
			ID, Verdict, Reason string
			Evidence            []struct{ Start, End int }
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		got = append(got, r.ID+" "+r.Verdict)
		if r.ID != "true" {
			continue
		}
		if len(r.Evidence) == 0 || !strings.Contains(checkedCV[r.Evidence[len(r.Evidence)-1].Start:r.Evidence[len(r.Evidence)-1].End], "Jenkins") {
			t.Errorf("evidence is %v", r.Evidence)
		}
	}
	if want := "true supported, number unsupported, years derived"; strings.Join(got, ", ") != want {
		t.Errorf("got %q; want %q:\n%s", strings.Join(got, ", "), want, printed)
	}
}

func TestCheckNamesTheBadLine(t *testing.T) {
	for bad, want := range map[string]string{
		`{"id":"a"`:                                 "line 2",
		`{"id":"a","where":"mail","text":"x"}`:      `where is "mail"`,
		`{"where":"cv","text":"x"}`:                 "no id",
		`"text"`:                                    "JSON object",
		`{"id":1,"where":"cv","text":"x"}`:          "line 2",
		strings.Repeat(`{"id":"a","text":"`, 90000): "line 2",
	} {
		_, err := command(t, checkedCV, `{"id":"ok","where":"cv","text":"Mentored two junior developers."}`+"\n"+bad+"\n")

		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: got %v; want %q", bad, err, want)
		}
	}
}
