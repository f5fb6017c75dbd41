package rest

import (
	"context"
	"net/http"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
)

type refundInput struct {
	Key  string `header:"Idempotency-Key" required:"true" maxLength:"255" pattern:"^[!-~]+$" patternDescription:"visible ASCII" doc:"Makes the request safe to repeat."`
	Body struct {
		OperationID string `json:"operationId" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._:-]+$" doc:"What was charged for, such as an optimization's id."`
		Amount      int64  `json:"amount" minimum:"1" maximum:"1000000000" example:"5" doc:"Never more in all than was charged."`
		Reason      string `json:"reason" minLength:"1" maxLength:"200" example:"ticket 42"`
	}
}

type adjustInput struct {
	Key  string `header:"Idempotency-Key" required:"true" maxLength:"255" pattern:"^[!-~]+$" patternDescription:"visible ASCII" doc:"Makes the request safe to repeat."`
	Body struct {
		UserID    string `json:"userId" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9._:-]+$" doc:"Whose account."`
		Direction string `json:"direction" enum:"up,down" example:"up" doc:"Whether credits are given or taken."`
		Amount    int64  `json:"amount" minimum:"1" maximum:"1000000000" example:"5" doc:"Never more down than is available."`
		Reason    string `json:"reason" minLength:"1" maxLength:"200" example:"ticket 42"`
	}
}

// bookRoutes are what administrators do with the ledger.
func (s *Server) bookRoutes() {
	serve(s, route{
		method: http.MethodPost, path: "/admin/credits/refunds", id: "refund-credits", tag: "Administration",
		summary: "Give back what was charged", status: http.StatusCreated, most: smallJSON,
		refusals: []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict},
	}, s.refund)
	serve(s, route{
		method: http.MethodPost, path: "/admin/credits/adjustments", id: "adjust-credits", tag: "Administration",
		summary: "Put an account right by hand", status: http.StatusCreated, most: smallJSON,
		refusals: []int{http.StatusForbidden, http.StatusConflict},
	}, s.adjust)
}

func (s *Server) refund(ctx context.Context, in *refundInput) (*addOutput, error) {
	reply, err := ask(ctx, s, creditsv1.Refund, creditsv1.RefundRequest{
		OperationID: in.Body.OperationID, Amount: in.Body.Amount, Reason: in.Body.Reason, IdempotencyKey: in.Key,
	})
	if err != nil {
		return nil, err
	}
	return &addOutput{Replayed: replayed(reply.Replayed), Body: entryOf(reply.Entry)}, nil
}

func (s *Server) adjust(ctx context.Context, in *adjustInput) (*addOutput, error) {
	reply, err := ask(ctx, s, creditsv1.Adjust, creditsv1.AdjustRequest{
		UserID: in.Body.UserID, Direction: in.Body.Direction, Amount: in.Body.Amount, Reason: in.Body.Reason, IdempotencyKey: in.Key,
	})
	if err != nil {
		return nil, err
	}
	return &addOutput{Replayed: replayed(reply.Replayed), Body: entryOf(reply.Entry)}, nil
}
