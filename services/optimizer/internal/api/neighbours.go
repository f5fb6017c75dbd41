package api

import (
	"context"
	"errors"
	"log/slog"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// Credits is the credits service.
type Credits struct{ Bus *bus.Bus }

var _ tailor.Credits = Credits{}

// Reserve implements tailor.Credits.
func (c Credits) Reserve(ctx context.Context, id string, amount int64) error {
	_, err := bus.Call(ctx, c.Bus, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: id, Amount: amount, Reference: id})
	return err
}

// Settle implements tailor.Credits.
func (c Credits) Settle(ctx context.Context, id string, amount int64) (int64, error) {
	reply, err := bus.Call(ctx, c.Bus, creditsv1.Settle, creditsv1.SettleRequest{OperationID: id, Amount: amount})
	return reply.Charged, err
}

// Release implements tailor.Credits.
func (c Credits) Release(ctx context.Context, id string) error {
	_, err := bus.Call(ctx, c.Bus, creditsv1.Release, creditsv1.ReleaseRequest{OperationID: id})
	return err
}

// Files is the files service.
type Files struct{ Bus *bus.Bus }

var _ tailor.Files = Files{}

// Look implements tailor.Files.
func (f Files) Look(ctx context.Context, fileID string) (*tailor.Failure, error) {
	file, err := bus.Call(ctx, f.Bus, filesv1.Get, filesv1.GetRequest{ID: fileID, Filename: ""})
	if fault.From(err).Code == fault.NotFound {
		return nil, tailor.ErrNoFile
	}
	if err != nil || file.Status != filesv1.StatusRejected {
		return nil, err
	}
	if file.Rejection == nil {
		file.Rejection = &filesv1.Rejection{Code: "file_rejected", Detail: "the file can't be read"}
	}
	return rejection(*file.Rejection), nil
}

// Text implements tailor.Files.
func (f Files) Text(ctx context.Context, fileID string) (tailor.CV, error) {
	t, err := bus.Call(ctx, f.Bus, filesv1.ParsedText, filesv1.ParsedTextRequest{FileID: fileID})
	switch fault.From(err).Code { //nolint:exhaustive // all others are as they are
	case fault.Conflict:
		return tailor.CV{}, tailor.ErrNotReady
	case fault.NotFound:
		return tailor.CV{}, tailor.ErrNoFile
	}
	if err != nil {
		return tailor.CV{}, err
	}
	cv := tailor.CV{FileID: fileID, UserID: t.UserID, Text: t.Text}
	for _, s := range t.Sections {
		cv.Parts = append(cv.Parts, resume.Part(s))
	}
	return cv, nil
}

// The longest that is kept of a rejection.
const (
	maxCode   = 64
	maxDetail = 1000
)

func rejection(r filesv1.Rejection) *tailor.Failure {
	f := &tailor.Failure{Code: first(r.Code, maxCode), Message: first(r.Detail, maxDetail)}
	if f.Code == "" {
		f.Code = "file_rejected"
	}
	return f
}

// first is the beginning of s, at most n letters.
func first(s string, n int) string {
	if letters := []rune(s); len(letters) > n {
		return string(letters[:n])
	}
	return s
}

// parsed keeps the text of a file that was read.
func (a *API) parsed(ctx context.Context, f filesv1.ParsedFact) error {
	cv, err := a.Worker.Files.Text(ctx, f.FileID)
	if errors.Is(err, tailor.ErrNoFile) {
		return nil // it was deleted since
	}
	if err != nil {
		return err
	}
	err = a.CVs.Keep(ctx, cv)
	if fault.From(err).Code == fault.NotFound {
		return nil // its owner was erased since
	}
	return err
}

// rejected remembers why a file can't be read.
func (a *API) rejected(ctx context.Context, f filesv1.RejectedFact) error {
	return a.CVs.Keep(ctx, tailor.CV{FileID: f.FileID, UserID: f.UserID, Rejection: rejection(f.Rejection)})
}

// Audience is whoever watches on the bus.
type Audience struct {
	Bus *bus.Bus
	Log *slog.Logger
}

var _ tailor.Audience = Audience{}

// Tell implements tailor.Audience.
func (a Audience) Tell(ctx context.Context, id string, s tailor.Step) {
	if err := bus.Report(ctx, a.Bus, optimizerv1.Progress, id, step(s)); err != nil {
		a.Log.DebugContext(ctx, "step not reported", "optimization_id", id, "err", err)
	}
}
