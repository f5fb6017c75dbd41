package edit

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/resume"
)

const cv = `Ann Example
Platform Engineer
ann@example.com

Summary
Likes small systems.

Experience
Engineer
Acme Ltd
2019 – 2023
• Wrote services in Go.
• Ran the on-call rota.
• Baked bread.

Skills
Python, Go, SQL
`

func parsed() resume.Document {
	return resume.Parse(resume.Input{Text: cv, Today: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
}

// id finds the fact that says text.
func id(t *testing.T, d resume.Document, text string) string {
	t.Helper()
	for _, f := range d.Facts {
		if f.Text == text {
			return f.ID
		}
	}
	t.Fatalf("no fact says %q", text)
	return ""
}

func supported(op Op) Checked { return Checked{Op: op, Verdict: Supported, Safe: op.Text} }

func TestApplyRewritesProseAndListsTheChange(t *testing.T) {
	d := parsed()
	bullet := id(t, d, "Wrote services in Go.")

	r := Apply(d, []Checked{supported(Op{Kind: Rewrite, Facts: []string{bullet}, Text: "Built Go services.", Reason: "shorter"})})

	f, _ := r.Document.Fact(bullet)
	if f.Text != "Built Go services." || len(f.From) != 1 {
		t.Errorf("got %+v", f)
	}
	if len(r.Changes) != 1 || r.Changes[0].Before != "Wrote services in Go." || r.Changes[0].After != f.Text || r.Changes[0].Verdict != Supported {
		t.Errorf("changes %+v", r.Changes)
	}
	if again, _ := d.Fact(bullet); again.Text != "Wrote services in Go." {
		t.Error("the source document was changed")
	}
}

func TestApplyNeverTouchesIdentity(t *testing.T) {
	d := parsed()
	for _, f := range d.Facts {
		if !f.Kind.Identity() {
			continue
		}
		for _, op := range []Op{{Kind: Rewrite, Facts: []string{f.ID}, Text: "x"}, {Kind: Drop, Facts: []string{f.ID}}, {Kind: Reorder, Facts: []string{f.ID}}} {
			r := Apply(d, []Checked{supported(op)})

			if got, ok := r.Document.Fact(f.ID); !ok || !reflect.DeepEqual(got, f) {
				t.Errorf("%s changed %s %q into %q", op.Kind, f.Kind, f.Text, got.Text)
			}
			for _, c := range r.Changes {
				if c.Verdict != Reverted {
					t.Errorf("%s of %s is %s", op.Kind, f.Kind, c.Verdict)
				}
			}
		}
	}
}

func TestApplyRevertsWhatWasNotChecked(t *testing.T) {
	d := parsed()
	bullet := id(t, d, "Baked bread.")

	r := Apply(d, []Checked{{Op: Op{Kind: Rewrite, Facts: []string{bullet}, Text: "Led a bakery."}}, {Op: Op{Kind: Drop, Facts: []string{bullet}}}, {Op: Op{Kind: Summary, Facts: []string{bullet}, Text: "Baker."}}})

	if resume.Markdown(r.Document) != resume.Markdown(d) || len(r.Dropped) != 0 {
		t.Error("something unchecked was applied")
	}
	if len(r.Changes) != 3 {
		t.Errorf("%d changes are listed; want 3", len(r.Changes))
	}
}

func TestApplyDropsAndKeepsAccount(t *testing.T) {
	d := parsed()
	bullet := id(t, d, "Baked bread.")

	r := Apply(d, []Checked{supported(Op{Kind: Drop, Facts: []string{bullet}})})

	if strings.Contains(resume.Markdown(r.Document), "bread") || len(r.Dropped) != 1 || r.Dropped[0].Text != "Baked bread." {
		t.Errorf("dropped %+v", r.Dropped)
	}
}

func TestApplyReordersWithinOneList(t *testing.T) {
	d := parsed()
	goSkill, sql := id(t, d, "Go"), id(t, d, "SQL")

	r := Apply(d, []Checked{supported(Op{Kind: Reorder, Facts: []string{sql, goSkill, id(t, d, "Python")}})})
	if !strings.Contains(resume.Markdown(r.Document), "SQL, Go, Python") {
		t.Error(resume.Markdown(r.Document))
	}

	mixed := Apply(d, []Checked{supported(Op{Kind: Reorder, Facts: []string{sql, id(t, d, "Baked bread.")}})})
	if resume.Markdown(mixed.Document) != resume.Markdown(d) || mixed.Changes[0].Verdict != Reverted {
		t.Error("facts of two places were mixed")
	}
}

// What is moved or left out says itself where it stands.
func TestWhatIsMovedOrLeftOutPointsToItsPlace(t *testing.T) {
	d := parsed()
	sql, python, bread := id(t, d, "SQL"), id(t, d, "Python"), id(t, d, "Baked bread.")

	r := Apply(d, []Checked{
		{Op: Op{Kind: Reorder, Facts: []string{sql, python}}, Verdict: Verbatim},
		{Op: Op{Kind: Drop, Facts: []string{bread}}, Verdict: Verbatim},
	})

	var got []string
	for _, c := range r.Changes {
		for _, s := range c.Evidence {
			got = append(got, cv[s.Start:s.End])
		}
	}
	if strings.Join(got, "|") != "SQL|Python|Baked bread." {
		t.Errorf("got %q", got)
	}
}

func TestApplySummaryReplacesOrAddsOne(t *testing.T) {
	d := parsed()
	goSkill := id(t, d, "Go")

	r := Apply(d, []Checked{supported(Op{Kind: Summary, Facts: []string{goSkill}, Text: "Writes Go."})})
	if md := resume.Markdown(r.Document); !strings.Contains(md, "Writes Go.") || strings.Contains(md, "small systems") || len(r.Dropped) != 1 {
		t.Error(md)
	}

	bare := resume.Parse(resume.Input{Text: strings.Replace(cv, "Summary\nLikes small systems.\n\n", "", 1)})
	r = Apply(bare, []Checked{supported(Op{Kind: Summary, Facts: []string{goSkill}, Text: "Writes Go."})})
	if md := resume.Markdown(r.Document); !strings.Contains(md, "## Summary\n\nWrites Go.") {
		t.Error(md)
	}
}

func TestLetterKeepsWhatIsSafe(t *testing.T) {
	r := Apply(parsed(), []Checked{
		{Op: Op{Kind: Letter, Text: "Dear all,"}, Verdict: Supported, Safe: "Dear all,"},
		{Op: Op{Kind: Letter, Text: "True. False."}, Verdict: Reverted, Safe: "True.", Unsupported: []Unsupported{{Text: "False.", Kind: "content", Reason: "no"}}},
		{Op: Op{Kind: Letter, Text: "False."}, Verdict: Reverted},
	})

	if got := r.LetterMarkdown(); got != "Dear all,\n\nTrue.\n" {
		t.Errorf("got %q", got)
	}
}
