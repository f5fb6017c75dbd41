package rest

import (
	"context"
	"net/http"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
)

// endingRoutes are how files and optimizations end before their time, or for good.
func (s *Server) endingRoutes() {
	serve(s, route{
		method: http.MethodDelete, path: "/files/{filename}", id: "delete-file", tag: "Files",
		summary: "Delete a file, its text and every copy of it", status: http.StatusNoContent, refusals: []int{http.StatusNotFound},
		about: "Optimizations that wait for it fail with `file_deleted`; what was made of it already stays.",
	}, s.deleteFile)
	serve(s, route{
		method: http.MethodPost, path: "/optimizations/{id}/cancel", id: "cancel-optimization", tag: "Optimizations",
		summary: "Stop an optimization and give its credits back", status: http.StatusOK, refusals: []int{http.StatusNotFound},
		about: "One that has ended already stays as it is.",
	}, s.cancel)
	serve(s, route{
		method: http.MethodDelete, path: "/optimizations/{id}", id: "delete-optimization", tag: "Optimizations",
		summary: "Stop an optimization, if need be, and forget it", status: http.StatusNoContent, refusals: []int{http.StatusNotFound},
	}, s.deleteOptimization)
}

func (s *Server) deleteFile(ctx context.Context, in *filenameInput) (*nothing, error) {
	if !ourName.MatchString(in.Filename) {
		return nil, errNoFile
	}
	if _, err := ask(ctx, s, filesv1.Delete, filesv1.DeleteRequest{Filename: in.Filename}); err != nil {
		return nil, err
	}
	return &nothing{}, nil
}

func (s *Server) cancel(ctx context.Context, in *idInput) (*body[optimization], error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoOptimization
	}
	o, err := ask(ctx, s, optimizerv1.Cancel, optimizerv1.CancelRequest{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &body[optimization]{optimizationOf(o)}, nil
}

func (s *Server) deleteOptimization(ctx context.Context, in *idInput) (*nothing, error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoOptimization
	}
	if _, err := ask(ctx, s, optimizerv1.Delete, optimizerv1.DeleteRequest{ID: in.ID}); err != nil {
		return nil, err
	}
	return &nothing{}, nil
}
