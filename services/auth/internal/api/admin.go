package api

import (
	"context"
	"errors"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

var (
	errNotAdmin = fault.New(fault.Denied, "not_allowed", "only an administrator may do this")
	errUnknown  = fault.New(fault.NotFound, "user_not_found", "there is no such user")
)

// userSessions lists the sessions of a user for an administrator.
func (a *API) userSessions(ctx context.Context, req authv1.UserSessionsRequest) (authv1.SessionsReply, error) {
	caller, err := a.over(ctx, req.UserID)
	if err != nil {
		return authv1.SessionsReply{}, err
	}
	return a.listed(ctx, req.UserID, false, caller.SessionID)
}

// endUserSessions ends sessions of a user for an administrator.
func (a *API) endUserSessions(ctx context.Context, req authv1.EndUserSessionsRequest) (authv1.EndUserSessionsReply, error) {
	_, err := a.over(ctx, req.UserID)
	switch {
	case err != nil:
	case req.ID == "":
		err = a.Keeper.EndAll(ctx, req.UserID)
	default:
		err = a.Keeper.EndOne(ctx, req.UserID, req.ID)
	}
	return authv1.EndUserSessionsReply{}, err
}

// over is the caller, who must be an administrator, and whose user must be there:
// else a mistyped id would look like somebody who is logged out.
func (a *API) over(ctx context.Context, userID string) (identity.Caller, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return caller, err
	}
	if !caller.Admin() {
		return caller, errNotAdmin
	}
	_, err = a.Users.User(ctx, userID)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.Unauthenticated {
		return caller, errUnknown // it is not the caller who is gone
	}
	return caller, err
}
