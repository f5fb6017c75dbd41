package optimizer_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

// as asks as a user.
func as[Q, R any](w *world, user string, call contract.Call[Q, R], q Q) (R, error) {
	return bus.Call(w.As(w.t.Context(), user), w.Bus(), call, q)
}

// done is a succeeded optimization of jane's.
func (w *world) done() optimizerv1.Optimization {
	w.t.Helper()
	return w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job}), optimizerv1.StatusSucceeded)
}

func TestAResultIsRevisedAnsweredAndExported(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	o := w.done()
	if o.Result.Revision != 1 || len(o.Result.Letter) == 0 || len(o.Result.Changes) == 0 || len(o.Result.Match.Points) == 0 {
		t.Fatalf("made %+v", o.Result)
	}

	second, err := as(w, jane, optimizerv1.Revise, optimizerv1.ReviseRequest{
		ID: o.ID, Base: 1, Reject: []string{o.Result.Changes[0].ID},
		Edits: []optimizerv1.Edit{{Target: "summary", Text: "Backend engineer who has led 30 people."}},
	})
	must(t, err)
	var claim, gap string
	for _, q := range second.Grounding.Questions {
		switch q.Kind {
		case "claim":
			claim = q.ID
		case "gap":
			gap = q.ID
		}
	}
	third, err := as(w, jane, optimizerv1.Answer, optimizerv1.AnswerRequest{ID: o.ID, QuestionID: claim, Confirmed: true})
	must(t, err)
	fourth, err := as(w, jane, optimizerv1.Answer, optimizerv1.AnswerRequest{ID: o.ID, QuestionID: gap, Confirmed: true, Text: "Kubernetes"})
	must(t, err)

	if strings.Contains(second.CVMarkdown, "30 people") || !strings.Contains(third.CVMarkdown, "has led 30 people") || !strings.Contains(fourth.CVMarkdown, "Docker, Kubernetes") {
		t.Errorf("revisions are\n%s\n%s\n%s", second.CVMarkdown, third.CVMarkdown, fourth.CVMarkdown)
	}
	now, err := as(w, jane, optimizerv1.Get, optimizerv1.GetRequest{ID: o.ID})
	must(t, err)
	first, err := as(w, jane, optimizerv1.Get, optimizerv1.GetRequest{ID: o.ID, Revision: 1})
	must(t, err)
	if now.Result.Revision != 4 || now.Result.CVMarkdown != fourth.CVMarkdown || first.Result.CVMarkdown != o.Result.CVMarkdown || now.Scores.Evidence <= first.Scores.Evidence {
		t.Errorf("shown is revision %d with %+v, and the first with %+v", now.Result.Revision, now.Scores, first.Scores)
	}
	for format, begins := range map[string]string{"pdf": "%PDF-", "docx": "PK", "md": "# Jane Doe", "txt": "Jane Doe", "json": "{"} {
		for _, document := range []string{"cv", "cover-letter"} {
			q := optimizerv1.ExportRequest{ID: o.ID, Document: document, Format: format}
			one, err := as(w, jane, optimizerv1.Export, q)
			if format == "json" && document != "cv" {
				if fault.From(err).Code != fault.NotFound {
					t.Errorf("a letter as JSON: %v", err)
				}
				continue
			}
			must(t, err)
			two, err := as(w, jane, optimizerv1.Export, q)
			must(t, err)
			if !bytes.Equal(one.Data, two.Data) || document == "cv" && !bytes.HasPrefix(one.Data, []byte(begins)) || one.MediaType == "" {
				t.Errorf("%s as %s (%s) is not the same twice, or begins %.20q", document, format, one.MediaType, one.Data)
			}
		}
	}
}

func TestLaterOptimizationsKnowWhatWasConfirmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	o := w.done()
	gap := o.Result.Grounding.Questions[0]
	_, err := as(w, jane, optimizerv1.Answer, optimizerv1.AnswerRequest{ID: o.ID, QuestionID: gap.ID, Confirmed: true, Text: "Ran Kubernetes for nine teams at Acme."})
	must(t, err)

	later := w.done()
	said, err := as(w, jane, optimizerv1.Answers, optimizerv1.AnswersRequest{})
	must(t, err)

	if !strings.Contains(later.Result.CVMarkdown, "Ran Kubernetes for nine teams at Acme.") || later.Scores.Evidence <= o.Scores.Evidence {
		t.Errorf("evidence %d became %d:\n%s", o.Scores.Evidence, later.Scores.Evidence, later.Result.CVMarkdown)
	}
	if len(said.Items) != 1 || said.Items[0].About != "Kubernetes" || !said.Items[0].Confirmed || said.Items[0].OptimizationID != o.ID {
		t.Fatalf("kept %+v", said.Items)
	}
	if _, err := as(w, mike, optimizerv1.Forget, optimizerv1.ForgetRequest{ID: said.Items[0].ID}); fault.From(err).Code != fault.NotFound {
		t.Errorf("mike forgets: %v", err)
	}
	_, err = as(w, jane, optimizerv1.Forget, optimizerv1.ForgetRequest{ID: said.Items[0].ID})
	must(t, err)
	if forgot := w.done(); strings.Contains(forgot.Result.CVMarkdown, "Kubernetes") {
		t.Error("what was forgotten is still known")
	}
}

func TestOfTwoClientsOneHasToLookAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	o := w.done()
	q := optimizerv1.ReviseRequest{ID: o.ID, Base: 1, Reject: []string{o.Result.Changes[0].ID}}
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = as(w, jane, optimizerv1.Revise, q) })
	}
	wg.Wait()

	won := 0
	for _, err := range errs {
		f := fault.From(err)
		switch {
		case err == nil:
			won++
		case f.Reason != "revision_conflict" || f.Code != fault.Conflict || !strings.Contains(f.Message, "newest revision is 2"):
			t.Errorf("got %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d revised the same revision", won)
	}
	q.Base, q.Reject, q.Restore = 2, nil, 1
	third, err := as(w, jane, optimizerv1.Revise, q)
	must(t, err)
	if third.Revision != 3 || third.CVMarkdown != o.Result.CVMarkdown {
		t.Errorf("restored as %d:\n%s", third.Revision, third.CVMarkdown)
	}
}

func TestRevisionsOfOthersDontExist(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	o := w.done()
	_, revise := as(w, mike, optimizerv1.Revise, optimizerv1.ReviseRequest{ID: o.ID, Base: 1, Restore: 1})
	_, list := as(w, mike, optimizerv1.Revisions, optimizerv1.RevisionsRequest{ID: o.ID})
	_, answer := as(w, mike, optimizerv1.Answer, optimizerv1.AnswerRequest{ID: o.ID, QuestionID: o.Result.Grounding.Questions[0].ID})
	_, export := as(w, mike, optimizerv1.Export, optimizerv1.ExportRequest{ID: o.ID, Document: "cv", Format: "pdf"})
	_, format := as(w, jane, optimizerv1.Export, optimizerv1.ExportRequest{ID: o.ID, Document: "cv", Format: "exe"})
	_, revision := as(w, jane, optimizerv1.Export, optimizerv1.ExportRequest{ID: o.ID, Document: "cv", Format: "pdf", Revision: 9})
	_, document := as(w, jane, optimizerv1.Export, optimizerv1.ExportRequest{ID: o.ID, Document: "passport", Format: "pdf"})

	for what, err := range map[string]error{"revise": revise, "list": list, "answer": answer, "export": export, "a format": format, "a revision": revision, "a document": document} {
		if fault.From(err).Code != fault.NotFound {
			t.Errorf("%s: got %v; want not found", what, err)
		}
	}
}

func TestCVsAreComparedWithAJob(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for id, text := range map[string]string{"good": cv, "baker": "Bea\n\nExperience\nBaker\nCorner Shop\n2019 – 2023\n- Baked bread."} {
		w.put(filesv1.File{ID: id, UserID: jane, Status: filesv1.StatusParsed}, text)
	}
	w.put(filesv1.File{ID: "scan", UserID: jane, Status: filesv1.StatusRejected, Rejection: &filesv1.Rejection{Code: "no_text_layer", Detail: "a scan"}}, "")
	w.put(filesv1.File{ID: "mikes", UserID: mike, Status: filesv1.StatusParsed}, cv)
	w.put(filesv1.File{ID: "new", UserID: jane, Status: filesv1.StatusParsing}, "")

	r, err := as(w, jane, optimizerv1.Compare, optimizerv1.CompareRequest{JobDescription: job, FileIDs: []string{"baker", "good", "scan", "new", "good"}, Skip: true})
	must(t, err)
	again, err := as(w, jane, optimizerv1.Compare, optimizerv1.CompareRequest{JobDescription: job, FileIDs: []string{"good", "baker"}})
	must(t, err)

	if len(r.Items) != 2 || r.Items[0].FileID != "good" || r.Items[0].Evidence <= r.Items[1].Evidence || r.Items[0].Similarity <= r.Items[1].Similarity || r.Method != "lexical" {
		t.Errorf("got %+v", r)
	}
	if len(again.Items) != 2 || again.Items[0].Similarity != r.Items[0].Similarity || w.credits.sees(func(c *credits) bool { return c.available != 100 })() {
		t.Errorf("again %+v; want the same, for nothing", again)
	}
	for id, code := range map[string]fault.Code{"mikes": fault.NotFound, "nobody's": fault.NotFound, "scan": fault.Invalid, "new": fault.Conflict} {
		if _, err := as(w, jane, optimizerv1.Compare, optimizerv1.CompareRequest{JobDescription: job, FileIDs: []string{"good", id}}); fault.From(err).Code != code {
			t.Errorf("%s: got %v; want %s", id, err, code)
		}
	}
}

func TestEmbeddingsThatAreAwayGiveWayToWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"OPTIMIZER_EMBEDDINGS_MODEL": "embed-1", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1"})
	w.put(filesv1.File{ID: "good", UserID: jane, Status: filesv1.StatusParsed}, cv)

	r, err := as(w, jane, optimizerv1.Compare, optimizerv1.CompareRequest{JobDescription: job, FileIDs: []string{"good"}})

	if err != nil || r.Method != "lexical" || r.Note == "" || len(r.Items) != 1 {
		t.Errorf("got %+v, %v; want words and why", r, err)
	}
}

// TestAnOfflineJobIsTheSameToTheByte orders the same twice, and at the model's
// pace of none.
func TestAnOfflineJobIsTheSameToTheByte(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	one, two := w.done(), w.done()

	if one.Result.CVMarkdown != two.Result.CVMarkdown || one.Result.CoverLetterMarkdown != two.Result.CoverLetterMarkdown || !bytes.Equal(one.Result.Resume, two.Result.Resume) {
		t.Error("the same CV and job became another result")
	}
}
