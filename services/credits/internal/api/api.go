// Package api answers for the ledger on the bus. It translates between the
// contract and the ledger, and decides nothing but who may do what.
package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

var (
	errNotYours = fault.New(fault.Denied, "not_allowed", "only an administrator may add credits")
	errNoKey    = fault.InvalidField("header.Idempotency-Key", "is required")
	errNotAdmin = fault.New(fault.Denied, "not_allowed", "only an administrator may do this")
)

// Policy is what the operator decides.
type Policy struct {
	SignUp      int64         // credits that a new user gets
	SelfService bool          // users may add credits to their own accounts
	HoldLife    time.Duration // of a reservation
}

// API is the public face of the ledger.
type API struct {
	book    *ledger.Book
	auditor *Auditor
	policy  Policy
}

// Mount makes the ledger reachable. One line per call: this is the index of
// what the service does. It hears until ctx ends.
func Mount(ctx context.Context, b *bus.Bus, book *ledger.Book, auditor *Auditor, policy Policy) error {
	a := &API{book: book, auditor: auditor, policy: policy}
	return errors.Join(
		bus.Handle(b, creditsv1.Balance, a.balance),
		bus.Handle(b, creditsv1.History, a.history),
		bus.Handle(b, creditsv1.Add, a.add),
		bus.Handle(b, creditsv1.Refund, a.refund),
		bus.Handle(b, creditsv1.Adjust, a.adjust),
		bus.Handle(b, creditsv1.Audit, a.audit),
		bus.Handle(b, creditsv1.Reserve, a.reserve),
		bus.Handle(b, creditsv1.Settle, a.settle),
		bus.Handle(b, creditsv1.Release, a.release),
		bus.Hear(ctx, b, authv1.UserRegistered, a.userRegistered),
		bus.Hear(ctx, b, authv1.UserErased, a.userErased),
	)
}

func (a *API) balance(ctx context.Context, _ creditsv1.BalanceRequest) (creditsv1.BalanceReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return creditsv1.BalanceReply{}, err
	}
	account, err := a.book.Account(ctx, caller.UserID)
	return creditsv1.BalanceReply{
		Balance: account.Balance, Held: account.Held, Available: account.Available(), Spent: account.Spent,
	}, err
}

func (a *API) history(ctx context.Context, req creditsv1.HistoryRequest) (creditsv1.HistoryReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return creditsv1.HistoryReply{}, err
	}
	listing, err := ledger.NewListing(caller.UserID, req.Kind, req.Limit, req.Cursor)
	if err != nil {
		return creditsv1.HistoryReply{}, err
	}
	entries, next, err := a.book.History(ctx, listing)
	reply := creditsv1.HistoryReply{Items: make([]creditsv1.Entry, 0, len(entries)), NextCursor: next}
	for _, e := range entries {
		reply.Items = append(reply.Items, shown(e))
	}
	return reply, err
}

func (a *API) add(ctx context.Context, req creditsv1.AddRequest) (creditsv1.AddReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return creditsv1.AddReply{}, err
	}
	account, kind := req.UserID, ledger.Grant
	if account == "" {
		account = caller.UserID
	}
	if !caller.Admin() {
		if !a.policy.SelfService || account != caller.UserID {
			return creditsv1.AddReply{}, errNotYours
		}
		kind = ledger.Purchase
	}
	if req.IdempotencyKey == "" {
		return creditsv1.AddReply{}, errNoKey
	}
	op, err := ledger.Add(kind, account, named("add:", caller.UserID, req.IdempotencyKey), req.Amount, req.Reason)
	if err != nil {
		return creditsv1.AddReply{}, err
	}
	return a.enter(ctx, op)
}

// named names an operation by who asked for it and their key, which may be
// longer, and made of other characters, than a name.
func named(what, caller, key string) string {
	sum := sha256.Sum256([]byte(caller + "\x00" + key))
	return what + base64.RawURLEncoding.EncodeToString(sum[:])
}

func (a *API) reserve(ctx context.Context, req creditsv1.ReserveRequest) (creditsv1.ReserveReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return creditsv1.ReserveReply{}, err
	}
	op, err := ledger.Reserve(caller.UserID, req.OperationID, req.Amount, req.Reference, a.policy.HoldLife)
	if err != nil {
		return creditsv1.ReserveReply{}, err
	}
	done, err := a.book.Do(ctx, op)
	return creditsv1.ReserveReply{
		OperationID: req.OperationID, Held: done.Entry.Amount, Available: done.Entry.Available(),
	}, err
}

func (a *API) settle(ctx context.Context, req creditsv1.SettleRequest) (creditsv1.SettleReply, error) {
	op, err := ledger.Settle(req.OperationID, req.Amount)
	if err != nil {
		return creditsv1.SettleReply{}, err
	}
	done, err := a.book.Do(ctx, op)
	return creditsv1.SettleReply{Charged: done.Entry.Amount, Available: done.Entry.Available()}, err
}

func (a *API) release(ctx context.Context, req creditsv1.ReleaseRequest) (creditsv1.ReleaseReply, error) {
	op, err := ledger.GiveBack(req.OperationID, "")
	if err != nil {
		return creditsv1.ReleaseReply{}, err
	}
	done, err := a.book.Do(ctx, op)
	return creditsv1.ReleaseReply{Released: done.Entry.Amount}, err
}

func shown(e ledger.Entry) creditsv1.Entry {
	return creditsv1.Entry{
		ID: e.ID, Seq: e.Seq, Kind: string(e.Kind), Amount: e.Amount, BalanceAfter: e.Balance, HeldAfter: e.Held,
		Reference: e.Reference, Reason: e.Reason, Hash: hex.EncodeToString(e.Hash[:]), CreatedAt: e.At,
	}
}
