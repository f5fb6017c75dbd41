package api

import (
	"context"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// revision shows another revision than the newest.
func (a *API) revision(ctx context.Context, o *tailor.Optimization, number int) error {
	r, err := a.Reviser.Show(ctx, o.UserID, o.ID, number)
	if err != nil {
		return err
	}
	o.Result = &r
	o.Scores = &tailor.Scores{Evidence: r.Match.Evidence, Before: r.Match.Before, After: r.Match.After}
	return nil
}

func (a *API) revise(ctx context.Context, q optimizerv1.ReviseRequest) (optimizerv1.Result, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return optimizerv1.Result{}, err
	}
	w := tailor.Wishes{Base: q.Base, Restore: q.Restore, Wishes: draft.Wishes{
		Accept: q.Accept, Reject: q.Reject,
		Edits: each(q.Edits, func(e optimizerv1.Edit) draft.Edit { return draft.Edit(e) }),
	}}
	r, err := a.Reviser.Revise(ctx, caller.UserID, q.ID, w)
	if err != nil {
		return optimizerv1.Result{}, err
	}
	return *result(&r), nil
}

func (a *API) revisions(ctx context.Context, q optimizerv1.RevisionsRequest) (r optimizerv1.RevisionsReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	all, err := a.Reviser.Revisions.Outlines(ctx, caller.UserID, q.ID)
	r.Items = each(all, func(o tailor.Outline) optimizerv1.Revision {
		return optimizerv1.Revision{Number: o.Number, Base: o.Base, Why: o.Why, At: o.At, Scores: optimizerv1.Scores(o.Scores)}
	})
	return r, err
}

func (a *API) answer(ctx context.Context, q optimizerv1.AnswerRequest) (optimizerv1.Result, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return optimizerv1.Result{}, err
	}
	r, err := a.Reviser.Answer(ctx, caller.UserID, q.ID, draft.Answer{Question: q.QuestionID, Confirmed: q.Confirmed, Text: q.Text})
	if err != nil {
		return optimizerv1.Result{}, err
	}
	return *result(&r), nil
}

func (a *API) answers(ctx context.Context, _ optimizerv1.AnswersRequest) (r optimizerv1.AnswersReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	all, err := a.Words.Words(ctx, caller.UserID)
	r.Items = each(all, func(s tailor.Said) optimizerv1.Said {
		return optimizerv1.Said{
			ID: s.ID, OptimizationID: s.OptimizationID, About: s.About, Confirmed: s.Confirmed, Text: s.Stated.Text, At: s.At,
		}
	})
	return r, err
}

func (a *API) forget(ctx context.Context, q optimizerv1.ForgetRequest) (r optimizerv1.ForgetReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	return r, a.Words.Forget(ctx, caller.UserID, q.ID)
}

// mostExported is what fits into a message with room to spare, as base64.
const mostExported = 700_000

var errTooLarge = fault.New(fault.TooLarge, "export_too_large", "the document is too large to be exported in this format; take the text")

func (a *API) export(ctx context.Context, q optimizerv1.ExportRequest) (r optimizerv1.ExportReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	if q.Document != optimizerv1.DocumentCV && q.Document != optimizerv1.DocumentLetter {
		return r, fault.New(fault.NotFound, "document_not_found", "there is no such document")
	}
	p, err := a.Reviser.Export(ctx, caller.UserID, q.ID, tailor.Wanted{
		Revision: q.Revision, Letter: q.Document == optimizerv1.DocumentLetter, Format: q.Format,
	})
	if err == nil && len(p.Data) > mostExported {
		err = errTooLarge
	}
	return optimizerv1.ExportReply(p), err
}
