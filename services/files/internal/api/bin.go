package api

import (
	"context"
	"errors"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
)

func (a *API) delete(ctx context.Context, req filesv1.DeleteRequest) (filesv1.DeleteReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return filesv1.DeleteReply{}, err
	}
	if req.Filename == "" {
		return filesv1.DeleteReply{}, cabinet.ErrNotFound
	}
	return filesv1.DeleteReply{}, a.Cabinet.Delete(ctx, caller.UserID, cabinet.Key{Filename: req.Filename})
}

// errOnceMore is no failure: what was on its way to an erased user's files is
// looked for again.
var errOnceMore = errors.New("erased; once more for what was on its way")

func (a *API) userErased(ctx context.Context, fact authv1.UserErasedFact) error {
	again, err := a.Cabinet.Erase(ctx, fact.UserID, fact.ErasedAt)
	if err == nil && again > 0 {
		return bus.Later(errOnceMore, again)
	}
	return err
}
