package ledger

import "context"

// Reasons seals what people write as reasons of their bookings, each under a key
// of its account's own. The book forgets nothing; who is erased takes the key.
type Reasons interface {
	// Seal returns the reason of the operation under a key as it is booked.
	Seal(ctx context.Context, account, key, reason string) (string, error)

	// Open returns the reason of an entry; empty once its account was erased.
	Open(ctx context.Context, e Entry) (string, error)

	// Erase makes the reasons of an account unreadable, for good.
	Erase(ctx context.Context, account string) error
}

// Enter does an operation whose reason, if there is one, a person wrote.
func (b *Book) Enter(ctx context.Context, op Operation) (done Done, err error) {
	account := op.Account
	if op.Follows() {
		if account, err = b.store.Owner(ctx, op.HoldKey()); err != nil {
			return Done{}, err
		}
		if account == "" {
			return Done{}, ErrNoCharge
		}
	}
	if op.Reason != "" {
		if op.Sealed, err = b.reasons.Seal(ctx, account, op.Key, op.Reason); err != nil {
			return Done{}, err
		}
	}
	return b.Do(ctx, op)
}

// Forget makes what was written about an account's bookings unreadable. The
// bookings stay.
func (b *Book) Forget(ctx context.Context, account string) error {
	return b.reasons.Erase(ctx, account)
}

// told puts the reason of op on the entry that it made, or made before: then it
// must be the same.
func (b *Book) told(ctx context.Context, op Operation, e *Entry) (err error) {
	switch {
	case e.Sealed == "" || b.reasons == nil:
		return nil
	case e.Sealed == op.Sealed:
		e.Reason = op.Reason
		return nil
	}
	if e.Reason, err = b.reasons.Open(ctx, *e); err == nil && e.Reason != op.Reason {
		err = ErrReused
	}
	return err
}

// open puts the reasons on entries.
func (b *Book) open(ctx context.Context, entries []Entry) (err error) {
	for n := range entries {
		if e := &entries[n]; e.Sealed != "" && b.reasons != nil {
			if e.Reason, err = b.reasons.Open(ctx, *e); err != nil {
				return err
			}
		}
	}
	return nil
}

// plainReason is what is booked in the clear: the house's own words.
func (op Operation) plainReason() string {
	if op.Sealed != "" {
		return ""
	}
	return op.Reason
}

// as is op as it was asked for when e was booked: before reasons were sealed,
// they were part of the fingerprint.
func (op Operation) as(e Entry) Operation {
	if e.Sealed == "" {
		op.Sealed = ""
	}
	return op
}
