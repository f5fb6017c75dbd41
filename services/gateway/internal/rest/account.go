package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
)

type updateRequest struct {
	Name   *string `json:"name,omitempty" maxLength:"200" example:"Ada Lovelace" doc:"Left out it stays as it is; empty it is taken away."`
	Locale *string `json:"locale,omitempty" maxLength:"35" example:"en-GB" doc:"BCP 47; left out it stays as it is, empty it is taken away."`
}

type erasure struct {
	ErasedBy time.Time `json:"erasedBy" doc:"When nothing is left at the latest."`
}

// erasedWithin is how long the services may take to erase what they keep.
const erasedWithin = time.Minute

func (s *Server) accountRoutes() {
	serve(s, route{
		method: http.MethodPatch, path: "/users/me", id: "update-me", tag: "Users",
		summary: "Change the caller's name or locale", status: http.StatusOK, most: smallJSON,
	}, s.updateMe)
	serve(s, route{
		method: http.MethodDelete, path: "/users/me", id: "erase-me", tag: "Users",
		summary: "Erase the caller's account and all that is kept of it", status: http.StatusAccepted,
		about: "All sessions end at once, what is under way is stopped and its credits are given back, and within a minute nothing is left but bookings without a name. " +
			"It can't be undone. The address gets credits for signing up again only after 90 days.",
	}, s.eraseMe)
	serveRaw(s, route{
		method: http.MethodGet, path: "/users/me/export", id: "export-me", tag: "Users",
		summary: "All that is kept of the caller, as a zip", status: http.StatusOK,
		about: "Account, sessions, bookings, files with their texts, and optimizations. Put together from several services; while one of them is away this is a 503.",
	}, s.export, describeExport)
}

func (s *Server) updateMe(ctx context.Context, in *body[updateRequest]) (*body[user], error) {
	reply, err := ask(ctx, s, authv1.UpdateMe, authv1.UpdateMeRequest{Name: in.Body.Name, Locale: in.Body.Locale})
	if err != nil {
		return nil, err
	}
	return &body[user]{userOf(reply)}, nil
}

func (s *Server) eraseMe(ctx context.Context, _ *nothing) (*body[erasure], error) {
	if _, err := ask(ctx, s, authv1.Erase, authv1.EraseRequest{}); err != nil {
		return nil, err
	}
	return &body[erasure]{erasure{ErasedBy: time.Now().UTC().Add(erasedWithin).Truncate(time.Second)}}, nil
}
