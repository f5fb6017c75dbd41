package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

type reviseRequest struct {
	Base    int          `json:"base" minimum:"1" example:"1" doc:"The newest revision, as the caller knows it; 409 where there is a newer one."`
	Accept  []string     `json:"accept,omitempty" maxItems:"2000" doc:"Changes, by id, that had been rejected."`
	Reject  []string     `json:"reject,omitempty" maxItems:"2000" doc:"Changes, by id: the source's own words stand again."`
	Edits   []editedText `json:"edits,omitempty" maxItems:"100"`
	Restore int          `json:"restore,omitempty" minimum:"1" doc:"An earlier revision, and nothing else."`
}

type editedText struct {
	Target string `json:"target" maxLength:"64" example:"f12" doc:"A fact of the CV (cv.resume.meta.facts), a paragraph of the letter (coverLetter.paragraphs), or summary."`
	Text   string `json:"text" maxLength:"8000" doc:"The caller's own words; empty to leave the target out."`
}

type reviseInput struct {
	ID string `path:"id"`

	Body reviseRequest
}

type answerInput struct {
	ID string `path:"id"`

	Body answerRequest
}

type answerRequest struct {
	QuestionID string `json:"questionId" maxLength:"64" example:"q0f3a5b7c9d1e2f30"`
	Answer     string `json:"answer" enum:"confirmed,denied"`
	Text       string `json:"text,omitempty" maxLength:"1000" doc:"Of a confirmed gap: where, and what was done."`
}

type revisionItem struct {
	Revision  int       `json:"revision"`
	Base      int       `json:"base" doc:"The one it was made from; 0 for none."`
	Why       string    `json:"why" enum:"made,revised,answered,restored"`
	CreatedAt time.Time `json:"createdAt"`
	Match     Scores    `json:"match"`
}

type said struct {
	ID             string    `json:"id"`
	OptimizationID string    `json:"optimizationId" doc:"Where it was asked."`
	About          string    `json:"about" example:"Kubernetes"`
	Answer         string    `json:"answer" enum:"confirmed,denied"`
	Text           string    `json:"text,omitempty" doc:"The statement that was confirmed."`
	CreatedAt      time.Time `json:"createdAt"`
}

type items[T any] struct {
	Items []T `json:"items"`
}

// revisionRoutes are what a caller does with a result.
func (s *Server) revisionRoutes() {
	refusals := []int{http.StatusNotFound, http.StatusConflict}
	serve(s, route{
		method: http.MethodPost, path: "/optimizations/{id}/revisions", id: "revise-optimization", tag: "Optimizations",
		summary: "Accept, reject, edit or restore: the next revision", status: http.StatusCreated, most: largeJSON, refusals: refusals,
		about: "Nothing is overwritten. What the caller writes is checked like everything else: what the CV doesn't say becomes a question, and stands once it is confirmed.",
	}, s.revise)
	serve(s, route{
		method: http.MethodGet, path: "/optimizations/{id}/revisions", id: "list-revisions", tag: "Optimizations",
		summary: "The revisions, newest first, without their texts", status: http.StatusOK, refusals: refusals,
	}, s.revisions)
	serve(s, route{
		method: http.MethodPost, path: "/optimizations/{id}/answers", id: "answer-question", tag: "Optimizations",
		summary: "Confirm or deny what only the caller can know", status: http.StatusCreated, most: smallJSON, refusals: refusals,
		about: "A confirmed answer becomes a fact of its own kind: it is in the next revision, and later optimizations know it.",
	}, s.answer)
	serve(s, route{
		method: http.MethodGet, path: "/users/me/answers", id: "list-answers", tag: "Users",
		summary: "What the caller has said when they were asked", status: http.StatusOK,
	}, s.answers)
	serve(s, route{
		method: http.MethodDelete, path: "/users/me/answers/{id}", id: "delete-answer", tag: "Users",
		summary: "Forget an answer", status: http.StatusNoContent, refusals: []int{http.StatusNotFound},
		about: "Later optimizations don't know it; revisions that were made of it stay.",
	}, s.forgetAnswer)
	s.exportRoutes()
}

func (s *Server) revise(ctx context.Context, in *reviseInput) (*body[optimization], error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoOptimization
	}
	b := in.Body
	_, err := ask(ctx, s, optimizerv1.Revise, optimizerv1.ReviseRequest{
		ID: in.ID, Base: b.Base, Accept: b.Accept, Reject: b.Reject, Restore: b.Restore,
		Edits: each(b.Edits, func(e editedText) optimizerv1.Edit { return optimizerv1.Edit(e) }),
	})
	if err != nil {
		return nil, err
	}
	return s.optimization(ctx, &shownInput{ID: in.ID, Revision: b.Base + 1})
}

func (s *Server) revisions(ctx context.Context, in *idInput) (*body[items[revisionItem]], error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoOptimization
	}
	reply, err := ask(ctx, s, optimizerv1.Revisions, optimizerv1.RevisionsRequest{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &body[items[revisionItem]]{items[revisionItem]{each(reply.Items, revisionOf)}}, nil
}

func revisionOf(r optimizerv1.Revision) revisionItem {
	return revisionItem{Revision: r.Number, Base: r.Base, Why: r.Why, CreatedAt: r.At.UTC(), Match: Scores(r.Scores)}
}

func (s *Server) answer(ctx context.Context, in *answerInput) (*body[optimization], error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoOptimization
	}
	r, err := ask(ctx, s, optimizerv1.Answer, optimizerv1.AnswerRequest{
		ID: in.ID, QuestionID: in.Body.QuestionID, Confirmed: in.Body.Answer == "confirmed", Text: in.Body.Text,
	})
	if err != nil {
		return nil, err
	}
	return s.optimization(ctx, &shownInput{ID: in.ID, Revision: r.Revision})
}

func (s *Server) answers(ctx context.Context, _ *nothing) (*body[items[said]], error) {
	reply, err := ask(ctx, s, optimizerv1.Answers, optimizerv1.AnswersRequest{})
	if err != nil {
		return nil, err
	}
	return &body[items[said]]{items[said]{each(reply.Items, saidOf)}}, nil
}

func saidOf(a optimizerv1.Said) said {
	out := said{ID: a.ID, OptimizationID: a.OptimizationID, About: a.About, Answer: "denied", Text: a.Text, CreatedAt: a.At.UTC()}
	if a.Confirmed {
		out.Answer = "confirmed"
	}
	return out
}

var errNoAnswer = fault.New(fault.NotFound, "answer_not_found", "there is no such answer")

func (s *Server) forgetAnswer(ctx context.Context, in *idInput) (*nothing, error) {
	if !ourID.MatchString(in.ID) {
		return nil, errNoAnswer
	}
	if _, err := ask(ctx, s, optimizerv1.Forget, optimizerv1.ForgetRequest{ID: in.ID}); err != nil {
		return nil, err
	}
	return &nothing{}, nil
}
