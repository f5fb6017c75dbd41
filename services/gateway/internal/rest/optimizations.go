package rest

import (
	"context"
	"net/http"
	"regexp"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

// ourID is how ids look. They become part of subjects on the bus, where a dot
// or a star means something.
var ourID = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

var errNoOptimization = fault.New(fault.NotFound, "optimization_not_found", "there is no such optimization")

type createRequest struct {
	FileID         string  `json:"fileId,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9-]*$" example:"019c1a40-7d3e-7c11-8f5d-3d2f1a6b9c01" doc:"An uploaded file. One of fileId and cvText is needed, and only one."`
	CVText         string  `json:"cvText,omitempty" maxLength:"200000" doc:"The CV as text."`
	JobDescription string  `json:"jobDescription" minLength:"1" maxLength:"60000" example:"We look for an engineer who …"`
	Options        options `json:"options,omitzero"`
}

// Resolve implements huma.Resolver.
func (r *createRequest) Resolve(huma.Context) []error {
	if (r.FileID == "") == (r.CVText == "") {
		return []error{&huma.ErrorDetail{Location: "body.fileId", Message: "give exactly one of fileId and cvText"}}
	}
	return nil
}

type createInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"255" pattern:"^[!-~]+$" patternDescription:"visible ASCII" doc:"Makes the request safe to repeat."`
	Body createRequest
}

type createOutput struct {
	Location string `header:"Location" doc:"Where the optimization is."`
	Replayed string `header:"Idempotency-Replayed" doc:"true where this is the answer to an earlier request with the same key."`
	Body     optimization
}

type listInput struct {
	Page
	Status string `query:"status" enum:"queued,waiting_for_file,running,succeeded,failed,cancelled" doc:"Only those of this status."`
}

type idInput struct {
	ID string `path:"id"`
}

type shownInput struct {
	ID string `path:"id"`

	Revision int `query:"revision" minimum:"1" doc:"Another revision than the newest."`
}

func (s *Server) optimizationRoutes() {
	serve(s, route{
		method: http.MethodPost, path: "/optimizations", id: "create-optimization", tag: "Optimizations",
		summary: "Tailor a CV to a job", status: http.StatusAccepted, most: largeJSON,
		refusals: []int{http.StatusPaymentRequired, http.StatusNotFound, http.StatusConflict},
		about:    "Answers at once and holds the credits. A file that is still being parsed is waited for; a rejected one is a 422.",
	}, s.create)
	serve(s, route{
		method: http.MethodGet, path: "/optimizations", id: "list-optimizations", tag: "Optimizations",
		summary: "The caller's optimizations, without the long texts", status: http.StatusOK,
	}, s.optimizations)
	serve(s, route{
		method: http.MethodGet, path: "/optimizations/{id}", id: "get-optimization", tag: "Optimizations",
		summary: "One optimization", status: http.StatusOK, refusals: []int{http.StatusNotFound, http.StatusConflict},
	}, s.optimization)
	serveRaw(s, route{
		method: http.MethodGet, path: "/optimizations/{id}/events", id: "follow-optimization", tag: "Optimizations",
		summary: "Follow an optimization as it happens", status: http.StatusOK, refusals: []int{http.StatusNotFound},
		about: "Server-Sent Events: `status`, `stage`, `delta`, `error` and, at the end, `done`; `reconnect` asks to come back with the last id. A delta with `restart` begins its target anew.",
	}, s.events, s.describeEvents)
}

func (s *Server) create(ctx context.Context, in *createInput) (*createOutput, error) {
	reply, err := ask(ctx, s, optimizerv1.Create, optimizerv1.CreateRequest{
		IdempotencyKey: in.Key,
		FileID:         in.Body.FileID,
		CVText:         in.Body.CVText,
		JobDescription: in.Body.JobDescription,
		Options:        optimizerv1.Options(in.Body.Options),
	})
	if err != nil {
		return nil, err
	}
	o := optimizationOf(reply.Optimization)
	o.HeldCredits = reply.HeldCredits
	return &createOutput{Location: Base + "/optimizations/" + o.ID, Replayed: replayed(reply.Replayed), Body: o}, nil
}

func (s *Server) optimizations(ctx context.Context, in *listInput) (*body[list[optimizationItem]], error) {
	reply, err := ask(ctx, s, optimizerv1.List, optimizerv1.ListRequest{Limit: in.Limit, Cursor: in.Cursor, Status: in.Status})
	if err != nil {
		return nil, err
	}
	return &body[list[optimizationItem]]{list[optimizationItem]{Items: each(reply.Items, itemOf), NextCursor: reply.NextCursor}}, nil
}

func (s *Server) optimization(ctx context.Context, in *shownInput) (*body[optimization], error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoOptimization
	}
	o, err := ask(ctx, s, optimizerv1.Get, optimizerv1.GetRequest{ID: in.ID, Revision: in.Revision})
	if err != nil {
		return nil, err
	}
	return &body[optimization]{optimizationOf(o)}, nil
}

// find returns one of the caller's optimizations.
func (s *Server) find(ctx context.Context, id string) (optimizerv1.Optimization, error) {
	if !ourID.MatchString(id) {
		return optimizerv1.Optimization{}, errNoOptimization
	}
	return ask(ctx, s, optimizerv1.Get, optimizerv1.GetRequest{ID: id, Revision: 0})
}
