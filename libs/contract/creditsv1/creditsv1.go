// Package creditsv1 is everything the credits service says in public.
package creditsv1

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Calls the credits service answers.
var (
	Balance = contract.NewCall[BalanceRequest, BalanceReply]("credits", "v1", "balance", contract.ByUser)
	History = contract.NewCall[HistoryRequest, HistoryReply]("credits", "v1", "history", contract.ByUser)
	Add     = contract.NewCall[AddRequest, AddReply]("credits", "v1", "add", contract.ByUser)

	// Reserve holds credits of the asking user back for work about to begin.
	Reserve = contract.NewCall[ReserveRequest, ReserveReply]("credits", "v1", "reserve", contract.ByUser)

	// Refund gives back what was charged, Adjust puts an account right by hand:
	// for administrators.
	Refund = contract.NewCall[RefundRequest, AddReply]("credits", "v1", "refund", contract.ByUser)
	Adjust = contract.NewCall[AdjustRequest, AddReply]("credits", "v1", "adjust", contract.ByUser)

	// Audit replays the whole ledger, for administrators.
	Audit = contract.NewCall[AuditRequest, AuditReply]("credits", "v1", "audit", contract.ByUser)

	// Settle charges a reservation; Release gives it back. Whose it is, the
	// reservation knows.
	Settle  = contract.NewCall[SettleRequest, SettleReply]("credits", "v1", "settle", contract.ByService)
	Release = contract.NewCall[ReleaseRequest, ReleaseReply]("credits", "v1", "release", contract.ByService)
)

// Events the credits service announces.
var (
	Granted = contract.NewEvent[GrantedFact]("credits", "v1", "granted")
	Settled = contract.NewEvent[SettledFact]("credits", "v1", "reservation_settled")

	// Checkpointed is announced when the ledger was sealed, so that what was
	// sealed is known outside its database.
	Checkpointed = contract.NewEvent[CheckpointedFact]("credits", "v1", "checkpointed")
)

// BalanceRequest asks for the caller's credits.
type BalanceRequest struct{}

// BalanceReply is the caller's credits. Available = Balance - Held.
type BalanceReply struct {
	Balance   int64 `json:"balance"`
	Held      int64 `json:"held"`
	Available int64 `json:"available"`
	Spent     int64 `json:"spent"` // the sum of all captures
}

// HistoryRequest asks for the caller's entries, newest first.
type HistoryRequest struct {
	Limit  int    `json:"limit"`            // 1 to 100
	Cursor string `json:"cursor,omitempty"` // from the reply before
	Kind   string `json:"kind,omitempty"`   // only this kind; empty for all
}

// HistoryReply is one page of entries.
type HistoryReply struct {
	Items      []Entry `json:"items"`
	NextCursor string  `json:"next_cursor,omitempty"` // empty on the last page
}

// Entry is one movement of credits, for ever as it was written.
type Entry struct {
	ID           string    `json:"id"`
	Seq          int64     `json:"seq"`    // 1, 2, 3, ... of its account
	Kind         string    `json:"kind"`   // grant, purchase, hold, capture, release, refund or adjustment
	Amount       int64     `json:"amount"` // positive; the kind gives its direction
	BalanceAfter int64     `json:"balance_after"`
	HeldAfter    int64     `json:"held_after"`
	Reference    string    `json:"reference"` // what it is about, e.g. an optimization's id
	Reason       string    `json:"reason"`    // for people
	Hash         string    `json:"hash"`      // of it and of the entry before, SHA-256, hexadecimal
	CreatedAt    time.Time `json:"created_at"`
}

// AddRequest puts credits on an account.
type AddRequest struct {
	Amount         int64  `json:"amount"`
	Reason         string `json:"reason"`
	UserID         string `json:"user_id,omitempty"` // empty for the caller's own
	IdempotencyKey string `json:"idempotency_key"`
}

// AddReply is the entry that an addition, a refund or an adjustment made.
type AddReply struct {
	Entry    Entry `json:"entry"`
	Replayed bool  `json:"replayed"` // the answer of an earlier request with this key
}

// RefundRequest gives back a part of what a reservation was charged, or all of it:
// never more in all.
type RefundRequest struct {
	OperationID    string `json:"operation_id"` // the reservation's
	Amount         int64  `json:"amount"`
	Reason         string `json:"reason"`
	IdempotencyKey string `json:"idempotency_key"`
}

// AdjustRequest puts credits on an account or takes them off.
type AdjustRequest struct {
	UserID         string `json:"user_id"`
	Direction      string `json:"direction"` // up or down
	Amount         int64  `json:"amount"`
	Reason         string `json:"reason"`
	IdempotencyKey string `json:"idempotency_key"`
}

// ReserveRequest holds credits back. Sent again with the same OperationID, it
// returns the first reservation.
type ReserveRequest struct {
	OperationID string `json:"operation_id"`
	Amount      int64  `json:"amount"`
	Reference   string `json:"reference"`
}

// ReserveReply says what is held and what is left to spend.
type ReserveReply struct {
	OperationID string `json:"operation_id"`
	Held        int64  `json:"held"`
	Available   int64  `json:"available"`
}

// SettleRequest charges a reservation, once, with at most what it holds; the
// rest is freed by the same entry.
type SettleRequest struct {
	OperationID string `json:"operation_id"` // the reservation's
	Amount      int64  `json:"amount"`
}

// SettleReply says what was charged and what is left to spend.
type SettleReply struct {
	Charged   int64 `json:"charged"`
	Available int64 `json:"available"`
}

// ReleaseRequest gives a reservation back uncharged. A reservation that was
// never made counts as released.
type ReleaseRequest struct {
	OperationID string `json:"operation_id"`
}

// ReleaseReply says what was freed.
type ReleaseReply struct {
	Released int64 `json:"released"`
}

// AuditRequest asks for the ledger to be audited, unless that is under way.
type AuditRequest struct{}

// AuditReply is the newest audit that is finished. Where that takes long, the
// reply does not wait for it: ask again.
type AuditReply struct {
	Running bool         `json:"running"`          // another one is under way
	Report  *AuditReport `json:"report,omitempty"` // nil before the first is finished
}

// AuditReport is what an audit has seen, up to the first broken entry.
type AuditReport struct {
	Whole      bool      `json:"whole"`
	Broken     string    `json:"broken,omitempty"` // the first broken entry or checkpoint, and what is wrong with it
	Entries    int64     `json:"entries"`
	Accounts   int64     `json:"accounts"`
	Balance    int64     `json:"balance"` // the sums of all accounts
	Held       int64     `json:"held"`
	Spent      int64     `json:"spent"`
	Checkpoint string    `json:"checkpoint,omitempty"` // the newest, NUMBER:HASH
	BegunAt    time.Time `json:"begun_at"`
	FinishedAt time.Time `json:"finished_at"`
}

// CheckpointedFact is a seal of the ledger. Hash is of all that was booked by
// then; Signature, an Ed25519 signature in base64, is of Moved and Hash.
type CheckpointedFact struct {
	N         int64     `json:"n"`
	Moved     int64     `json:"moved"` // accounts whose newest entry it seals
	Hash      string    `json:"hash"`  // SHA-256, hexadecimal
	Key       string    `json:"key"`   // the name of the key that signed
	Signature string    `json:"signature"`
	SealedAt  time.Time `json:"sealed_at"`
}

// GrantedFact is announced when credits are put on an account.
type GrantedFact struct {
	AccountID string    `json:"account_id"`
	EntryID   string    `json:"entry_id"`
	Amount    int64     `json:"amount"`
	GrantedAt time.Time `json:"granted_at"`
}

// SettledFact is announced once for every reservation that was charged.
type SettledFact struct {
	AccountID   string    `json:"account_id"`
	OperationID string    `json:"operation_id"`
	Charged     int64     `json:"charged"`
	SettledAt   time.Time `json:"settled_at"`
}
