package ledger

import (
	"errors"

	"github.com/sartor-cv/sartor/libs/fault"
)

// Faults a caller can expect.
var (
	ErrInsufficient = fault.New(fault.Exhausted, "insufficient_credits",
		"there are not enough credits for this; add some or wait until what is held is freed")
	ErrNoReservation = fault.New(fault.NotFound, "reservation_not_found", "there is no such reservation")
	ErrReleased      = fault.New(fault.Conflict, "reservation_released", "this reservation was released")
	ErrCaptured      = fault.New(fault.Conflict, "reservation_settled", "this reservation was already charged")
	ErrNoCharge      = fault.New(fault.NotFound, "charge_not_found", "there is no such reservation, or it was not charged")
	ErrOverRefund    = fault.New(fault.Conflict, "refund_too_large", "this would give back more than was charged, what was refunded before included")
	ErrTooSmall      = fault.New(fault.Conflict, "balance_too_small", "that much is not available on the account")
	ErrReused        = fault.New(fault.Invalid, "idempotency_key_reused",
		"this key was used for another request; use a new one")
	ErrErased = fault.New(fault.Conflict, "user_erased", "this user was erased; nothing can be written about them any more")
	ErrFull   = fault.New(fault.Conflict, "balance_too_large", "no account can hold that many credits")
	ErrBusy   = fault.New(fault.Unavailable, "ledger_busy", "too many operations at once; try again shortly").After(1)
	ErrAway   = fault.New(fault.Unavailable, "ledger_unavailable", "the ledger can't be reached; try again shortly").After(1)
	ErrGone   = fault.New(fault.Unavailable, "ledger_timeout",
		"the ledger took too long; ask again with the same key to learn what became of it").After(1)
)

var (
	// ErrStale says that a page is not what the book says any more.
	ErrStale = errors.New("the page is stale")

	// ErrRefused is in the chain of a Store's error if the database itself
	// refused what was to be written, and would again.
	ErrRefused = errors.New("the database refuses it")
)
