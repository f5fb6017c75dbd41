package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

// ErrNoUser is the fault of a token whose user is gone.
var ErrNoUser = fault.New(fault.Unauthenticated, "user_gone", "this account does not exist any more")

// User returns the user of that id.
func (s *Store) User(ctx context.Context, id string) (user.User, error) {
	r, err := s.account(ctx, id)
	if err != nil {
		return user.User{}, err
	}
	return s.reveal(ctx, r)
}

func (s *Store) account(ctx context.Context, id string) (row, error) {
	r, err := scanAccount(s.db.QueryRow(ctx, selectAccount+` WHERE id = ?`, id))
	if sqldb.IsNoRow(err) {
		return row{}, ErrNoUser
	}
	return r, explain("load a user", err)
}

// querier is a transaction, or none.
type querier interface {
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
}

func accountOf(ctx context.Context, q querier, mailbox string) (r row, found bool, err error) {
	r, err = scanAccount(q.QueryRow(ctx, selectAccount+` WHERE mailbox = ?`, mailbox))
	if sqldb.IsNoRow(err) {
		return row{}, false, nil
	}
	if err != nil {
		return row{}, false, fmt.Errorf("load a user: %w", err)
	}
	return r, true, nil
}

// locked reports whether a user is still there, and keeps it there until the end
// of the transaction.
func locked(ctx context.Context, tx *sqldb.Tx, id string) (bool, error) {
	var found string
	err := tx.QueryRow(ctx, `SELECT id FROM accounts WHERE id = ?`+tx.ForUpdate(), id).Scan(&found)
	if sqldb.IsNoRow(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("lock a user: %w", err)
	}
	return true, nil
}

// register makes a user and announces it. If two are made of one address at
// once, the second is a duplicate, and its transaction finds the first.
func register(ctx context.Context, tx *sqldb.Tx, r row, mailbox, mark string) error {
	again, err := returning(ctx, tx, mark, sqldb.Time(r.created))
	if err != nil {
		return err
	}
	announcement, err := registered(r, again)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO accounts (id, mailbox, sealed, created_us) VALUES (?, ?, ?, ?)`,
		r.id, mailbox, r.sealed, r.created)
	if err != nil {
		return fmt.Errorf("insert user: %w", err)
	}
	return tx.Enqueue(ctx, announcement)
}
