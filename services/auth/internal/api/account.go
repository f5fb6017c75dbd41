package api

import (
	"context"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

func (a *API) updateMe(ctx context.Context, req authv1.UpdateMeRequest) (authv1.User, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return authv1.User{}, err
	}
	u, err := a.Account.Update(ctx, caller.UserID, user.Change{Name: req.Name, Locale: req.Locale})
	return wireUser(u, a.Admins.Role(u)), err
}

func (a *API) erase(ctx context.Context, _ authv1.EraseRequest) (authv1.EraseReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return authv1.EraseReply{}, err
	}
	return authv1.EraseReply{}, a.Account.Erase(ctx, caller.UserID)
}

func (a *API) sessions(ctx context.Context, req authv1.SessionsRequest) (authv1.SessionsReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return authv1.SessionsReply{}, err
	}
	return a.listed(ctx, caller.UserID, req.Ended, caller.SessionID)
}

func (a *API) listed(ctx context.Context, userID string, ended bool, asking string) (authv1.SessionsReply, error) {
	all, err := a.Keeper.Sessions(ctx, userID, ended)
	reply := authv1.SessionsReply{Items: make([]authv1.Session, 0, len(all))}
	for _, s := range all {
		reply.Items = append(reply.Items, wireSession(s, asking))
	}
	return reply, err
}

func (a *API) endSession(ctx context.Context, req authv1.EndSessionRequest) (authv1.EndSessionReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return authv1.EndSessionReply{}, err
	}
	return authv1.EndSessionReply{}, a.Keeper.EndOne(ctx, caller.UserID, req.ID)
}

func (a *API) logoutAll(ctx context.Context, _ authv1.LogoutAllRequest) (authv1.LogoutAllReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return authv1.LogoutAllReply{}, err
	}
	return authv1.LogoutAllReply{}, a.Keeper.EndAll(ctx, caller.UserID)
}

func wireSession(s session.Session, current string) authv1.Session {
	wire := authv1.Session{
		ID:         s.ID,
		CreatedAt:  s.CreatedAt,
		LastUsedAt: s.RotatedAt,
		ExpiresAt:  s.ExpiresAt,
		EndedAt:    nil,
		Client:     s.UserAgent,
		Current:    s.ID == current,
	}
	if !s.RevokedAt.IsZero() {
		wire.EndedAt = &s.RevokedAt
	}
	return wire
}
