// Package textbook writes the ledger as a textbook would: one transaction for
// each operation, which locks its account with SELECT ... FOR UPDATE, decides,
// writes and commits. It keeps the same book, by the same rules, as the store;
// only what comes at the same time is not written together.
//
// Nothing in the product uses it. It is what the product's way of writing is
// compared with, so its promise is to do no more than it must: no statement that
// the book does not need, and a key is looked up only when it turns out taken.
package textbook

import (
	"context"
	"errors"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// Announce returns what is to be published of an entry.
type Announce func(ledger.Entry) ([]contract.Message, error)

// Ledger does operations one at a time.
type Ledger struct {
	db       *sqldb.DB
	announce Announce
}

// New returns the ledger in db, which must have the store's schema.
func New(db *sqldb.DB, announce Announce) *Ledger { return &Ledger{db: db, announce: announce} }

// tries is how often an operation is done again for what others wrote meanwhile.
const tries = 8

// Do does an operation, once. Asked again it gives the first answer.
func (l *Ledger) Do(ctx context.Context, now time.Time, op ledger.Operation) (e ledger.Entry, err error) {
	before := false
	for range tries {
		e, err = l.do(ctx, now, op, before)
		// What is refused may have been done before: then that is the answer.
		again := errors.Is(err, ledger.ErrStale) || sqldb.IsDuplicate(err) ||
			!before && (sqldb.IsRefused(err) || errors.Is(err, ledger.ErrInsufficient) || errors.Is(err, ledger.ErrFull))
		if !again {
			break
		}
		before = true
	}
	return e, err
}

func (l *Ledger) do(ctx context.Context, now time.Time, op ledger.Operation, before bool) (e ledger.Entry, err error) {
	err = l.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		e, err = l.transact(ctx, tx, now, op, before)
		return err
	})
	return e, err
}

// transact is the whole design. before says whether to look whether the
// operation was done before.
func (l *Ledger) transact(
	ctx context.Context, tx *sqldb.Tx, now time.Time, op ledger.Operation, before bool,
) (ledger.Entry, error) {
	p := &ledger.Page{Now: now, Accounts: map[string]ledger.Account{}, Entries: map[string]ledger.Entry{}}
	account := op.Account
	if op.Ends() {
		hold, made, err := find(ctx, tx, op.HoldKey())
		if err != nil {
			return ledger.Entry{}, err
		}
		account = ledger.Void
		if made {
			account, p.Entries[hold.Key] = hold.Account, hold
		}
	}
	a, opened, err := lock(ctx, tx, account)
	if err != nil {
		return ledger.Entry{}, err
	}
	p.Accounts[account] = a
	if before {
		if err := l.lookUp(ctx, tx, p, op); err != nil {
			return ledger.Entry{}, err
		}
	}
	e, err := p.Apply(op)
	if err != nil || len(p.Added) == 0 {
		return e, err
	}
	return e, l.keep(ctx, tx, e, p.Accounts[account], opened)
}

func (l *Ledger) lookUp(ctx context.Context, tx *sqldb.Tx, p *ledger.Page, op ledger.Operation) error {
	keys := []string{op.Key}
	if op.Ends() {
		keys = append(keys, op.HoldKey())
	}
	for _, key := range keys {
		e, found, err := find(ctx, tx, key)
		if err != nil {
			return err
		}
		if found {
			p.Entries[key] = e
		}
	}
	return nil
}
