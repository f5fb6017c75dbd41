package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/go-sql-driver/mysql"
)

// ErrUncertain is in the chain of an error after which nobody knows whether the
// transaction was committed. Who is idempotent asks again.
var ErrUncertain = errors.New("the connection broke before the answer came")

// Tx is a transaction.
type Tx struct {
	db       *DB
	work     work
	last     []statement
	enqueued bool
	failed   error // of a transaction inside this one
}

type current struct{ db *DB }

func (db *DB) current(ctx context.Context) *Tx {
	tx, _ := ctx.Value(current{db}).(*Tx)
	return tx
}

// Tx commits what fn did, or none of it. After a deadlock, a lock that did not
// come or a lost connection it runs fn again from the start, so fn must be
// repeatable. The context fn gets belongs to the transaction: whatever reads or
// writes db with it takes part, and Tx with it joins.
func (db *DB) Tx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if outer := db.current(ctx); outer != nil {
		err := fn(ctx, outer)
		if err != nil && outer.failed == nil {
			outer.failed = err
		}
		return err
	}
	return retry(ctx, func() error { return db.once(ctx, fn) })
}

func (db *DB) once(ctx context.Context, fn func(context.Context, *Tx) error) error {
	begun, err := db.engine.begin(ctx, db.write)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer begun.end(ctx)
	ctx, leave := context.WithCancel(ctx)
	defer leave() // closes rows that were left open

	tx := &Tx{db: db, work: begun}
	if err := fn(context.WithValue(ctx, current{db}, tx), tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return fmt.Errorf("a transaction inside this one failed: %w", tx.failed)
	}
	if err := begun.commit(ctx, tx.last); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if tx.enqueued {
		db.rouse()
	}
	return nil
}

// Snapshot gives fn a transaction that only reads, and reads all as of one
// moment, whatever is written meanwhile.
func (db *DB) Snapshot(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	begun, err := db.read.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = begun.Rollback() }()
	tx := &Tx{db: db, work: stepwise{begun}}
	return fn(context.WithValue(ctx, current{db}, tx), tx)
}

// uncertain marks the errors that say nothing about the outcome of what they
// are of. A driver.ErrBadConn does: nothing was sent.
func uncertain(err error) error {
	if errors.Is(err, mysql.ErrInvalidConn) {
		// Without the chain of err, or it would be taken for one to try again.
		return fmt.Errorf("%w: %s", ErrUncertain, err.Error())
	}
	return err
}

// Exec runs a statement.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return tx.work.ExecContext(ctx, one(query), args...)
}

// Finally runs a statement when everything else is done, as part of the commit:
// together they cost one round trip. What it fails with, Tx returns.
func (tx *Tx) Finally(query string, args ...any) {
	tx.last = append(tx.last, statement{one(query), args})
}

// Query reads; the rows must be closed before the next statement.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.work.QueryContext(ctx, one(query), args...)
}

// QueryRow is Query for one row.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return tx.work.QueryRowContext(ctx, one(query), args...)
}

// ForUpdate is that of the database.
func (tx *Tx) ForUpdate() string { return tx.db.ForUpdate() }
