package rules

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/ground"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func corpus(t *testing.T, pattern string) map[string]string {
	t.Helper()
	dir := testkit.Corpus(t)
	names, _ := filepath.Glob(filepath.Join(dir, pattern))
	if len(names) == 0 {
		t.Skip("SKIPPED: no corpus; set SARTOR_CORPUS")
	}
	all := map[string]string{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = string(raw)
	}
	return all
}

// TestPlansPassTheCheck: whatever the rules write for any CV and any job rests
// on cited facts, loses nothing and shows no less than before.
func TestPlansPassTheCheck(t *testing.T) {
	var jobs []match.Job
	posts := corpus(t, "jobs/*.md")
	for i, name := range sortedKeys(posts) {
		if i%5 == 0 || strings.Contains(name, "engineer") {
			jobs = append(jobs, match.Read(match.Posting{Text: posts[name], Company: "Quayside Robotics"}))
		}
	}
	ops, worse, pairs := 0, 0, 0
	cvs := corpus(t, "cv/*/*.truth.txt")
	for i, name := range sortedKeys(cvs) {
		d := resume.Parse(resume.Input{Text: cvs[name], Today: today})
		if len(cvs[name]) > 30_000 { // not a CV
			continue
		}
		for n, job := range []match.Job{jobs[i%len(jobs)], jobs[(i+3)%len(jobs)]} {
			tone := []string{"", "formal", "warm"}[i%3]
			language := []string{"", "de", "fr", "es-MX", "en", "it"}[(i+n)%6]
			plan := Plan(d, job, Options{Letter: true, Tone: tone, Language: language})
			c := ground.New(d, job.Text).Addressed(job.Title, job.Company)
			checked := c.CheckAll(plan)
			for _, op := range checked {
				ops++
				if op.Verdict == edit.Reverted {
					t.Errorf("%s in %q: %s %q: %+v", name, language, op.Op.Kind, op.Op.Text, op.Unsupported)
				}
			}
			r := edit.Apply(d, checked)
			if bad := c.Audit(r); len(bad) > 0 {
				t.Errorf("%s: audit: %+v", name, bad)
			}
			pairs++
			if s := match.Rate(job, d, r.Document, nil); s.After < s.Before {
				worse++
				t.Logf("%s: visibility fell from %d to %d", name, s.Before, s.After)
			}
			sameWords(t, name, d, r)
		}
	}
	t.Logf("%d operations for %d pairs; visibility fell in %d", ops, pairs, worse)
	if worse > 0 {
		t.Errorf("visibility fell in %d of %d", worse, pairs)
	}
}

func sortedKeys(m map[string]string) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// sameWords checks that all facts but the summary come out as they went in.
func sameWords(t *testing.T, name string, d resume.Document, r edit.Result) {
	t.Helper()
	for _, f := range d.Facts {
		g, ok := r.Document.Fact(f.ID)
		if f.Kind == resume.Summary {
			continue
		}
		if !ok || g.Text != f.Text {
			t.Errorf("%s: %s became %q", name, f.ID, g.Text)
		}
	}
	md := resume.Markdown(r.Document)
	for _, f := range d.Facts {
		if f.Kind != resume.Summary && !strings.Contains(md, f.Text) {
			t.Errorf("%s: %q is not in the Markdown", name, f.Text)
		}
	}
}

func TestMaxBulletsKeepsOneOfEachJob(t *testing.T) {
	d := resume.Parse(resume.Input{Today: today, Text: "Ann\n\nExperience\nEngineer\nAcme Ltd\n2019 – 2023\n• Baked bread for the staff.\n• Wrote services in Go.\n• Washed the cars.\n"})
	job := match.Read(match.Posting{Text: "Requirements:\n- Go"})

	plan := Plan(d, job, Options{MaxBullets: 1})
	r := edit.Apply(d, ground.New(d, job.Text).CheckAll(plan))

	md := resume.Markdown(r.Document)
	if !strings.Contains(md, "services in Go") || strings.Contains(md, "bread") || len(r.Dropped) != 2 {
		t.Errorf("%s\ndropped %+v", md, r.Dropped)
	}
}

// TestLongTextsCostWhatTheirLengthSays guards against what grows with the
// square: a text that is four times as long costs about four times as much
// processor time, and sixteen times where every part looks at every other.
func TestLongTextsCostWhatTheirLengthSays(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here is shared, and the race detector would take minutes")
	}
	for name, unit := range map[string]string{
		"jobs":    "Engineer\nAcme Ltd\n2019 – 2020\n• Ran Kubernetes for 5 teams.\n",
		"bullets": "• Wrote services in Go and Python with PostgreSQL.\n",
		"skills":  "Go, Python, Rust, ",
	} {
		tailored(t, name, unit, 25_000) // what is made once isn't counted
		short, long := tailored(t, name, unit, 50_000), tailored(t, name, unit, 200_000)
		t.Logf("%s: %s for 50,000 bytes, %s for 200,000", name, short, long)
		if long > 10*short {
			t.Errorf("%s: four times the text costs %.1f times as much", name, float64(long)/float64(short))
		}
	}
}

// tailored is the processor time that it takes to tailor a text of about so
// many bytes.
func tailored(t *testing.T, name, unit string, length int) time.Duration {
	t.Helper()
	text := "Ann Example\nann@example.com\n\nSkills\nGo\n\nExperience\nEngineer\nAcme Ltd\n2019 – 2023\n" + strings.Repeat(unit, length/len(unit))
	if name == "skills" {
		text = "Ann Example\nann@example.com\n\nSkills\n" + strings.Repeat(unit, length/len(unit))
	}
	job := match.Read(match.Posting{Text: strings.Repeat("Requirements:\n- Experience with Kubernetes, Go and PostgreSQL in production\n", 500)})
	start := processorTime(t)

	d := resume.Parse(resume.Input{Text: text, Today: today})
	c := ground.New(d, job.Text)
	r := edit.Apply(d, c.CheckAll(Plan(d, job, Options{Letter: true})))
	bad := c.Audit(r)
	match.Rate(job, d, r.Document, nil)
	resume.Markdown(r.Document)

	if len(bad) > 0 {
		t.Errorf("%s: audit %+v", name, bad)
	}
	return processorTime(t) - start
}

// processorTime is what this process has used: it doesn't mind what else runs.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestALetterGivesEachJobItsOwn guards against bullets under another's name.
func TestALetterGivesEachJobItsOwn(t *testing.T) {
	text := "Ann Example\n\nExperience\nEngineer\nAcme Ltd\n2019 – 2023\n• Wrote services in Go.\nSenior Reliability Engineer, Northlight Analytics\nAug 2016 – Feb 2018\n• Ran Kubernetes for nine teams.\n"
	d := resume.Parse(resume.Input{Today: today, Text: text})
	job := match.Read(match.Posting{Text: "Requirements:\n- Go\n- Kubernetes"})

	c := ground.New(d, job.Text)
	r := edit.Apply(d, c.CheckAll(Plan(d, job, Options{Letter: true})))
	letter := r.LetterMarkdown()

	acme, northlight := strings.Index(letter, "Acme Ltd"), strings.Index(letter, "Northlight")
	golang, kubernetes := strings.Index(letter, "- Wrote services"), strings.Index(letter, "- Ran Kubernetes")
	if acme < 0 || northlight < 0 || kubernetes < northlight || golang < acme || (acme < northlight) != (golang < northlight) {
		t.Errorf("got %s", letter)
	}
	if bad := c.Audit(r); len(bad) > 0 {
		t.Errorf("audit: %+v", bad)
	}
}

// A letter in another language than the CV's says in it what makes no claim, and
// quotes the CV.
func TestALetterIsInTheLanguageThatIsAskedFor(t *testing.T) {
	d := resume.Parse(resume.Input{Today: today, Text: "Ann Example\n\nExperience\nEngineer\nAcme Ltd\n2019 – 2023\n• Wrote services in Go for many teams.\n\nSkills\nGo, SQL\n"})
	job := match.Read(match.Posting{Text: "Requirements:\n- Go", Title: "Developer", Company: "Initech"})

	for language, want := range map[string]string{
		"": "Dear Hiring Manager,", "de": "Sehr geehrte Damen und Herren,", "fr-CA": "Madame, Monsieur,", "es": "Estimados señores:", "it": "Dear Hiring Manager,",
	} {
		c := ground.New(d, job.Text).Addressed(job.Title, job.Company)
		letter := edit.Apply(d, c.CheckAll(Plan(d, job, Options{Letter: true, Language: language}))).LetterMarkdown()
		if !strings.HasPrefix(letter, want) || !strings.Contains(letter, "Initech") || !strings.Contains(letter, "- Wrote services in Go for many teams.") {
			t.Errorf("%q: got %s", language, letter)
		}
	}
}
