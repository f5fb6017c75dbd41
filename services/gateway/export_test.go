package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

const big = 3*filesv1.MaxReadBytes + 17

// estate is all that ann has, at neighbours of which one may go away.
type estate struct {
	recordsAway atomic.Bool
	content     []byte
	copies      int // of a file, instead of the three; that many are listed
}

func settle(d *door) *estate {
	e := &estate{content: bytes.Repeat([]byte("0123456789"), big/10+1)[:big]}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	answer(d, authv1.Me, always[authv1.MeRequest](authv1.User{ID: "ann", Email: "ann@example.com", Name: "Ann", Locale: "en", Role: "user", CreatedAt: at}))
	answer(d, authv1.Sessions, func(_ context.Context, q authv1.SessionsRequest) (authv1.SessionsReply, error) {
		if !q.Ended {
			return authv1.SessionsReply{}, fault.New(fault.Internal, "x", "all were to be asked for")
		}
		return authv1.SessionsReply{Items: []authv1.Session{{ID: "s1", CreatedAt: at, LastUsedAt: at, ExpiresAt: at, EndedAt: &at, Client: "curl/8", Current: false}}}, nil
	})
	answer(d, creditsv1.Balance, always[creditsv1.BalanceRequest](creditsv1.BalanceReply{Balance: 7, Held: 2, Available: 5}))
	answer(d, creditsv1.History, func(_ context.Context, q creditsv1.HistoryRequest) (creditsv1.HistoryReply, error) {
		if q.Cursor == "" {
			return creditsv1.HistoryReply{Items: []creditsv1.Entry{{ID: "e2", Reason: "second"}}, NextCursor: "more"}, nil
		}
		return creditsv1.HistoryReply{Items: []creditsv1.Entry{{ID: "e1", Reason: "first"}}}, nil
	})
	pdf := filesv1.File{ID: "f1", UserID: "ann", Filename: "f1.pdf", OriginalName: "CV.pdf", Format: "pdf", Size: big, Status: filesv1.StatusParsed, CreatedAt: at}
	scan, lost := pdf, pdf
	scan.ID, scan.Filename, scan.Status, scan.Rejection = "f2", "f2.pdf", filesv1.StatusRejected, &filesv1.Rejection{Code: "no_text_layer", Detail: "a scan"}
	lost.ID, lost.Filename = "f3", "f3.pdf"
	answer(d, filesv1.List, func(_ context.Context, q filesv1.ListRequest) (filesv1.ListReply, error) {
		if e.copies > 0 {
			return e.copied(pdf, q)
		}
		if q.Cursor == "" {
			return filesv1.ListReply{Items: []filesv1.File{lost, pdf}, NextCursor: "more"}, nil
		}
		return filesv1.ListReply{Items: []filesv1.File{scan}}, nil
	})
	answer(d, filesv1.Read, func(_ context.Context, q filesv1.ReadRequest) (filesv1.ReadReply, error) {
		if q.Filename == "f3.pdf" {
			return filesv1.ReadReply{}, fault.New(fault.NotFound, "file_not_found", "deleted meanwhile")
		}
		f, known := map[string]filesv1.File{"f1.pdf": pdf, "f2.pdf": scan}[q.Filename]
		if !known {
			f = pdf
		}
		return filesv1.ReadReply{File: f, Data: e.content[q.Offset:min(big, q.Offset+filesv1.MaxReadBytes)]}, nil
	})
	answer(d, filesv1.Text, func(_ context.Context, q filesv1.TextRequest) (filesv1.TextReply, error) {
		if q.Filename != "f1.pdf" {
			return filesv1.TextReply{}, fault.New(fault.NotFound, "file_not_found", "deleted meanwhile")
		}
		return filesv1.TextReply{Text: "Ann", Sections: []filesv1.Section{}, Quality: filesv1.Quality{Score: 100, Warnings: []string{}}, Pages: 1}, nil
	})
	answer(d, optimizerv1.List, always[optimizerv1.ListRequest](optimizerv1.ListReply{Items: []optimizerv1.Optimization{{ID: "o1", UserID: "ann"}}}))
	answer(d, optimizerv1.Get, func(_ context.Context, q optimizerv1.GetRequest) (optimizerv1.Optimization, error) {
		n := q.Revision
		if n == 0 {
			n = 2
		}
		r := optimizerv1.Result{CVMarkdown: fmt.Sprintf("revision %d", n), Resume: json.RawMessage("{}"), Revision: n}
		return optimizerv1.Optimization{ID: q.ID, UserID: "ann", Status: "succeeded", JobDescription: "a job", CreatedAt: at, Result: &r}, nil
	})
	answer(d, optimizerv1.Answers, always[optimizerv1.AnswersRequest](optimizerv1.AnswersReply{Items: []optimizerv1.Said{{ID: "w1", About: "Kubernetes", Confirmed: true, Text: "Ran it", At: at}}}))
	answer(d, optimizerv1.Revisions, always[optimizerv1.RevisionsRequest](optimizerv1.RevisionsReply{Items: []optimizerv1.Revision{{Number: 2, Base: 1, Why: "revised", At: at}}}))
	answer(d, optimizerv1.Comparisons, func(_ context.Context, q optimizerv1.ComparisonsRequest) (optimizerv1.ComparisonsReply, error) {
		if q.Cursor == "" {
			return optimizerv1.ComparisonsReply{Items: []optimizerv1.Attempt{{Part: "embed", Model: "first"}}, NextCursor: "more"}, nil
		}
		return optimizerv1.ComparisonsReply{Items: []optimizerv1.Attempt{{Part: "embed", Model: "second"}}}, nil
	})
	answer(d, optimizerv1.Record, func(context.Context, optimizerv1.RecordRequest) (optimizerv1.RecordReply, error) {
		if e.recordsAway.Load() {
			return optimizerv1.RecordReply{}, fault.New(fault.Unavailable, "away", "away")
		}
		return optimizerv1.RecordReply{IdempotencyKey: "k", CVText: "my CV", Attempts: []optimizerv1.Attempt{{Part: "cv", Model: "m", StartedAt: at, Outcome: "ok"}}}, nil
	})
	return e
}

func TestExportIsComplete(t *testing.T) {
	d := open(t, nil)
	e := settle(d)

	r := d.member("ann", http.MethodGet, "/api/v1/users/me/export", "")

	if r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/zip" || !strings.HasPrefix(r.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("got %d %v %.300s", r.StatusCode, r.Header, r.body)
	}
	all := testkit.Unzip(t, r.body)
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	want := "[README.txt account.json answers.json comparisons.json credits/balance.json credits/history.json files/f1.pdf files/f1.pdf.text.json files/f2.pdf files/files.json optimizations/o1.json sessions.json]"
	if fmt.Sprint(names) != want {
		t.Errorf("got %v; want %s", names, want)
	}
	if !bytes.Equal(all["files/f1.pdf"], e.content) {
		t.Errorf("the file has %d bytes; want its %d", len(all["files/f1.pdf"]), big)
	}
	for name, part := range map[string]string{
		"account.json": `"email":"ann@example.com"`, "sessions.json": `"endedAt":"2026-01-02T03:04:05Z"`, "credits/balance.json": `"available":5`,
		"credits/history.json": `"reason":"first"`, "files/files.json": `"no_text_layer"`, "files/f1.pdf.text.json": `"text":"Ann"`,
		"optimizations/o1.json": `"cvText":"my CV"`, "answers.json": `"text":"Ran it"`,
		"comparisons.json": `"model":"second"`,
	} {
		if !strings.Contains(string(all[name]), part) {
			t.Errorf("%s: got %.300s; want %s in it", name, all[name], part)
		}
	}
	for _, part := range []string{`"jobDescription":"a job"`, "revision 1", "revision 2", `"why":"revised"`} {
		if !strings.Contains(string(all["optimizations/o1.json"]), part) {
			t.Errorf("got %s; want %s in it", all["optimizations/o1.json"], part)
		}
	}
}

func TestExportIsNeverHalfTheTruth(t *testing.T) {
	d := open(t, nil)

	d.want(d.member("ann", http.MethodGet, "/api/v1/users/me/export", ""), 503, "service_away")
	e := settle(d)
	e.recordsAway.Store(true)

	r, err := d.try(http.MethodGet, "/api/v1/users/me/export", strings.NewReader(""), "Authorization: Bearer "+d.Token("ann", "user"))

	if err == nil {
		t.Errorf("got %d with %d bytes; want the connection to break", r.StatusCode, len(r.body))
	}
}
