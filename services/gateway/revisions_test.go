package gateway

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

// shown answers Get with the revision that is asked for.
func shown(d *door) {
	answer(d, optimizerv1.Get, func(_ context.Context, q optimizerv1.GetRequest) (optimizerv1.Optimization, error) {
		r := optimizerv1.Result{Resume: json.RawMessage("{}"), Revision: q.Revision, Grounding: optimizerv1.Grounding{Questions: []optimizerv1.Question{{ID: "q1", Kind: "gap"}}}}
		return optimizerv1.Optimization{ID: q.ID, Status: "succeeded", Result: &r}, nil
	})
}

func TestRevising(t *testing.T) {
	d := open(t, nil)
	shown(d)
	var got optimizerv1.ReviseRequest
	answer(d, optimizerv1.Revise, func(_ context.Context, q optimizerv1.ReviseRequest) (optimizerv1.Result, error) {
		if got = q; q.Base == 7 {
			return optimizerv1.Result{}, fault.New(fault.Conflict, "revision_conflict", "the newest revision is 8")
		}
		return optimizerv1.Result{Revision: q.Base + 1}, nil
	})

	r := d.member("ann", http.MethodPost, "/api/v1/optimizations/o1/revisions", `{"base":2,"accept":["c1"],"reject":["c2"],"edits":[{"target":"summary","text":"I am."}]}`)

	want := optimizerv1.ReviseRequest{ID: "o1", Base: 2, Accept: []string{"c1"}, Reject: []string{"c2"}, Edits: []optimizerv1.Edit{{Target: "summary", Text: "I am."}}}
	if r.StatusCode != 201 || !reflect.DeepEqual(got, want) || !strings.Contains(string(r.body), `"revision":3`) || !strings.Contains(string(r.body), `"questions":[{"id":"q1","kind":"gap"`) {
		t.Errorf("got %d %s of %+v", r.StatusCode, r.body, got)
	}
	d.want(d.member("ann", http.MethodPost, "/api/v1/optimizations/o1/revisions", `{"base":7,"restore":1}`), 409, "revision_conflict")
	d.want(d.member("ann", http.MethodPost, "/api/v1/optimizations/o1/revisions", `{"restore":1}`), 422, "validation_failed")
	d.want(d.member("ann", http.MethodPost, "/api/v1/optimizations/o1/revisions", `{"base":1,"overwrite":true}`), 422, "validation_failed")
	d.want(d.member("ann", http.MethodPost, "/api/v1/optimizations/o%2E1/revisions", `{"base":1,"restore":1}`), 404, "optimization_not_found")
}

func TestAnswering(t *testing.T) {
	d := open(t, nil)
	shown(d)
	answer(d, optimizerv1.Answer, func(_ context.Context, q optimizerv1.AnswerRequest) (optimizerv1.Result, error) {
		if q != (optimizerv1.AnswerRequest{ID: "o1", QuestionID: "q1", Confirmed: true, Text: "At Acme."}) {
			return optimizerv1.Result{}, fault.New(fault.NotFound, "question_not_found", "none")
		}
		return optimizerv1.Result{Revision: 5}, nil
	})
	answer(d, optimizerv1.Answers, always[optimizerv1.AnswersRequest](optimizerv1.AnswersReply{Items: []optimizerv1.Said{{ID: "w1", About: "Go"}}}))
	answer(d, optimizerv1.Forget, func(_ context.Context, q optimizerv1.ForgetRequest) (optimizerv1.ForgetReply, error) {
		if q.ID != "w1" {
			return optimizerv1.ForgetReply{}, fault.New(fault.NotFound, "answer_not_found", "none")
		}
		return optimizerv1.ForgetReply{}, nil
	})
	answer(d, optimizerv1.Revisions, always[optimizerv1.RevisionsRequest](optimizerv1.RevisionsReply{Items: []optimizerv1.Revision{{Number: 2, Base: 1, Why: "answered"}}}))

	for _, test := range []struct {
		method, path, body string
		status             int
		part               string
	}{
		{http.MethodPost, "/optimizations/o1/answers", `{"questionId":"q1","answer":"confirmed","text":"At Acme."}`, 201, `"revision":5`},
		{http.MethodPost, "/optimizations/o1/answers", `{"questionId":"q1","answer":"denied"}`, 404, "question_not_found"},
		{http.MethodPost, "/optimizations/o1/answers", `{"questionId":"q1","answer":"perhaps"}`, 422, "body.answer"},
		{http.MethodGet, "/optimizations/o1/revisions", "", 200, `"why":"answered"`},
		{http.MethodGet, "/optimizations/o1?revision=4", "", 200, `"revision":4`},
		{http.MethodGet, "/optimizations/o1?revision=0", "", 422, "query.revision"},
		{http.MethodGet, "/users/me/answers", "", 200, `"answer":"denied"`},
		{http.MethodDelete, "/users/me/answers/w1", "", 204, ""},
		{http.MethodDelete, "/users/me/answers/w2", "", 404, "answer_not_found"},
	} {
		if r := d.member("ann", test.method, "/api/v1"+test.path, test.body); r.StatusCode != test.status || !strings.Contains(string(r.body), test.part) {
			t.Errorf("%s %s %s: got %d %s", test.method, test.path, test.body, r.StatusCode, r.body)
		}
	}
}

func TestExporting(t *testing.T) {
	d := open(t, nil)
	var got optimizerv1.ExportRequest
	answer(d, optimizerv1.Export, func(_ context.Context, q optimizerv1.ExportRequest) (optimizerv1.ExportReply, error) {
		if got = q; q.Format == "exe" {
			return optimizerv1.ExportReply{}, fault.New(fault.NotFound, "format_not_found", "none")
		}
		return optimizerv1.ExportReply{Data: []byte("%PDF"), MediaType: "application/pdf"}, nil
	})

	r := d.member("ann", http.MethodGet, "/api/v1/optimizations/o1/cover-letter.pdf?revision=3", "")

	if r.StatusCode != 200 || string(r.body) != "%PDF" || got != (optimizerv1.ExportRequest{ID: "o1", Revision: 3, Document: "cover-letter", Format: "pdf"}) {
		t.Errorf("got %d %q of %+v", r.StatusCode, r.body, got)
	}
	for header, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": `attachment; filename="cover-letter.pdf"`, "X-Content-Type-Options": "nosniff",
		"Cache-Control": "no-store", "Content-Security-Policy": "sandbox; default-src 'none'",
	} {
		if have := r.Header.Get(header); have != want {
			t.Errorf("%s: got %q; want %q", header, have, want)
		}
	}
	if r := d.member("ann", http.MethodGet, "/api/v1/optimizations/o1/cv.docx", ""); r.StatusCode != 200 || got.Document != "cv" || got.Format != "docx" || got.Revision != 0 {
		t.Errorf("got %d of %+v", r.StatusCode, got)
	}
	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/o1/cv.exe", ""), 404, "format_not_found")
	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/o1/cv.PDF", ""), 404, "format_not_found")
	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/o1/cv.pdf?revision=x", ""), 422, "validation_failed")
	d.want(d.member("ann", http.MethodGet, "/api/v1/optimizations/o1/cv.pdf?page=2", ""), 422, "validation_failed")
	d.want(d.do(http.MethodGet, "/api/v1/optimizations/o1/cv.pdf", strings.NewReader("")), 401, "token_missing")
}

func TestMatching(t *testing.T) {
	d := open(t, nil)
	answer(d, filesv1.List, func(_ context.Context, q filesv1.ListRequest) (filesv1.ListReply, error) {
		if q.Cursor == "" {
			return filesv1.ListReply{Items: []filesv1.File{{ID: "f2", OriginalName: "Two.pdf", Status: "rejected"}}, NextCursor: "more"}, nil
		}
		return filesv1.ListReply{Items: []filesv1.File{{ID: "f1", OriginalName: "One.pdf", Status: "parsed"}}}, nil
	})
	var got optimizerv1.CompareRequest
	answer(d, optimizerv1.Compare, func(_ context.Context, q optimizerv1.CompareRequest) (optimizerv1.CompareReply, error) {
		got = q
		return optimizerv1.CompareReply{Method: "lexical", Items: []optimizerv1.Compared{{FileID: "f1", Evidence: 80, Similarity: 0.5}}}, nil
	})

	r := d.member("ann", http.MethodPost, "/api/v1/match", `{"jobDescription":"Go"}`)

	if want := (optimizerv1.CompareRequest{JobDescription: "Go", FileIDs: []string{"f1"}, Skip: true}); r.StatusCode != 200 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %d %s of %+v", r.StatusCode, r.body, got)
	}
	if !strings.Contains(string(r.body), `"originalName":"One.pdf","evidence":80`) {
		t.Errorf("got %s", r.body)
	}
	if r := d.member("ann", http.MethodPost, "/api/v1/match", `{"jobDescription":"Go","fileIds":["f2"]}`); r.StatusCode != 200 || got.Skip || got.FileIDs[0] != "f2" {
		t.Errorf("got %d %s of %+v", r.StatusCode, r.body, got)
	}
	d.want(d.member("ann", http.MethodPost, "/api/v1/match", `{"jobDescription":"Go","fileIds":["mikes"]}`), 404, "file_not_found")
	d.want(d.member("ann", http.MethodPost, "/api/v1/match", `{"jobDescription":""}`), 422, "validation_failed")
}
