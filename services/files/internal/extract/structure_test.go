package extract_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/score"
)

// persona is what the corpus's generator knows of the people it made up.
type persona struct {
	Name, Email, Phone string
	Work               []job
}

type job struct{ Position, Name, Start, End string }

// structure is what is looked at of a result.
type structure struct {
	Basics struct{ Name, Email, Phone string }
	Work   []struct{ Position, Name, StartDate, EndDate string }
	Meta   struct {
		Spans map[string]struct {
			Start, End int
			Precision  string
		}
	}
}

// recall counts how much of what is known was found.
type recall struct{ found, known map[string]int }

func (r recall) note(what string, ok bool) {
	r.known[what]++
	if ok {
		r.found[what]++
	}
}

var whose = regexp.MustCompile(`-([a-z]{2}[0-9])[-.]`)

// TestStructureOfKnownPeopleIsFound reads the files of people whose facts are
// known. The floors are what was reached: they only go up.
func TestStructureOfKnownPeopleIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads some 70 files")
	}
	raw, err := os.ReadFile("testdata/personas.json")
	if err != nil {
		t.Fatal(err)
	}
	var people map[string]persona
	if err := json.Unmarshal(raw, &people); err != nil {
		t.Fatal(err)
	}
	files, err := score.Corpus(filepath.Join(testkit.Corpus(t), "cv"))
	if err != nil {
		t.Fatal(err)
	}
	o := ready(t)
	r := recall{map[string]int{}, map[string]int{}}
	for _, f := range files {
		m := whose.FindStringSubmatch(filepath.Base(f.Path))
		if f.Kind != "good" || m == nil || people[m[1]].Name == "" {
			continue
		}
		r.look(t, people[m[1]], f.Path, o)
	}
	for what, floor := range floors {
		got := float64(r.found[what]) / float64(max(r.known[what], 1))
		t.Logf("%-8s %d of %d, %.3f", what, r.found[what], r.known[what], got)
		if got < floor {
			t.Errorf("%s: got %.3f; want at least %.3f", what, got, floor)
		}
	}
}

func (r recall) look(t *testing.T, p persona, path string, o extract.Options) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	format, err := extract.Sniff(data, path)
	if err != nil {
		t.Fatal(err)
	}
	result, err := extract.Read(t.Context(), format, data, o)
	if err != nil || result.Rejection != nil {
		return // counted by TestCorpusIsReadWell
	}
	var s structure
	if err := json.Unmarshal(result.Resume, &s); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for pointer, at := range s.Meta.Spans {
		if at.Start < 0 || at.End <= at.Start || at.End > len(result.Text) {
			t.Errorf("%s: %s stands at %+v of %d", path, pointer, at, len(result.Text))
		}
	}
	base := filepath.Base(path)
	check := func(what, got, want string) {
		ok := alike(got, want)
		if r.note(what, ok); !ok {
			t.Logf("%s: %s is %q; want %q", base, what, got, want)
		}
	}
	check("name", s.Basics.Name, p.Name)
	check("email", s.Basics.Email, p.Email)
	check("phone", s.Basics.Phone, p.Phone)
	for _, want := range p.Work {
		r.entry(t, s, want, base)
	}
}

// entry looks for a job by its dates, and whether what stands with them is right.
func (r recall) entry(t *testing.T, s structure, want job, base string) {
	t.Helper()
	dated, framed := false, false
	var seen []string
	for i, w := range s.Work {
		end := w.EndDate
		if s.Meta.Spans["/work/"+string(rune('0'+i%10))+"/endDate"].Precision == "present" {
			end = "present"
		}
		seen = append(seen, w.Position+" @ "+w.Name+" "+w.StartDate+" "+end)
		if w.StartDate != want.Start || end != want.End {
			continue
		}
		dated = true
		framed = framed || alike(w.Position, want.Position) && alike(w.Name, want.Name)
	}
	r.note("dates", dated)
	r.note("entries", framed)
	if !framed {
		t.Logf("%s: no entry %+v in %q", base, want, seen)
	}
}

// alike ignores what writing differs in without saying anything else.
func alike(a, b string) bool {
	fold := strings.NewReplacer(" ", "", "\u00a0", "", ",", "", "־", "-", "״", `"`, "(", "", ")", "")
	return strings.EqualFold(fold.Replace(a), fold.Replace(b))
}

var floors = map[string]float64{"name": 0.96, "email": 0.98, "phone": 0.98, "dates": 0.95, "entries": 0.95}
