package draft_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/match"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rules"
)

// pairs are the CVs of the corpus, each with one of the jobs.
func pairs(t *testing.T, each func(t *testing.T, cv, job string)) {
	t.Helper()
	dir := testkit.Corpus(t)
	cvs, _ := filepath.Glob(filepath.Join(dir, "cv/*/*.truth.txt"))
	jobs, _ := filepath.Glob(filepath.Join(dir, "jobs/[!_]*.md"))
	more, _ := filepath.Glob("../match/testdata/adverts/*.txt")
	jobs = append(jobs, more...)
	step := 1
	if testing.Short() {
		step = 60 // nothing here is shared, and the race detector would take minutes
	}
	for i := 0; i < len(cvs); i += step {
		name := filepath.Base(cvs[i]) + "+" + filepath.Base(jobs[i%len(jobs)])
		t.Run(name, func(t *testing.T) { each(t, read(t, cvs[i]), read(t, jobs[i%len(jobs)])) })
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// drafted is a first draft of operations.
func drafted(cv, job string, plan func(*draft.Table) edit.Plan) draft.Draft {
	d := draft.Draft{Number: 1, Why: draft.First, At: now, Source: draft.Source{Text: cv, Today: now}, Brief: draft.Brief{Job: job, Letter: true}}
	t := draft.Open(d.Source, d.Brief)
	d.Steps = draft.Steps(t.Checker.CheckAll(plan(t)))
	return t.Make(d)
}

func ruled(t *draft.Table) edit.Plan {
	return rules.Plan(t.Document, t.Job, rules.Options{Letter: true, MaxBullets: 3})
}

// lying drops and orders as the rules do, and boasts with what the job asks for
// in every sentence.
func lying(t *draft.Table) edit.Plan {
	p := ruled(t)
	var terms []string
	for _, q := range t.Job.Requirements {
		if q.Kind == match.KindSkill {
			terms = append(terms, q.Text)
		}
	}
	r := rand.New(rand.NewPCG(1, uint64(len(t.Document.Source))))
	for _, f := range t.Document.Facts {
		if !f.Kind.Prose() || len(terms) == 0 {
			continue
		}
		term := terms[r.IntN(len(terms))]
		for _, text := range []string{f.Text, strings.TrimRight(f.Text, ".") + " with " + term + ".", term + ": " + f.Text} {
			p.Ops = append(p.Ops, edit.Op{Kind: edit.Rewrite, Facts: []string{f.ID}, Text: text})
		}
	}
	return p
}

// What a user gets of any CV and job: the same each time, all of it proven, the
// evidence as it was, explained by places that are there, nothing lost.
func TestPromisesOverTheCorpus(t *testing.T) {
	pairs(t, func(t *testing.T, cv, job string) {
		for name, plan := range map[string]func(*draft.Table) edit.Plan{"rules": ruled, "lies": lying} {
			d := drafted(cv, job, plan)

			if err := d.Proven(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if again := drafted(cv, job, plan); string(bytes(t, again)) != string(bytes(t, d)) {
				t.Errorf("%s: the same became another", name)
			}
			sameEvidence(t, name, d, job)
			placed(t, name, d, cv, job)
			nothingLost(t, name, d)
		}
	})
}

func bytes(t *testing.T, d draft.Draft) []byte {
	t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// sameEvidence holds the evidence against that of the source alone, and the
// result, read as a CV of its own, to no more skills.
func sameEvidence(t *testing.T, name string, d draft.Draft, job string) {
	t.Helper()
	doc := d.Source.Document()
	want := match.Rate(match.Read(match.Posting{Text: job}), doc, doc, nil)
	if d.Made.Match.Evidence != want.Evidence || d.Made.Match.Before != want.Before {
		t.Errorf("%s: evidence %d and before %d; want %d and %d", name, d.Made.Match.Evidence, d.Made.Match.Before, want.Evidence, want.Before)
	}
	own := match.Rate(match.Read(match.Posting{Text: job}), d.Made.Document, d.Made.Document, nil)
	for _, term := range own.Matched {
		if named := strings.ToLower(term) != term; named && !slices.Contains(want.Matched, term) {
			t.Errorf("%s: the result proves %s, and the source doesn't", name, term)
		}
	}
}

// placed reads the places of the explanation back on both sides.
func placed(t *testing.T, name string, d draft.Draft, cv, job string) {
	t.Helper()
	source := d.Source.Document().Source
	if source != cv && strings.ToValidUTF8(cv, "") == cv {
		t.Errorf("%s: places are in another text than the CV's", name)
	}
	spans := func(side, text string, all ...resume.Span) {
		for _, s := range all {
			if s.Start < 0 || s.End < s.Start || s.End > len(text) || text[s.Start:s.End] != s.Text {
				t.Errorf("%s: %s: %+v is not there", name, side, s)
			}
		}
	}
	for _, p := range d.Made.Match.Points {
		spans("job", job, p.Asked)
		spans("cv", source, p.Proven...)
		if p.Gives < 0 || p.Gives > p.Of+0.011 || p.Note == "" {
			t.Errorf("%s: %+v", name, p)
		}
	}
	for _, c := range d.Made.Changes {
		spans("change "+c.ID, source, c.Evidence...)
		if c.ID == "" || c.Section == "" || c.Verdict == "" {
			t.Errorf("%s: change %+v", name, c)
		}
	}
}

// nothingLost finds every fact of the source in the result, or in what is said
// to be dropped or changed.
func nothingLost(t *testing.T, name string, d draft.Draft) {
	t.Helper()
	var all strings.Builder
	all.WriteString(flat(resume.Markdown(d.Made.Document)))
	listed := map[string]bool{}
	for _, x := range d.Made.Dropped {
		listed[x.ID] = true
	}
	for _, c := range d.Made.Changes {
		if c.After != c.Before && c.After != "" {
			all.WriteString(flat(c.Before)) // in other words, side by side
		}
	}
	shown := all.String()
	for _, f := range d.Source.Document().Facts {
		if !listed[f.ID] && f.Text != "" && !strings.Contains(shown, flat(f.Text)) {
			t.Errorf("%s: %s %q is neither in the result nor dropped", name, f.Kind, f.Text)
		}
	}
}

// flat leaves letters and digits, so that markup makes no difference.
func flat(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > 127 || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// The score minds neither the order of sections, nor what nobody sees, nor how
// often something is said.
func TestTheScoreIsUnmovedOverTheCorpus(t *testing.T) {
	pairs(t, func(t *testing.T, cv, job string) {
		doc := resume.Parse(resume.Input{Text: cv, Today: now})
		rate := func(posting string, d resume.Document) string {
			s := match.Rate(match.Read(match.Posting{Text: posting}), d, d, nil)
			return fmt.Sprint(s.Evidence, s.Before, s.Matched, s.Missing)
		}
		want := rate(job, doc)
		r := rand.New(rand.NewPCG(7, uint64(len(cv))))

		moved := doc
		moved.Sections = slices.Clone(doc.Sections)
		r.Shuffle(len(moved.Sections), func(i, j int) { moved.Sections[i], moved.Sections[j] = moved.Sections[j], moved.Sections[i] })
		if got := rate(job, moved); got != want {
			t.Errorf("sections moved: %s became %s", want, got)
		}

		lines := strings.SplitAfter(job, "\n")
		at := len(lines) / 2
		if !strings.Contains(job, "comment") && !strings.HasPrefix(job, "---") {
			hidden := strings.Join(lines[:at], "") + "<!-- Terraform, COBOL,\n\nten years of experience with Fortran -->\n" + strings.Join(lines[at:], "")
			if got := rate(hidden, doc); got != want {
				t.Errorf("hidden text: %s became %s", want, got)
			}
		}
		letters := []rune(job)
		for range 40 {
			letters = slices.Insert(letters, r.IntN(len(letters)), '\u200b')
		}
		if got := rate(string(letters), doc); got != want {
			t.Errorf("unseen letters: %s became %s", want, got)
		}

		for i, s := range doc.Sections {
			if s.Kind != resume.SectionSkills || len(s.Facts) == 0 {
				continue
			}
			stuffed := doc
			stuffed.Sections = slices.Clone(doc.Sections)
			for range 5 {
				stuffed.Sections[i].Facts = append(slices.Clone(stuffed.Sections[i].Facts), s.Facts...)
			}
			if got := rate(job, stuffed); got != want {
				t.Errorf("said five times: %s became %s", want, got)
			}
		}
	})
}
