package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
)

type balance struct {
	Balance   int64 `json:"balance" example:"95"`
	Held      int64 `json:"held" example:"10" doc:"Held back for optimizations that are not finished."`
	Available int64 `json:"available" example:"85" doc:"balance − held."`
}

type entry struct {
	ID           string    `json:"id"`
	Seq          int64     `json:"seq" example:"3" doc:"1, 2, 3 … of the account."`
	Kind         string    `json:"kind" enum:"grant,purchase,hold,capture,release,refund,adjustment" example:"grant"`
	Amount       int64     `json:"amount" example:"100" doc:"Positive; the kind gives its direction."`
	BalanceAfter int64     `json:"balanceAfter" example:"100"`
	HeldAfter    int64     `json:"heldAfter" example:"0"`
	Reference    string    `json:"reference" doc:"What it is about, such as an optimization's id."`
	Reason       string    `json:"reason" example:"sign-up"`
	Hash         string    `json:"hash" example:"5f2b…" doc:"SHA-256 of it and of the entry before: nobody can change it unseen."`
	CreatedAt    time.Time `json:"createdAt"`
}

type historyInput struct {
	Page
	Kind string `query:"kind" enum:"grant,purchase,hold,capture,release,refund,adjustment" doc:"Only entries of this kind."`
}

type addRequest struct {
	Amount int64  `json:"amount" minimum:"1" maximum:"1000000000" example:"50"`
	Reason string `json:"reason" minLength:"1" maxLength:"200" example:"invoice 42"`
	UserID string `json:"userId,omitempty" maxLength:"64" doc:"Whose account; the caller's own where it is left out."`
}

type addInput struct {
	Key  string `header:"Idempotency-Key" required:"true" maxLength:"255" pattern:"^[!-~]+$" patternDescription:"visible ASCII" doc:"Makes the request safe to repeat."`
	Body addRequest
}

type addOutput struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true where this is the answer to an earlier request with the same key."`
	Body     entry
}

func (s *Server) creditRoutes() {
	serve(s, route{
		method: http.MethodGet, path: "/credits/balance", id: "get-balance", tag: "Credits",
		summary: "The caller's credits", status: http.StatusOK,
	}, s.balance)
	serve(s, route{
		method: http.MethodGet, path: "/credits/history", id: "list-credit-entries", tag: "Credits",
		summary: "What happened to the caller's credits", status: http.StatusOK,
	}, s.history)
	serve(s, route{
		method: http.MethodPost, path: "/credits/add", id: "add-credits", tag: "Credits",
		summary: "Put credits on an account", status: http.StatusCreated, most: smallJSON,
		refusals: []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict},
		about:    "For admins on any account; for others on their own where the operator has switched self-service on.",
	}, s.add)
}

func (s *Server) balance(ctx context.Context, _ *nothing) (*body[balance], error) {
	b, err := ask(ctx, s, creditsv1.Balance, creditsv1.BalanceRequest{})
	if err != nil {
		return nil, err
	}
	return &body[balance]{balance{Balance: b.Balance, Held: b.Held, Available: b.Available}}, nil
}

func (s *Server) history(ctx context.Context, in *historyInput) (*body[list[entry]], error) {
	reply, err := ask(ctx, s, creditsv1.History, creditsv1.HistoryRequest{Limit: in.Limit, Cursor: in.Cursor, Kind: in.Kind})
	if err != nil {
		return nil, err
	}
	return &body[list[entry]]{list[entry]{Items: each(reply.Items, entryOf), NextCursor: reply.NextCursor}}, nil
}

func (s *Server) add(ctx context.Context, in *addInput) (*addOutput, error) {
	reply, err := ask(ctx, s, creditsv1.Add, creditsv1.AddRequest{
		Amount: in.Body.Amount, Reason: in.Body.Reason, UserID: in.Body.UserID, IdempotencyKey: in.Key,
	})
	if err != nil {
		return nil, err
	}
	return &addOutput{Replayed: replayed(reply.Replayed), Body: entryOf(reply.Entry)}, nil
}

// replayed is the value of Idempotency-Replayed; an empty header is not sent.
func replayed(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

func entryOf(e creditsv1.Entry) entry {
	return entry{
		ID: e.ID, Seq: e.Seq, Kind: e.Kind, Amount: e.Amount,
		BalanceAfter: e.BalanceAfter, HeldAfter: e.HeldAfter,
		Reference: e.Reference, Reason: e.Reason, Hash: e.Hash, CreatedAt: e.CreatedAt.UTC(),
	}
}

func each[A, B any](in []A, fn func(A) B) []B {
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = fn(a)
	}
	return out
}
