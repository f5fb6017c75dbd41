package rest

import (
	"context"
	"net/http"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

var errNoUser = fault.New(fault.NotFound, "user_not_found", "there is no such user")

type userSessionInput struct {
	ID        string `path:"id" doc:"The user's."`
	SessionID string `path:"sessionId"`
}

// oversightRoutes are what administrators do with other people's sessions.
func (s *Server) oversightRoutes() {
	refusals := []int{http.StatusForbidden, http.StatusNotFound}
	serve(s, route{
		method: http.MethodGet, path: "/admin/users/{id}/sessions", id: "list-user-sessions", tag: "Administration",
		summary: "The sessions of a user that are alive", status: http.StatusOK, refusals: refusals,
		about: "A user's id is in `GET /users/me`, for the user to tell.",
	}, s.userSessions)
	serve(s, route{
		method: http.MethodDelete, path: "/admin/users/{id}/sessions", id: "end-user-sessions", tag: "Administration",
		summary: "End all sessions of a user", status: http.StatusNoContent, refusals: refusals,
		about: "Refresh tokens are dead at once, access tokens within a second. The user may log in again.",
	}, s.endUserSessions)
	serve(s, route{
		method: http.MethodDelete, path: "/admin/users/{id}/sessions/{sessionId}", id: "end-user-session", tag: "Administration",
		summary: "End one session of a user", status: http.StatusNoContent, refusals: refusals,
	}, s.endUserSession)
}

func (s *Server) userSessions(ctx context.Context, in *idInput) (*body[logins], error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoUser
	}
	reply, err := ask(ctx, s, authv1.UserSessions, authv1.UserSessionsRequest{UserID: in.ID})
	if err != nil {
		return nil, err
	}
	return &body[logins]{logins{Items: each(reply.Items, loginOf)}}, nil
}

func (s *Server) endUserSessions(ctx context.Context, in *idInput) (*nothing, error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoUser
	}
	_, err := ask(ctx, s, authv1.EndUserSessions, authv1.EndUserSessionsRequest{UserID: in.ID, ID: ""})
	return &nothing{}, err
}

func (s *Server) endUserSession(ctx context.Context, in *userSessionInput) (*nothing, error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoUser
	}
	if !ourID.MatchString(in.SessionID) {
		return nil, errNoSession
	}
	_, err := ask(ctx, s, authv1.EndUserSessions, authv1.EndUserSessionsRequest{UserID: in.ID, ID: in.SessionID})
	return &nothing{}, err
}
