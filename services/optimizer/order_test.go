package optimizer_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestABadOrderIsRefusedByItsField(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.put(filesv1.File{ID: "f-mike", UserID: mike, Status: filesv1.StatusParsed}, cv)
	w.put(filesv1.File{ID: "f-locked", UserID: jane, Status: filesv1.StatusRejected, Rejection: &filesv1.Rejection{Code: "encrypted", Detail: "it has a password"}}, "")
	for name, test := range map[string]struct {
		request optimizerv1.CreateRequest
		code    fault.Code
		reason  string
		field   string
	}{
		"no CV":            {optimizerv1.CreateRequest{JobDescription: job}, fault.Invalid, "validation_failed", "body.fileId"},
		"two CVs":          {optimizerv1.CreateRequest{CVText: cv, FileID: "x", JobDescription: job}, fault.Invalid, "validation_failed", "body.cvText"},
		"a blank CV":       {optimizerv1.CreateRequest{CVText: " \n\u200b ", JobDescription: job}, fault.Invalid, "validation_failed", "body.cvText"},
		"a long CV":        {optimizerv1.CreateRequest{CVText: strings.Repeat("a", 200_001), JobDescription: job}, fault.Invalid, "validation_failed", "body.cvText"},
		"no job":           {optimizerv1.CreateRequest{CVText: cv}, fault.Invalid, "validation_failed", "body.jobDescription"},
		"a blank job":      {optimizerv1.CreateRequest{CVText: cv, JobDescription: "\t - \n"}, fault.Invalid, "validation_failed", "body.jobDescription"},
		"a long job":       {optimizerv1.CreateRequest{CVText: cv, JobDescription: strings.Repeat("a", 60_001)}, fault.Invalid, "validation_failed", "body.jobDescription"},
		"no language":      {optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{Language: "klingon!"}}, fault.Invalid, "validation_failed", "body.options.language"},
		"a strange tone":   {optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{Tone: "rude"}}, fault.Invalid, "validation_failed", "body.options.tone"},
		"another model":    {optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{Model: "gpt-4o"}}, fault.Invalid, "validation_failed", "body.options.model"},
		"a long title":     {optimizerv1.CreateRequest{CVText: cv, JobDescription: job, Options: optimizerv1.Options{JobTitle: strings.Repeat("a", 201)}}, fault.Invalid, "validation_failed", "body.options.jobTitle"},
		"a strange key":    {optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "a b"}, fault.Invalid, "validation_failed", "header.Idempotency-Key"},
		"no such file":     {optimizerv1.CreateRequest{FileID: "f-none", JobDescription: job}, fault.NotFound, "file_not_found", ""},
		"another's file":   {optimizerv1.CreateRequest{FileID: "f-mike", JobDescription: job}, fault.NotFound, "file_not_found", ""},
		"an unusable file": {optimizerv1.CreateRequest{FileID: "f-locked", JobDescription: job}, fault.Invalid, "encrypted", "body.fileId"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.create(jane, test.request)

			f := fault.From(err)
			if f.Code != test.code || f.Reason != test.reason || test.field != "" && (len(f.Fields) != 1 || f.Fields[0].Location != test.field) {
				t.Errorf("got %s %s %+v; want %s %s at %s", f.Code, f.Reason, f.Fields, test.code, test.reason, test.field)
			}
		})
	}
	if !w.credits.sees(func(c *credits) bool { return c.available == 100 })() {
		t.Error("a refused order holds credits")
	}
}

func TestWithoutCreditsThereIsNoOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.credits.available = 1

	_, err := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "k"})

	if f := fault.From(err); f.Code != fault.Exhausted {
		t.Errorf("got %v; want no credits", err)
	}
	w.credits.available = 100
	w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "k"}), optimizerv1.StatusSucceeded)
}

func TestTheSameOrderIsTakenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	q := optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "once"}
	first, err := w.create(jane, q)
	must(t, err)
	w.reaches(first.Optimization.ID, optimizerv1.StatusSucceeded)

	again, err := w.create(jane, q)
	other := q
	other.JobDescription += "!"
	_, errOther := w.create(jane, other)
	mikes, errMike := w.create(mike, q)

	if err != nil || !again.Replayed || again.Optimization.ID != first.Optimization.ID || again.HeldCredits != first.HeldCredits ||
		again.Optimization.Status != first.Optimization.Status || again.Optimization.FinishedAt != nil {
		t.Errorf("got %+v, %v; want the first answer", again, err)
	}
	if f := fault.From(errOther); f.Code != fault.Invalid || f.Reason != "idempotency_key_reused" {
		t.Errorf("got %v; want the key refused", errOther)
	}
	if errMike != nil || mikes.Replayed {
		t.Errorf("another user's key got %+v, %v", mikes, errMike)
	}
}

func TestAFileIsWaitedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	file := filesv1.File{ID: "f1", UserID: jane, Status: filesv1.StatusParsing}
	w.put(file, "")
	id := w.order(optimizerv1.CreateRequest{FileID: "f1", JobDescription: job})
	w.reaches(id, optimizerv1.StatusWaitingForFile)

	file.Status = filesv1.StatusParsed
	w.put(file, cv)

	o := w.reaches(id, optimizerv1.StatusSucceeded)
	if !strings.Contains(o.Result.CVMarkdown, "Acme") || o.FileID != "f1" {
		t.Errorf("got %+v; want the file's CV", o)
	}
}

func TestAFileThatIsRejectedLateFailsAndFrees(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	file := filesv1.File{ID: "f1", UserID: jane, Status: filesv1.StatusParsing}
	w.put(file, "")
	id := w.order(optimizerv1.CreateRequest{FileID: "f1", JobDescription: job})
	w.reaches(id, optimizerv1.StatusWaitingForFile)

	file.Status, file.Rejection = filesv1.StatusRejected, &filesv1.Rejection{Code: "damaged", Detail: "it is damaged"}
	w.put(file, "")

	o := w.reaches(id, optimizerv1.StatusFailed)
	if o.Error == nil || o.Error.Code != "damaged" || o.Usage.Credits != 0 {
		t.Errorf("got %+v; want it damaged, for nothing", o)
	}
	if !w.credits.sees(func(c *credits) bool { return c.available == 100 && c.released[id] })() {
		t.Error("the credits are still held")
	}
}

func TestAFileIsNotWaitedForEver(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"OPTIMIZER_FILE_WAIT": "1ns"})
	w.put(filesv1.File{ID: "f1", UserID: jane, Status: filesv1.StatusParsing}, "")

	id := w.order(optimizerv1.CreateRequest{FileID: "f1", JobDescription: job})

	if o := w.reaches(id, optimizerv1.StatusFailed); o.Error.Code != "file_not_ready" {
		t.Errorf("got %+v; want file_not_ready", o.Error)
	}
}

func TestNeighboursAwayIsUnavailable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.credits.away, w.files.away = true, true

	_, errCredits := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	_, errFiles := w.create(jane, optimizerv1.CreateRequest{FileID: "f1", JobDescription: job})

	if fault.From(errCredits).Code != fault.Unavailable || fault.From(errFiles).Code != fault.Unavailable {
		t.Errorf("got %v and %v; want unavailable", errCredits, errFiles)
	}
}

func TestAReservationWhoseAnswerWasLostIsReleased(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.credits.sees(func(c *credits) bool { c.dropReply = true; return true })()

	_, err := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "k"})

	if fault.From(err).Code != fault.Unavailable {
		t.Fatalf("got %v; want unavailable", err)
	}
	if _, err := w.create(jane, optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "k"}); err != nil {
		t.Errorf("the key is burnt: %v", err)
	}
	testkit.Eventually(t, "the first reservation is released", w.credits.sees(func(c *credits) bool { return len(c.released) == 1 && len(c.held) == 0 }))
	list, err := bus.Call(w.As(t.Context(), jane), w.Bus(), optimizerv1.List, optimizerv1.ListRequest{})
	if err != nil || len(list.Items) != 1 {
		t.Errorf("listed %+v, %v; want the second order alone", list.Items, errors.Unwrap(err))
	}
}
