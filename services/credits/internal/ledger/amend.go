package ledger

import "github.com/sartor-cv/sartor/libs/fault"

// The directions of an adjustment. They are its entry's reference, since an
// amount is always positive.
const (
	Up   = "up"
	Down = "down"
)

// Adjust puts an account right by hand, up or down, and says why. name is unique
// to the adjustment.
func Adjust(account, name string, amount int64, direction, reason string) (Operation, error) {
	op := Operation{Kind: Adjustment, Account: account, Key: name, Amount: amount, Reference: direction, Reason: reason}
	if direction != Up && direction != Down {
		return op, fault.InvalidField("body.direction", "must be up or down")
	}
	return op, first(
		checkName("body.userId", account, 64), checkKey(name),
		checkAmount(amount, 1), checkReason(reason), checkWhy(reason))
}

// Reimburse refunds a part, or all, of what a reservation was charged: never
// more than that in all. name is unique to the refund, reservation is whose
// charge it is about.
func Reimburse(reservation, name string, amount int64, reason string) (Operation, error) {
	op := Operation{
		Kind: Refund, Name: reservation, Key: name, Amount: amount, Reference: reservation, Reason: reason,
	}
	return op, first(
		checkName("body.operationId", reservation, 64), checkKey(name),
		checkAmount(amount, 1), checkReason(reason), checkWhy(reason))
}

func checkWhy(reason string) error {
	if reason == "" {
		return fault.InvalidField("body.reason", "is required")
	}
	return nil
}

// refund gives back what a reservation was charged. Its account is locked, so
// nobody else gives it back at the same time.
func (p *Page) refund(op Operation) (Entry, error) {
	if e, done := p.Entries[op.Key]; done {
		return again(e, op)
	}
	charge, charged := p.Entries[op.EndKey()]
	if !charged || charge.Kind != Capture {
		return Entry{}, ErrNoCharge
	}
	a, locked := p.Accounts[charge.Account]
	before, known := p.Refunded[op.Name]
	switch {
	case !locked || !known:
		return Entry{}, ErrStale
	case op.Amount > charge.Amount-before:
		return Entry{}, ErrOverRefund
	case op.Amount > MaxBalance-a.Balance:
		return Entry{}, ErrFull
	}
	a.Balance += op.Amount
	p.Refunded[op.Name] = before + op.Amount
	return p.add(a, op, op.Amount, op.Reference), nil
}

// lower takes credits off an account that are there to be taken.
func (p *Page) lower(a Account, op Operation) (Entry, error) {
	if op.Amount > a.Available() {
		return Entry{}, ErrTooSmall
	}
	a.Balance -= op.Amount
	return p.add(a, op, op.Amount, op.Reference), nil
}

// Change is what the entry did to the balance.
func (e Entry) Change() int64 {
	switch {
	case e.lowers():
		return -e.Amount
	case e.Kind.adds():
		return e.Amount
	default:
		return 0
	}
}

// lowers reports whether the entry took credits off the balance.
func (e Entry) lowers() bool {
	return e.Kind == Capture || e.Kind == Adjustment && e.Reference == Down
}
