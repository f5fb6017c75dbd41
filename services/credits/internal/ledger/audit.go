package ledger

import (
	"fmt"
	"maps"
	"slices"
)

// BrokenError says what is wrong with the book, and where.
type BrokenError struct {
	Account    string
	Seq        int64 // of the entry; 0 if the account's head is at fault
	Checkpoint int64 // that is at fault; 0 for none
	What       string
}

func (b *BrokenError) Error() string {
	if b.Checkpoint != 0 {
		return fmt.Sprintf("checkpoint %d: %s", b.Checkpoint, b.What)
	}
	if b.Seq == 0 {
		return fmt.Sprintf("account %s: %s", b.Account, b.What)
	}
	return fmt.Sprintf("entry %s/%d: %s", b.Account, b.Seq, b.What)
}

// Report is what an audit has seen.
type Report struct {
	Entries, Accounts, Balance, Held, Spent int64
}

// Auditor replays the book, entry by entry, and compares: every sequence,
// balance, hash and reservation, and at the end of each account its head.
type Auditor struct {
	heads   map[string]Account
	now     Account          // as the entries so far make it
	holds   map[string]Entry // of the account, open
	refunds []Entry          // of all accounts; Charges compares them
	report  Report
}

// NewAuditor returns the auditor of a book.
func NewAuditor() *Auditor {
	return &Auditor{heads: map[string]Account{}, holds: map[string]Entry{}}
}

// Expect is told of the heads of the accounts whose entries come next, up to the
// next Close.
func (a *Auditor) Expect(heads []Account) {
	for _, head := range heads {
		a.heads[head.ID] = head
	}
}

// Entry audits the next entry; entries come by account and sequence. The first
// error is a *BrokenError, after which there is nothing more to learn.
func (a *Auditor) Entry(e Entry) error {
	if e.Account != a.now.ID {
		if err := a.closeAccount(); err != nil {
			return err
		}
		a.now = Account{ID: e.Account}
	}
	if what := a.replay(e); what != "" {
		return &BrokenError{Account: e.Account, Seq: e.Seq, What: what}
	}
	a.report.Entries++
	return nil
}

// Report is what was audited so far.
func (a *Auditor) Report() Report { return a.report }

// Close ends the audit of the accounts that were expected.
func (a *Auditor) Close() error {
	if err := a.closeAccount(); err != nil {
		return err
	}
	if ids := slices.Sorted(maps.Keys(a.heads)); len(ids) > 0 {
		return &BrokenError{Account: ids[0], What: "its entries are missing"}
	}
	return nil
}

// replay does what e says it did and returns what is wrong with that.
func (a *Auditor) replay(e Entry) string {
	if e.Seq != a.now.Seq+1 {
		return fmt.Sprintf("follows entry %d", a.now.Seq)
	}
	if e.Hash != e.Chain(a.now.Hash) {
		return "its hash is not that of its content and of the entry before"
	}
	if what := a.move(e); what != "" {
		return what
	}
	if e.Balance != a.now.Balance || e.Held != a.now.Held {
		return fmt.Sprintf("says balance %d, held %d; the entries make it %d, %d", e.Balance, e.Held, a.now.Balance, a.now.Held)
	}
	if a.now.Held < 0 || a.now.Available() < 0 {
		return "spends what was not there"
	}
	a.now.Seq, a.now.Hash = e.Seq, e.Hash
	return ""
}

func (a *Auditor) move(e Entry) string {
	name, opens := e.HoldName()
	hold, open := a.holds[name]
	switch {
	case e.Amount < 0 || e.Amount == 0 && (e.Kind.adds() || opens):
		return "moves nothing"
	case e.Kind.adds() && name == "" && (e.Kind != Adjustment || e.Reference == Up || e.Reference == Down):
		a.now.Balance += e.Change()
		if e.Kind == Refund {
			a.refunds = append(a.refunds, e)
		}
	case e.Kind == Hold && opens && !open:
		a.now.Held += e.Amount
		a.holds[name] = e
	case e.Kind == Release && e.Account == Void && e.Key == holdKey(name) && e.Amount == 0:
	case e.Kind == Release && open && e.Key == endKey(name) && e.Amount == hold.Amount:
		a.now.Held -= hold.Amount
		delete(a.holds, name)
	case e.Kind == Capture && open && e.Key == endKey(name) && e.Amount <= hold.Amount:
		a.now.Held -= hold.Amount
		a.now.Balance -= e.Amount
		a.now.Spent += e.Amount
		delete(a.holds, name)
	default:
		return fmt.Sprintf("a %s of %d under %s has nothing to do here", e.Kind, e.Amount, e.Key)
	}
	return ""
}

// ChargeKeys are the keys of the charges that were refunded.
func (a *Auditor) ChargeKeys() []string {
	keys := make([]string, 0, len(a.refunds))
	for _, e := range a.refunds {
		keys = append(keys, endKey(e.Reference))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Charges compares the refunds with what was charged, by key: a charge is given
// back to who paid it, after it was made, and no more of it than it was.
func (a *Auditor) Charges(charges map[string]Entry) error {
	back := map[string]int64{}
	for _, e := range a.refunds {
		key := endKey(e.Reference)
		charge := charges[key]
		back[key] += e.Amount
		if charge.Kind != Capture || charge.Account != e.Account || charge.Seq >= e.Seq || back[key] > charge.Amount {
			return &BrokenError{Account: e.Account, Seq: e.Seq, What: "refunds what was not charged"}
		}
	}
	return nil
}

// closeAccount compares what the entries of an account came to with its head.
func (a *Auditor) closeAccount() error {
	id := a.now.ID
	if id == "" {
		return nil
	}
	if head := a.heads[id]; head != a.now {
		return &BrokenError{Account: id, What: fmt.Sprintf(
			"its head says entry %d, balance %d, held %d, spent %d; its entries end with %d, %d, %d, %d",
			head.Seq, head.Balance, head.Held, head.Spent, a.now.Seq, a.now.Balance, a.now.Held, a.now.Spent)}
	}
	clear(a.holds)
	delete(a.heads, id)
	a.report.Accounts++
	a.report.Balance += a.now.Balance
	a.report.Held += a.now.Held
	a.report.Spent += a.now.Spent
	a.now = Account{}
	return nil
}
