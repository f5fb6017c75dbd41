// Package textbook writes the ledger as a textbook would: one transaction for
// each operation, which locks its account with SELECT ... FOR UPDATE, decides,
// writes and commits, statement by statement. It keeps the same book, by the same
// rules, as the store; only what comes at the same time is not written together.
//
// Nothing in the product uses it. It is what the product's way of writing is
// compared with, so its promise is to do no more than it must: no statement that
// the book does not need, none prepared in a round trip of its own, and a key is
// looked up only when it turns out taken. It knows no refunds.
package textbook

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// Announce returns what is to be published of an entry.
type Announce func(ledger.Entry) ([]contract.Message, error)

// Ledger does operations one at a time.
type Ledger struct {
	db       *sql.DB
	announce Announce
}

// New returns the ledger in db, a MariaDB which must have the store's schema.
func New(db *sql.DB, announce Announce) *Ledger { return &Ledger{db: db, announce: announce} }

// tries is how often an operation is done again for what others wrote meanwhile.
const tries = 8

// Do does an operation, once. Asked again it gives the first answer.
func (l *Ledger) Do(ctx context.Context, now time.Time, op ledger.Operation) (e ledger.Entry, err error) {
	before := false
	for range tries {
		e, err = l.do(ctx, now, op, before)
		// What is refused may have been done before: then that is the answer.
		again := errors.Is(err, ledger.ErrStale) || sqldb.IsDuplicate(err) || isDeadlock(err) || !before && isRefused(err)
		if !again {
			break
		}
		before = before || !isDeadlock(err)
	}
	return e, err
}

func isRefused(err error) bool {
	return sqldb.IsRefused(err) || errors.Is(err, ledger.ErrInsufficient) || errors.Is(err, ledger.ErrFull) ||
		errors.Is(err, ledger.ErrTooSmall)
}

func isDeadlock(err error) bool {
	e, ok := errors.AsType[*mysql.MySQLError](err)
	return ok && (e.Number == 1213 || e.Number == 1205)
}

func (l *Ledger) do(ctx context.Context, now time.Time, op ledger.Operation, before bool) (ledger.Entry, error) {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return ledger.Entry{}, fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	e, err := l.transact(ctx, tx, now, op, before)
	if err != nil {
		return ledger.Entry{}, err
	}
	return e, tx.Commit()
}

// transact is the whole design. before says whether to look whether the
// operation was done before.
func (l *Ledger) transact(
	ctx context.Context, tx *sql.Tx, now time.Time, op ledger.Operation, before bool,
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

func (l *Ledger) lookUp(ctx context.Context, tx *sql.Tx, p *ledger.Page, op ledger.Operation) error {
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
