package files_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// command runs `files extract` as a person would.
func command(t *testing.T, args ...string) (out, said string, code int) {
	t.Helper()
	return commandWith(t, "", args...)
}

// commandWith runs it with something on its input.
func commandWith(t *testing.T, input string, args ...string) (out, said string, code int) {
	t.Helper()
	if testing.Short() {
		t.Skip("it runs in processes of its own")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"extract"}, args...)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &stdout, &stderr
	err := cmd.Run()
	exit := (*exec.ExitError)(nil)
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const annsCV = "Ann Example\nann@example.com\n\nExperience\nEngineer, Acme Inc.\nMar 2019 – Present\n• Wrote services in Go.\n\nEducation\nBSc Physics, University of Calder\n2013 – 2016\n"

func TestExtractPrintsTheText(t *testing.T) {
	out, said, code := command(t, written(t, "ann.txt", annsCV))

	if code != 0 || said != "" || !strings.HasPrefix(out, "Ann Example\nann@example.com\n") {
		t.Errorf("got %d, %q, %q; want the text alone", code, out, said)
	}
}

func TestExtractReadsStandardInput(t *testing.T) {
	out, said, code := commandWith(t, annsCV, "-")

	if code != 0 || said != "" || !strings.HasPrefix(out, "Ann Example\nann@example.com\n") {
		t.Errorf("got %d, %q, %q; want the text alone", code, out, said)
	}
	if _, said, code := commandWith(t, "", "-"); code != 3 || said != "files: -: empty_file: The file is empty.\n" {
		t.Errorf("nothing: ended with %d and said %q", code, said)
	}
}

func TestExtractNamesWhatItWrites(t *testing.T) {
	at, out := t.TempDir(), t.TempDir()
	var names []string
	for _, name := range []string{"a/cv.txt", "b/cv.txt", "c/cv.txt-2", "d/two\nlines.txt"} {
		name = filepath.Join(at, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(annsCV+name), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := os.WriteFile(names[3], nil, 0o600); err != nil {
		t.Fatal(err)
	}

	_, said, code := command(t, append([]string{"--out", out}, names...)...)

	if code != 3 || strings.Count(said, "\n") != 1 || !strings.Contains(said, "two?lines.txt: empty_file") {
		t.Errorf("ended with %d and said %q", code, said)
	}
	for i, name := range []string{"cv.txt.txt", "cv.txt-2.txt", "cv.txt-2-2.txt"} {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil || !strings.Contains(string(text), names[i]) {
			t.Errorf("%s: %v; want the text of %s", name, err, names[i])
		}
	}
}

func TestExtractSaysOnOneLineWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		file, says string
		code       int
	}{
		{written(t, "bits.txt", "\x00\x01\x02\x7fELF\x00\x00\x00"), ": unsupported_format: ", 3},
		{written(t, "empty.txt", ""), ": empty_file: ", 3},
		{written(t, "short.txt", "Hi"), ": no_text: ", 3},
		{filepath.Join(t.TempDir(), "none.txt"), "no such file", 1},
	} {
		out, said, code := command(t, c.file)

		if out != "" || code != c.code || strings.Count(said, "\n") != 1 || !strings.Contains(said, c.says) {
			t.Errorf("%s: ended with %d, printed %q, said %q; want %d and %q on one line", c.file, code, out, said, c.code, c.says)
		}
	}
}

func TestExtractCalledWronglySaysHow(t *testing.T) {
	for _, args := range [][]string{{}, {"a.txt", "b.txt"}, {"--nonsense", "a.txt"}} {
		out, said, code := command(t, args...)

		if out != "" || code != 2 || !strings.Contains(said, "usage: files extract") {
			t.Errorf("%v: ended with %d, printed %q, said %q", args, code, out, said)
		}
	}
}

func TestExtractPrintsTheStructureWithItsPlaces(t *testing.T) {
	out, _, code := command(t, written(t, "ann.txt", annsCV), "--json") // flags may stand behind

	var got struct {
		Text     string           `json:"text"`
		Pages    *int             `json:"pages"`
		Sections []map[string]any `json:"sections"`
		Resume   struct {
			Basics struct{ Name, Email string } `json:"basics"`
			Work   []struct{ Name, Position, StartDate string }
			Meta   struct {
				Spans map[string]struct {
					Start, End int
					Precision  string
				} `json:"spans"`
			} `json:"meta"`
		} `json:"resume"`
		Quality struct {
			Score    int
			Warnings []string
		} `json:"quality"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatalf("ended with %d: %v in %q", code, err, out)
	}
	if got.Pages == nil || len(got.Sections) != 3 || got.Quality.Score == 0 || got.Quality.Warnings == nil {
		t.Errorf("got %+v", got)
	}
	if got.Resume.Basics.Name != "Ann Example" || len(got.Resume.Work) != 1 || got.Resume.Work[0].Name != "Acme Inc." {
		t.Errorf("resume %+v", got.Resume)
	}
	for pointer, want := range map[string][2]string{
		"/basics/name": {"Ann Example"}, "/basics/email": {"ann@example.com"}, "/work/0/name": {"Acme Inc."},
		"/work/0/startDate": {"Mar 2019", "month"}, "/work/0/endDate": {"Present", "present"},
		"/work/0/highlights/0": {"Wrote services in Go."}, "/education/0/endDate": {"2016", "year"},
	} {
		p, ok := got.Resume.Meta.Spans[pointer]
		if !ok || got.Text[p.Start:p.End] != want[0] || p.Precision != want[1] {
			t.Errorf("%s stands at %+v, ok %t; want %q", pointer, p, ok, want)
		}
	}
}

func TestExtractOfManyWritesEachAndGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	bad := written(t, "bits.txt", "\x00\x01\x02\x7fELF\x00\x00\x00")

	out, said, code := command(t, "--out", dir, written(t, "ann.txt", annsCV), bad, written(t, "ann.txt", annsCV+"Skills\nGo\n"))

	if code != 3 || out != "" || strings.Count(said, "\n") != 1 || !strings.Contains(said, bad) {
		t.Errorf("ended with %d, printed %q, said %q; want 3 and a line about %s", code, out, said, bad)
	}
	for name, has := range map[string]string{"ann.txt.txt": "Physics", "ann.txt-2.txt": "Skills"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(text), has) {
			t.Errorf("%s holds %q, %v", name, text, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "bits.txt.txt")); err == nil {
		t.Error("something is written of a rejected file")
	}
}
