package api

import (
	"context"
	"errors"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

func (a *API) cancel(ctx context.Context, q optimizerv1.CancelRequest) (optimizerv1.Optimization, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return optimizerv1.Optimization{}, err
	}
	o, err := a.Ender.Cancel(ctx, caller.UserID, q.ID)
	if err != nil {
		return optimizerv1.Optimization{}, err
	}
	return optimization(o), nil
}

func (a *API) delete(ctx context.Context, q optimizerv1.DeleteRequest) (optimizerv1.DeleteReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return optimizerv1.DeleteReply{}, err
	}
	return optimizerv1.DeleteReply{}, a.Ender.Delete(ctx, caller.UserID, q.ID)
}

func (a *API) record(ctx context.Context, q optimizerv1.RecordRequest) (optimizerv1.RecordReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return optimizerv1.RecordReply{}, err
	}
	r, err := a.Records.Record(ctx, caller.UserID, q.ID)
	return optimizerv1.RecordReply{
		IdempotencyKey: r.Key, CVText: r.CVText,
		Attempts: each(r.Attempts, func(t tailor.Attempt) optimizerv1.Attempt { return optimizerv1.Attempt(t) }),
	}, err
}

func (a *API) comparisons(ctx context.Context, q optimizerv1.ComparisonsRequest) (optimizerv1.ComparisonsReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return optimizerv1.ComparisonsReply{}, err
	}
	all, next, err := a.Records.Comparisons(ctx, caller.UserID, q.Cursor)
	return optimizerv1.ComparisonsReply{
		Items:      each(all, func(t tailor.Attempt) optimizerv1.Attempt { return optimizerv1.Attempt(t) }),
		NextCursor: next,
	}, err
}

// deleted forgets what was read of a file.
func (a *API) deleted(ctx context.Context, f filesv1.DeletedFact) error {
	return a.CVs.Keep(ctx, tailor.Deleted(f.FileID, f.UserID))
}

func (a *API) userErased(ctx context.Context, f authv1.UserErasedFact) error {
	err := a.Ender.Erase(ctx, f.UserID, f.ErasedAt)
	if later, ok := errors.AsType[*tailor.LaterError](err); ok {
		return bus.Later(err, later.After)
	}
	return err
}

// Forget makes those who watch an optimization, and those who still come, see
// its end and nothing else.
func (a Audience) Forget(ctx context.Context, id string) error {
	return bus.Forget(ctx, a.Bus, optimizerv1.Progress, id, step(tailor.Step{
		Type: "done", Status: string(tailor.Cancelled), Stage: tailor.StageDone,
	}))
}
