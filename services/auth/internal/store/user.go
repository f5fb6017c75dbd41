package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/address"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

// ErrNoUser is the fault of a token whose user is gone.
var ErrNoUser = fault.New(fault.Unauthenticated, "user_gone", "this account does not exist any more")

const selectUser = `SELECT id, email, name, locale, created_us FROM users`

// User returns the user of that id.
func (s *Store) User(ctx context.Context, id string) (user.User, error) {
	u, err := scanUser(s.db.QueryRow(ctx, selectUser+` WHERE id = ?`, id))
	if sqldb.IsNoRow(err) {
		return user.User{}, ErrNoUser
	}
	return u, explain("load a user", err)
}

func userByEmail(ctx context.Context, tx *sqldb.Tx, email address.Address) (u user.User, found bool, err error) {
	u, err = scanUser(tx.QueryRow(ctx, selectUser+` WHERE email = ?`, string(email)))
	if sqldb.IsNoRow(err) {
		return user.User{}, false, nil
	}
	if err != nil {
		return user.User{}, false, fmt.Errorf("load a user: %w", err)
	}
	return u, true, nil
}

// locked reports whether a user is still there, and keeps it there until the end
// of the transaction.
func locked(ctx context.Context, tx *sqldb.Tx, id string) (bool, error) {
	var found string
	err := tx.QueryRow(ctx, `SELECT id FROM users WHERE id = ?`+tx.ForUpdate(), id).Scan(&found)
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
func register(ctx context.Context, tx *sqldb.Tx, u user.User, mark string) error {
	again, err := returning(ctx, tx, mark, u.CreatedAt)
	if err != nil {
		return err
	}
	announcement, err := registered(u, again)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO users (id, email, name, locale, created_us) VALUES (?, ?, ?, ?, ?)`,
		u.ID, string(u.Email), u.Name, u.Locale, sqldb.Micros(u.CreatedAt))
	if err != nil {
		return fmt.Errorf("insert user: %w", err)
	}
	return tx.Enqueue(ctx, announcement)
}

func scanUser(row *sql.Row) (u user.User, err error) {
	var created int64
	err = row.Scan(&u.ID, &u.Email, &u.Name, &u.Locale, &created)
	u.CreatedAt = sqldb.Time(created)
	return u, err
}
