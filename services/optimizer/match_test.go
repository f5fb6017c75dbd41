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

// match runs `optimizer match` on two texts.
func match(t *testing.T, cv, job string) string {
	t.Helper()
	dir := t.TempDir()
	source, posting := filepath.Join(dir, "cv.txt"), filepath.Join(dir, "job.txt")
	for name, text := range map[string]string{source: cv, posting: job} {
		must(t, os.WriteFile(name, []byte(text), 0o600))
	}
	var printed, complaints bytes.Buffer
	for _, c := range optimizer.Service.Commands {
		if c.Name == "match" {
			must(t, c.Run(t.Context(), host.Invocation{Args: []string{"--source", source, "--job", posting}, Out: &printed, Err: &complaints}))
		}
	}
	return printed.String()
}

func TestMatchPrintsTheScoreAndWhy(t *testing.T) {
	printed := match(t, "\ufeff"+cv, job)

	var got struct {
		Evidence, Visibility int
		Job                  struct{ Title string }
		Keywords             struct{ Matched, Missing []string }
		Points               []struct {
			Kind, Term, Note string
			Must             bool
			Asked            struct {
				Start, End int
				Text       string
			}
			Proven []struct {
				Start, End int
				Text       string
			}
		}
		Explanation []string
	}
	must(t, json.Unmarshal([]byte(printed), &got))
	if got.Evidence < 1 || got.Evidence > 99 || got.Visibility < 1 || got.Job.Title != "Senior Backend Engineer" || len(got.Explanation) < 4 {
		t.Errorf("got %s", printed)
	}
	if strings.Join(got.Keywords.Matched, " ") != "Go PostgreSQL Redis" || strings.Join(got.Keywords.Missing, " ") != "Kubernetes" {
		t.Errorf("keywords %+v", got.Keywords)
	}
	for _, p := range got.Points {
		if job[p.Asked.Start:p.Asked.End] != p.Asked.Text {
			t.Errorf("%s is not asked for at %+v", p.Term, p.Asked)
		}
		for _, at := range p.Proven {
			if ("\ufeff" + cv)[at.Start:at.End] != at.Text {
				t.Errorf("%s is not proven at %+v", p.Term, at)
			}
		}
	}
	for range 5 {
		if again := match(t, "\ufeff"+cv, job); again != printed {
			t.Errorf("again it is %s", again)
		}
	}
}

func TestMatchRefusesWhatItCantRead(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.txt")
	must(t, os.WriteFile(empty, []byte(" \n"), 0o600))
	for _, c := range optimizer.Service.Commands {
		if c.Name != "match" {
			continue
		}
		for _, args := range [][]string{nil, {"--source", "x"}, {"--source", "/nowhere/cv.txt", "--job", "/nowhere/job.txt"}, {"--source", empty, "--job", empty}} {
			var complaints bytes.Buffer
			if err := c.Run(t.Context(), host.Invocation{Args: args, Out: &complaints, Err: &complaints}); err == nil {
				t.Errorf("%v: no error", args)
			}
		}
	}
}
