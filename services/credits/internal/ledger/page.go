package ledger

import "time"

// Page is the part of the book that some operations are about. While it is open
// nobody else writes to its accounts.
type Page struct {
	Accounts map[string]Account // by id, also those not opened yet
	Entries  map[string]Entry   // by key, of every operation and every reservation that they are about
	Refunded map[string]int64   // by reservation: what was given back so far of each that a refund is about
	Used     map[string]int64   // by account, and House: what is held and was charged today, where operations are capped
	Added    []Entry            // what the operations made
	Now      time.Time

	// Blind says that the operations' own keys were not looked up, and of holds only
	// what it takes to end them. What is not in Entries may be in the book all the
	// same, and keeping the page then fails.
	Blind bool
}

// Apply does one operation and returns the entry it made, or made when it was
// done before. An operation that fails leaves nothing behind. ErrStale is not
// its verdict: the page must be read again.
func (p *Page) Apply(op Operation) (Entry, error) {
	e, err := p.apply(op)
	if err != nil && p.Blind {
		return Entry{}, ErrStale // what can't be done now may have been done before
	}
	return e, err
}

func (p *Page) apply(op Operation) (Entry, error) {
	switch {
	case op.Ends():
		return p.end(op)
	case op.Kind == Refund:
		return p.refund(op)
	}
	if e, done := p.Entries[op.Key]; done {
		return again(e, op)
	}
	a, locked := p.Accounts[op.Account]
	switch {
	case !locked:
		return Entry{}, ErrStale
	case op.Kind == Hold && op.Amount > a.Available():
		return Entry{}, ErrInsufficient
	case op.Kind == Hold:
		if err := p.over(op); err != nil {
			return Entry{}, err
		}
		a.Held += op.Amount
	case op.Kind == Adjustment && op.Reference == Down:
		return p.lower(a, op)
	case op.Amount > MaxBalance-a.Balance:
		return Entry{}, ErrFull
	default:
		a.Balance += op.Amount
	}
	return p.add(a, op, op.Amount, op.Reference), nil
}

// again answers an operation whose key is in the book.
func again(e Entry, op Operation) (Entry, error) {
	switch {
	case op.Kind == Hold && e.Kind == Release:
		return Entry{}, ErrReleased // before it was made
	case e.Kind != op.Kind || e.Fingerprint != op.as(e).fingerprint():
		return Entry{}, ErrReused
	default:
		return e, nil
	}
}

// end captures or releases a reservation.
func (p *Page) end(op Operation) (Entry, error) {
	hold, made := p.Entries[op.HoldKey()]
	if !made || hold.Kind == Release {
		return p.endNothing(op, hold, made)
	}
	if e, ended := p.Entries[op.Key]; ended {
		return endAgain(e, op)
	}
	a, locked := p.Accounts[hold.Account]
	if !locked {
		return Entry{}, ErrStale
	}
	amount := hold.Amount
	if op.Kind == Capture {
		amount = min(op.Amount, hold.Amount)
		a.Balance -= amount
		a.Spent += amount
	}
	a.Held -= hold.Amount
	return p.add(a, op, amount, hold.Reference), nil
}

// endNothing ends a reservation that was never made. A release takes the key
// that its reserve would take: one that is late then holds nothing.
func (p *Page) endNothing(op Operation, tombstone Entry, made bool) (Entry, error) {
	switch {
	case op.Kind == Capture:
		return Entry{}, ErrNoReservation
	case made:
		return tombstone, nil
	}
	void, locked := p.Accounts[Void]
	if !locked {
		return Entry{}, ErrStale
	}
	op.Key = op.HoldKey()
	return p.add(void, op, 0, ""), nil
}

// endAgain answers an operation whose reservation has ended.
func endAgain(e Entry, op Operation) (Entry, error) {
	switch {
	case op.Kind == Release && e.Kind == Release:
		return e, nil
	case op.Kind == Release:
		return Entry{}, ErrCaptured
	case e.Kind == Release:
		return Entry{}, ErrReleased
	default:
		return again(e, op)
	}
}

// add writes the entry of op, with the amount that it came to, and the head that
// a has with it.
func (p *Page) add(a Account, op Operation, amount int64, reference string) Entry {
	e := Entry{
		Account: a.ID, Seq: a.Seq + 1, ID: op.ID, Key: op.Key, Kind: op.Kind, Amount: amount,
		Balance: a.Balance, Held: a.Held, Reference: reference, Reason: op.plainReason(), Sealed: op.Sealed,
		At: p.Now.UTC().Truncate(time.Microsecond), Fingerprint: op.fingerprint(),
	}
	if op.Kind == Hold {
		e.Expires = e.At.Add(op.Life.Truncate(time.Microsecond))
	}
	e.Hash = e.Chain(a.Hash)
	a.Seq, a.Hash = e.Seq, e.Hash
	p.Accounts[a.ID] = a
	p.Entries[e.Key] = e
	p.Added = append(p.Added, e)
	if op.Caps.Bound() {
		p.use(op, e)
	}
	return e
}
