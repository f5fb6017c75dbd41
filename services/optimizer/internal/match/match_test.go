package match

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/testkit"
)

var today = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

const cv = `Ann Example
Platform Engineer
ann@example.com

Summary
Platform engineer who likes small systems.

Experience
Platform Engineer
Acme Ltd
Jan 2018 – Present
• Ran PostgreSQL and Kubernetes for nine teams.
• Wrote services in Go.

Education
MSc Computer Science
Example University
2013 – 2015

Skills
Docker, Go, Python

Languages
English – native
German – B2
`

const posting = `<html><head><style>Kotlin {}</style></head><body><h1>Senior Platform Engineer at Quayside</h1>
<h2>Requirements</h2><ul><li>5+ years of experience with Kubernetes</li><li>SQL and Go</li><li>Terraform is required</li>
<li>Bachelor's degree in Computer Science</li><li>Fluent German</li></ul>
<h2>Nice to have</h2><ul><li>Rust</li></ul><h2>Benefits</h2><ul><li>Salary and Excel training</li></ul></body></html>`

func names(job Job, kind string, must bool) []string {
	var all []string
	for _, q := range job.Requirements {
		if q.Kind == kind && q.Must == must {
			all = append(all, q.Term)
		}
	}
	return all
}

func TestReadFindsWhatIsAskedFor(t *testing.T) {
	job := Read(Posting{Text: posting})

	if got, want := job.Title, "Senior Platform Engineer"; got != want {
		t.Errorf("title %q; want %q", got, want)
	}
	if got, want := names(job, KindSkill, true), []string{"Kubernetes", "SQL", "Go", "Terraform"}; !slices.Equal(got, want) {
		t.Errorf("must have %q; want %q", got, want)
	}
	if got, want := names(job, KindSkill, false), []string{"Rust"}; !slices.Equal(got, want) {
		t.Errorf("nice to have %q; want %q", got, want)
	}
	if got := names(job, KindDegree, true); !slices.Equal(got, []string{"bachelor's degree"}) {
		t.Errorf("degree %q", got)
	}
	if got := names(job, KindLanguage, true); !slices.Equal(got, []string{"German"}) {
		t.Errorf("languages %q", got)
	}
	for _, q := range job.Requirements {
		if q.Start < q.End && job.Text[q.Start:q.End] != q.Text {
			t.Errorf("span of %q is %q", q.Text, job.Text[q.Start:q.End])
		}
		if q.Kind == KindYears && q.Years != 5 {
			t.Errorf("years %d", q.Years)
		}
	}
}

func TestAListIsNoTitle(t *testing.T) {
	for text, want := range map[string]string{
		"Requirements\n- Go\n- Kubernetes":             "",
		"- Go\n- Kubernetes":                           "",
		"About the job\nBaker\nYou bake.":              "Baker",
		"# Baker (m/w/d)\n\nRequirements:\n- You bake": "Baker",
		"We are hiring in three towns this year.\nWir suchen einen Bäcker (m/w/d) in Ulm.": "Bäcker",
	} {
		if job := Read(Posting{Text: text}); job.Title != want {
			t.Errorf("%q: title %q; want %q", text, job.Title, want)
		}
	}
}

func TestRateCountsWhatIsProven(t *testing.T) {
	d := resume.Parse(resume.Input{Text: cv, Today: today})

	s := Rate(Read(Posting{Text: posting}), d, d, []string{"Deployed with Terraform"})

	if want := []string{"Kubernetes", "SQL", "Go"}; !slices.Equal(s.Matched, want) {
		t.Errorf("matched %q; want %q", s.Matched, want)
	}
	if want := []string{"Terraform", "Rust"}; !slices.Equal(s.Missing, want) {
		t.Errorf("missing %q; want %q", s.Missing, want)
	}
	if want := []string{"Terraform"}; !slices.Equal(s.Unsupported, want) {
		t.Errorf("unsupported %q; want %q", s.Unsupported, want)
	}
	if s.Evidence < 60 || s.Evidence > 95 || s.Before != s.After {
		t.Errorf("evidence %d, before %d, after %d", s.Evidence, s.Before, s.After)
	}
	t.Log(strings.Join(s.Explanation, "\n"))
}

// TestRateDoesNotMindTheOrderOfSections moves whole sections about.
func TestRateDoesNotMindTheOrderOfSections(t *testing.T) {
	job := Read(Posting{Text: posting})
	parts := strings.Split(cv, "\n\n")
	moved := slices.Clone(parts)
	slices.Reverse(moved[1:])

	a := resume.Parse(resume.Input{Text: cv, Today: today})
	b := resume.Parse(resume.Input{Text: strings.Join(moved, "\n\n"), Today: today})

	one, two := Rate(job, a, a, nil), Rate(job, b, b, nil)
	if one.Evidence != two.Evidence || one.Before != two.Before {
		t.Errorf("%d/%d and %d/%d differ", one.Evidence, one.Before, two.Evidence, two.Before)
	}
}

func TestRateIsTheSameToTheByte(t *testing.T) {
	var first string
	for range 50 {
		d := resume.Parse(resume.Input{Text: cv, Today: today})
		raw, err := json.Marshal(Rate(Read(Posting{Text: posting}), d, d, nil))
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(raw)
		}
		if string(raw) != first {
			t.Fatalf("%s\n%s", raw, first)
		}
	}
}

func TestRealPostsAreRead(t *testing.T) {
	dir := testkit.Corpus(t)
	posts, _ := filepath.Glob(filepath.Join(dir, "jobs", "*.md"))
	if len(posts) == 0 {
		t.Skip("SKIPPED: no corpus; set SARTOR_CORPUS")
	}
	for _, name := range posts {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}

		job := Read(Posting{Text: string(raw)})

		if len(job.Requirements) < 1 && !strings.Contains(name, "TEMPLATE") {
			t.Errorf("%s: %d requirements", filepath.Base(name), len(job.Requirements))
		}
		if strings.Contains(job.Text, "🔻") || strings.Contains(job.Text, "{%") {
			t.Errorf("%s: template left in", filepath.Base(name))
		}
		for _, q := range job.Requirements {
			if lower := strings.ToLower(q.Text); containsAny(lower, split("your resume|equal opportunity|defined as follows:|salary|how to apply|citizens|lower gs-grade")) {
				t.Errorf("%s: boilerplate taken for a requirement: %q", filepath.Base(name), q.Text)
			}
			if at := job.Span(q.Start, q.End); q.End > 0 && string(raw)[at.Start:at.End] != at.Text {
				t.Errorf("%s: %q is said to stand at %+v", filepath.Base(name), q.Text, at)
			}
		}
		if strings.HasSuffix(job.Title, ":") || strings.Contains(strings.ToLower(job.Title), "objectives") {
			t.Errorf("%s: title %q", filepath.Base(name), job.Title)
		}
		skills := append(names(job, KindSkill, true), names(job, KindSkill, false)...)
		t.Logf("%s: %q: %q", filepath.Base(name), job.Title, skills)
	}
}

// TestMustAndNiceOfRealPosts holds what a person read in two of the posts.
func TestMustAndNiceOfRealPosts(t *testing.T) {
	for name, want := range map[string]struct{ must, nice string }{
		"10x-software-engineer-2024.md":                     {"Python|web development|databases|Unix|test automation|CI/CD|DevOps|version control", "Scrum|Kanban|Ruby"},
		"fedramp-technical-lead-2024.md":                    {"programming|Python|data analysis|R|machine learning", "customer service"},
		"Information-Technology-Specialist-GS15-INFOSEC.md": {"cybersecurity|Open source|Software as a service|threat modeling", "code review"},
	} {
		raw, err := os.ReadFile(filepath.Join(testkit.Corpus(t), "jobs", name))
		if err != nil {
			t.Skip("SKIPPED: no corpus; set SARTOR_CORPUS")
		}
		job := Read(Posting{Text: string(raw)})
		for _, term := range split(want.must) {
			if !slices.Contains(names(job, KindSkill, true), term) {
				t.Errorf("%s: %s is not a must", name, term)
			}
		}
		for _, term := range split(want.nice) {
			if !slices.Contains(names(job, KindSkill, false), term) {
				t.Errorf("%s: %s is not nice to have", name, term)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(posting)
	f.Add("---\ntitle: \"A: B\"\nkey objectives:\n  - do\n---\n{% comment %}x{% endcomment %}")
	d := resume.Parse(resume.Input{Text: cv, Today: today})
	f.Fuzz(func(t *testing.T, text string) {
		job := Read(Posting{Text: text})
		for _, q := range job.Requirements {
			if q.Start > q.End || q.End > len(job.Text) {
				t.Fatalf("span out of place: %+v", q)
			}
		}
		if s := Rate(job, d, d, nil); s.Evidence < 0 || s.Evidence > 100 || s.Before < 0 || s.Before > 100 {
			t.Fatalf("%+v", s)
		}
	})
}

// TestWhatSomebodySpeaksAndDidProves: a language in a line of another section,
// and a skill told in another form of its words.
func TestWhatSomebodySpeaksAndDidProves(t *testing.T) {
	d := resume.Parse(resume.Input{Text: "Ann Example\n\nExperience\nBuyer, Acme Stores\n2019 – 2023\n• Negotiated terms with 11 suppliers in Portugal.\n\nEducation\nBA Business, University of Hull, 2015\nLanguages: English; Portuguese at beginner level\n"})
	s := Rate(Read(Posting{Text: "Requirements:\n- Negotiation\n\nPortuguese is a plus.\n"}), d, d, nil)
	proven := map[string]bool{}
	for _, p := range s.Points {
		proven[p.Term] = len(p.Proven) > 0
	}
	if !proven["negotiation"] || !proven["Portuguese"] {
		t.Errorf("proven %v", proven)
	}
}
