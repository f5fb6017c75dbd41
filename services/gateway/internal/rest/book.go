package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

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

type auditReport struct {
	Whole      bool      `json:"whole"`
	Broken     string    `json:"broken,omitempty" doc:"The first broken entry or checkpoint, and what is wrong with it."`
	Entries    int64     `json:"entries" example:"1024"`
	Accounts   int64     `json:"accounts" example:"12"`
	Balance    int64     `json:"balance" example:"900" doc:"Of all accounts together, as the next two."`
	Held       int64     `json:"held" example:"10"`
	Spent      int64     `json:"spent" example:"124"`
	Checkpoint string    `json:"checkpoint,omitempty" example:"7:5f2b…" doc:"The newest seal, NUMBER:HASH. Keep it elsewhere."`
	BegunAt    time.Time `json:"begunAt"`
	FinishedAt time.Time `json:"finishedAt"`
}

type auditState struct {
	Running bool         `json:"running" doc:"An audit is under way; ask again for its report."`
	Report  *auditReport `json:"report,omitempty" doc:"The newest audit that is finished; absent before the first."`
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
	serve(s, route{
		method: http.MethodGet, path: "/admin/credits/audit", id: "audit-credits", tag: "Administration",
		summary: "Audit the whole ledger", status: http.StatusOK, refusals: []int{http.StatusForbidden},
		about: "Recomputes every balance, chain and seal. It is waited for a little; where it takes longer, the report is that of the audit before.",
	}, s.audit)
	serveRaw(s, route{
		method: http.MethodGet, path: "/credits/history.csv", id: "export-credit-entries", tag: "Credits",
		summary: "All that happened to the caller's credits, as CSV", status: http.StatusOK,
	}, s.historyCSV, func(op *huma.Operation) {
		op.Responses["200"] = &huma.Response{
			Description: "RFC 4180, the newest entry first.",
			Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}
	})
}

func (s *Server) audit(ctx context.Context, _ *nothing) (*body[auditState], error) {
	reply, err := ask(ctx, s, creditsv1.Audit, creditsv1.AuditRequest{})
	if err != nil {
		return nil, err
	}
	state := auditState{Running: reply.Running}
	if r := reply.Report; r != nil {
		state.Report = &auditReport{
			Whole: r.Whole, Broken: r.Broken, Entries: r.Entries, Accounts: r.Accounts, Balance: r.Balance, Held: r.Held,
			Spent: r.Spent, Checkpoint: r.Checkpoint, BegunAt: r.BegunAt.UTC(), FinishedAt: r.FinishedAt.UTC(),
		}
	}
	return &body[auditState]{state}, nil
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
