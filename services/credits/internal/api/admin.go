package api

import (
	"context"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// admin is the caller, who must be an administrator.
func admin(ctx context.Context) (identity.Caller, error) {
	caller, err := identity.User(ctx)
	if err == nil && !caller.Admin() {
		err = errNotAdmin
	}
	return caller, err
}

func (a *API) refund(ctx context.Context, req creditsv1.RefundRequest) (creditsv1.AddReply, error) {
	caller, err := admin(ctx)
	if err != nil {
		return creditsv1.AddReply{}, err
	}
	if req.IdempotencyKey == "" {
		return creditsv1.AddReply{}, errNoKey
	}
	op, err := ledger.Reimburse(req.OperationID, named("refund:", caller.UserID, req.IdempotencyKey), req.Amount, req.Reason)
	if err != nil {
		return creditsv1.AddReply{}, err
	}
	return a.enter(ctx, op)
}

func (a *API) adjust(ctx context.Context, req creditsv1.AdjustRequest) (creditsv1.AddReply, error) {
	caller, err := admin(ctx)
	if err != nil {
		return creditsv1.AddReply{}, err
	}
	if req.IdempotencyKey == "" {
		return creditsv1.AddReply{}, errNoKey
	}
	name := named("adjust:", caller.UserID, req.IdempotencyKey)
	op, err := ledger.Adjust(req.UserID, name, req.Amount, req.Direction, req.Reason)
	if err != nil {
		return creditsv1.AddReply{}, err
	}
	return a.enter(ctx, op)
}

// enter does an operation whose answer is the entry it made.
func (a *API) enter(ctx context.Context, op ledger.Operation) (creditsv1.AddReply, error) {
	done, err := a.book.Enter(ctx, op)
	if err != nil {
		return creditsv1.AddReply{}, err
	}
	return creditsv1.AddReply{Entry: shown(done.Entry), Replayed: done.Replayed}, nil
}
