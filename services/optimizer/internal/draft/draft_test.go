package draft_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/edit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rules"
)

var now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

const cv = `Jane Doe
jane@example.com

Summary
Backend engineer with a focus on reliable services.

Experience
Software Engineer
Acme Ltd
March 2019 – June 2023
• Built a billing service in Go that handled 2 million invoices a month.
• Reduced the response time of the API by 40% with caching in Redis.

Skills
Go, PostgreSQL, Redis
`

const job = "Senior Backend Engineer at Globex\n\nRequirements:\n- Experience with Redis and PostgreSQL\n- Knowledge of Kubernetes\n"

// made is a first draft by the rules.
func made(t *testing.T) draft.Draft {
	t.Helper()
	d := draft.Draft{Number: 1, Why: draft.First, At: now, Source: draft.Source{Text: cv, Today: now}, Brief: draft.Brief{Job: job, Letter: true}}
	table := draft.Open(d.Source, d.Brief)
	d.Steps = draft.Steps(table.Checker.CheckAll(rules.Plan(table.Document, table.Job, rules.Options{Letter: true})))
	d = table.Make(d)
	if err := d.Proven(); err != nil || len(d.Made.Changes) == 0 || len(d.Made.Parts) == 0 {
		t.Fatalf("%v, %+v", err, d.Made.Changes)
	}
	return d
}

func markdown(d draft.Draft) string { return resume.Markdown(d.Made.Document) }

func fact(t *testing.T, d draft.Draft, begins string) string {
	t.Helper()
	doc := d.Source.Document()
	i := slices.IndexFunc(doc.Facts, func(f resume.Fact) bool { return strings.HasPrefix(f.Text, begins) })
	if i < 0 {
		t.Fatalf("no fact begins with %q", begins)
	}
	return doc.Facts[i].ID
}

func revised(t *testing.T, d draft.Draft, w draft.Wishes) draft.Draft {
	t.Helper()
	next, err := d.Revise(w, now)
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Proven(); err != nil || next.Number != d.Number+1 || next.Base != d.Number {
		t.Fatalf("revision %d of %d: %v", next.Number, next.Base, err)
	}
	return next
}

func TestRejectingAndAcceptingComesBackToTheSame(t *testing.T) {
	first := made(t)
	var ids []string
	for _, c := range first.Made.Changes {
		ids = append(ids, c.ID)
	}

	none := revised(t, first, draft.Wishes{Reject: ids})
	all := revised(t, none, draft.Wishes{Accept: ids})

	if got, want := markdown(none), resume.Markdown(first.Source.Document()); got != want {
		t.Errorf("with all changes rejected: %s; want the source", got)
	}
	if len(none.Made.Changes) != len(first.Made.Changes) || !none.Made.Changes[0].Rejected {
		t.Errorf("rejected changes are listed as %+v", none.Made.Changes)
	}
	if markdown(all) != markdown(first) || all.Report.Hash != first.Report.Hash {
		t.Error("with all accepted again it is another CV")
	}
}

func TestAnOwnEditOfWhatTheCVSaysStands(t *testing.T) {
	d := made(t)

	next := revised(t, d, draft.Wishes{Edits: []draft.Edit{{Target: fact(t, d, "Reduced"), Text: "Cut the API's response time by 40% with caching in Redis."}}})

	if !strings.Contains(markdown(next), "Cut the API's response time by 40%") || len(claims(next)) != 0 {
		t.Errorf("%s\n%+v", markdown(next), claims(next))
	}
}

func claims(d draft.Draft) (all []draft.Question) {
	for _, q := range d.Made.Grounding.Questions {
		if q.Kind == draft.Claim {
			all = append(all, q)
		}
	}
	return all
}

// TestAnOwnClaimIsAskedAbout goes through yes and no, in the CV, the summary
// and the letter.
func TestAnOwnClaimIsAskedAbout(t *testing.T) {
	d := made(t)
	const boast = "Led a team of 12 engineers at Acme and cut the response time by 40%."
	for _, target := range []string{fact(t, d, "Reduced"), draft.SummaryTarget, d.Made.Parts[1].ID} {
		asked := revised(t, d, draft.Wishes{Edits: []draft.Edit{{Target: target, Text: boast}}})
		questions := claims(asked)
		if len(questions) != 1 || questions[0].About != boast || strings.Contains(markdown(asked)+asked.Made.Letter, "12 engineers") {
			t.Fatalf("%s: asked %+v", target, questions)
		}

		yes, word, err := asked.Answer(draft.Answer{Question: questions[0].ID, Confirmed: true}, now)
		if err != nil {
			t.Fatal(err)
		}
		no, denied, err := asked.Answer(draft.Answer{Question: questions[0].ID}, now)
		if err != nil {
			t.Fatal(err)
		}

		if n := strings.Count(markdown(yes)+yes.Made.Letter, boast); n != 1 || yes.Proven() != nil || len(claims(yes)) != 0 {
			t.Errorf("%s: confirmed, it is there %d times, %v, and asked %+v:\n%s\n%s", target, n, yes.Proven(), claims(yes), markdown(yes), yes.Made.Letter)
		}
		if !word.Confirmed || word.Stated.Text != boast || denied.Confirmed {
			t.Errorf("%s: kept %+v and %+v", target, word, denied)
		}
		if strings.Contains(markdown(no)+no.Made.Letter, "12 engineers") || len(claims(no)) != 0 || no.Proven() != nil {
			t.Errorf("%s: denied, it is\n%s", target, markdown(no))
		}
	}
}

func TestAConfirmedGapBecomesAFact(t *testing.T) {
	d := made(t)
	i := slices.IndexFunc(d.Made.Grounding.Questions, func(q draft.Question) bool { return q.About == "Kubernetes" })
	if i < 0 {
		t.Fatalf("not asked: %+v", d.Made.Grounding.Questions)
	}
	id := d.Made.Grounding.Questions[i].ID

	bare, _, err := d.Answer(draft.Answer{Question: id, Confirmed: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	told, word, err := d.Answer(draft.Answer{Question: id, Confirmed: true, Text: "Ran Kubernetes for nine teams\nat Acme."}, now)
	if err != nil {
		t.Fatal(err)
	}

	if !strings.Contains(markdown(bare), "PostgreSQL, Redis, Go, Kubernetes") || bare.Made.Match.Evidence <= d.Made.Match.Evidence {
		t.Errorf("evidence %d became %d:\n%s", d.Made.Match.Evidence, bare.Made.Match.Evidence, markdown(bare))
	}
	if !strings.Contains(markdown(told), "## Additional information\n\n- Ran Kubernetes for nine teams at Acme.") || told.Proven() != nil {
		t.Errorf("got %s", markdown(told))
	}
	later := draft.Source{Text: cv, Today: now, Stated: []resume.Stated{word.Stated}}
	if doc := later.Document(); !strings.Contains(resume.Markdown(doc), "Ran Kubernetes for nine teams at Acme.") {
		t.Error("a later optimization doesn't know it")
	}
	if _, _, err := bare.Answer(draft.Answer{Question: id, Confirmed: true}, now); !errors.Is(err, draft.ErrNoQuestion) {
		t.Errorf("answered twice: %v", err)
	}
}

func TestWhatCantBeRevised(t *testing.T) {
	d := made(t)
	refused := d
	refused.Steps = append(slices.Clone(d.Steps), draft.Step{Checked: edit.Checked{ID: "c99", Op: edit.Op{Kind: edit.Rewrite, Facts: []string{fact(t, d, "Built")}, Text: "Built 9 things."}, Verdict: edit.Reverted}})
	for name, test := range map[string]struct {
		d draft.Draft
		w draft.Wishes
	}{
		"a change that isn't":    {d, draft.Wishes{Reject: []string{"c999"}}},
		"a change to be had":     {d, draft.Wishes{Accept: []string{"nothing"}}},
		"what the check refused": {refused, draft.Wishes{Accept: []string{"c99"}}},
		"the name":               {d, draft.Wishes{Edits: []draft.Edit{{Target: fact(t, d, "Jane"), Text: "Janet"}}}},
		"the employer":           {d, draft.Wishes{Edits: []draft.Edit{{Target: fact(t, d, "Acme"), Text: "Google"}}}},
		"the dates":              {d, draft.Wishes{Edits: []draft.Edit{{Target: fact(t, d, "March 2019"), Text: ""}}}},
		"a skill":                {d, draft.Wishes{Edits: []draft.Edit{{Target: fact(t, d, "Redis"), Text: "Rust"}}}},
		"nothing":                {d, draft.Wishes{Edits: []draft.Edit{{Target: "f999", Text: "x"}}}},
		"a book":                 {d, draft.Wishes{Edits: []draft.Edit{{Target: "summary", Text: strings.Repeat("x", 9_000)}}}},
		"bells":                  {d, draft.Wishes{Edits: []draft.Edit{{Target: "summary", Text: "x\a"}}}},
	} {
		if _, err := test.d.Revise(test.w, now); fault.From(err).Code != fault.Invalid {
			t.Errorf("%s: got %v; want it refused", name, err)
		}
	}
}

func TestWhatIsLeftOutIsListed(t *testing.T) {
	d := made(t)

	next := revised(t, d, draft.Wishes{Edits: []draft.Edit{{Target: fact(t, d, "Built"), Text: ""}}})

	if len(next.Made.Dropped) == 0 || !strings.HasPrefix(next.Made.Dropped[len(next.Made.Dropped)-1].Text, "Built a billing service") || strings.Contains(markdown(next), "billing") {
		t.Errorf("dropped %+v", next.Made.Dropped)
	}
}

func TestRestoringIsToTheByte(t *testing.T) {
	first := made(t)
	second := revised(t, first, draft.Wishes{Reject: []string{first.Made.Changes[0].ID}})

	third := first.Restore(second.Number, now)

	if third.Number != 3 || third.Base != 1 || third.Why != draft.Restored || third.Report != first.Report || third.Proven() != nil || markdown(third) != markdown(first) {
		t.Errorf("got %d of %d, %+v", third.Number, third.Base, third.Report)
	}
}

// TestNoReportNoExport changes what a report is about, letter by letter, as
// somebody with the key and the database could.
func TestNoReportNoExport(t *testing.T) {
	d := made(t)
	kept, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var same draft.Draft
	if err := json.Unmarshal(kept, &same); err != nil || same.Proven() != nil {
		t.Fatalf("as it was kept: %v, %v", err, same.Proven())
	}
	for name, change := range map[string]func(d *draft.Draft){
		"a word":     func(d *draft.Draft) { d.Made.Document.Facts[0].Text += "!" },
		"the letter": func(d *draft.Draft) { d.Made.Letter += "I was there." },
		"a fact":     func(d *draft.Draft) { d.Made.Document.Facts = d.Made.Document.Facts[1:] },
		"no report":  func(d *draft.Draft) { d.Report = draft.Report{} },
		"not passed": func(d *draft.Draft) { d.Report.Passed = false },
	} {
		var changed draft.Draft
		if err := json.Unmarshal(kept, &changed); err != nil {
			t.Fatal(err)
		}
		change(&changed)
		if err := changed.Proven(); !errors.Is(err, draft.ErrUnproven) {
			t.Errorf("%s: got %v; want %v", name, err, draft.ErrUnproven)
		}
	}
}

func TestOldQuestionsAreRead(t *testing.T) {
	var g draft.Grounding
	if err := json.Unmarshal([]byte(`{"questions":["Do you?",{"id":"q1","text":"Really?"}]}`), &g); err != nil || g.Questions[0].Text != "Do you?" || g.Questions[1].ID != "q1" {
		t.Errorf("got %+v, %v", g, err)
	}
}
