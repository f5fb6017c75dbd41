package api

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// userRegistered gives a new user the sign-up credits, however often it is told.
func (a *API) userRegistered(ctx context.Context, fact authv1.UserRegisteredFact) error {
	if a.policy.SignUp == 0 || fact.Returning {
		return nil // the account opens with its first entry
	}
	op, err := ledger.Add(ledger.Grant, fact.UserID, "signup:"+fact.UserID, a.policy.SignUp, "welcome")
	if err != nil {
		return err
	}
	_, err = a.book.Do(ctx, op)
	if errors.Is(err, ledger.ErrReused) {
		return nil // granted before the operator changed how much
	}
	return err
}

// userErased forgets what was written about a user's bookings; the bookings say
// nothing of who it was.
func (a *API) userErased(ctx context.Context, fact authv1.UserErasedFact) error {
	return a.book.Forget(ctx, fact.UserID)
}

// Announcement returns the event that an entry is, if it is one. The entry's id
// is the event's.
func Announcement(e ledger.Entry) ([]contract.Message, error) {
	var m contract.Message
	var err error
	switch {
	case e.Change() > 0:
		m, err = creditsv1.Granted.Message(e.ID, creditsv1.GrantedFact{
			AccountID: e.Account, EntryID: e.ID, Amount: e.Amount, GrantedAt: e.At,
		})
	case e.Kind == ledger.Capture:
		name, _ := e.HoldName()
		m, err = creditsv1.Settled.Message(e.ID, creditsv1.SettledFact{
			AccountID: e.Account, OperationID: name, Charged: e.Amount, SettledAt: e.At,
		})
	default:
		return nil, nil // nobody needs to know
	}
	return []contract.Message{m}, err
}

// Checkpointed returns the event that a checkpoint is.
func Checkpointed(c ledger.Checkpoint) (contract.Message, error) {
	return creditsv1.Checkpointed.Message("checkpoint-"+c.Witness().String(), creditsv1.CheckpointedFact{
		N: c.N, Moved: c.Moved, Hash: hex.EncodeToString(c.Hash[:]), Key: c.Key,
		Signature: base64.StdEncoding.EncodeToString(c.Signature), SealedAt: c.At,
	})
}
