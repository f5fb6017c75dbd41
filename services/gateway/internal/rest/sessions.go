package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

var errNoSession = fault.New(fault.NotFound, "session_not_found", "there is no such session")

type login struct {
	ID         string    `json:"id"`
	CreatedAt  time.Time `json:"createdAt"`
	LastUsedAt time.Time `json:"lastUsedAt" doc:"When its tokens were last refreshed."`
	Client     string    `json:"client" example:"Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0" doc:"The program that logged in, as it calls itself."`
	Current    bool      `json:"current" doc:"Whether it is the one that asks."`
}

type logins struct {
	Items []login `json:"items"`
}

func (s *Server) sessionRoutes() {
	serve(s, route{
		method: http.MethodGet, path: "/auth/sessions", id: "list-sessions", tag: "Auth",
		summary: "The caller's sessions that are alive", status: http.StatusOK,
	}, s.sessions)
	serve(s, route{
		method: http.MethodDelete, path: "/auth/sessions/{id}", id: "end-session", tag: "Auth",
		summary: "End one of the caller's sessions", status: http.StatusNoContent, refusals: []int{http.StatusNotFound},
		about: "Its refresh tokens are dead at once, its access tokens within a second.",
	}, s.endSession)
	serve(s, route{
		method: http.MethodPost, path: "/auth/logout-all", id: "logout-all", tag: "Auth",
		summary: "End all of the caller's sessions, this one too", status: http.StatusNoContent,
	}, s.logoutAll)
}

func (s *Server) sessions(ctx context.Context, _ *nothing) (*body[logins], error) {
	reply, err := ask(ctx, s, authv1.Sessions, authv1.SessionsRequest{Ended: false})
	if err != nil {
		return nil, err
	}
	return &body[logins]{logins{Items: each(reply.Items, loginOf)}}, nil
}

func (s *Server) endSession(ctx context.Context, in *idInput) (*nothing, error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoSession
	}
	if _, err := ask(ctx, s, authv1.EndSession, authv1.EndSessionRequest{ID: in.ID}); err != nil {
		return nil, err
	}
	return &nothing{}, nil
}

func (s *Server) logoutAll(ctx context.Context, _ *nothing) (*nothing, error) {
	if _, err := ask(ctx, s, authv1.LogoutAll, authv1.LogoutAllRequest{}); err != nil {
		return nil, err
	}
	return &nothing{}, nil
}

func loginOf(r authv1.Session) login {
	return login{ID: r.ID, CreatedAt: r.CreatedAt.UTC(), LastUsedAt: r.LastUsedAt.UTC(), Client: r.Client, Current: r.Current}
}
