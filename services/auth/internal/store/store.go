// Package store keeps users, challenges, sessions and counts in SQL.
//
// Rows are locked in one order everywhere: counts as the caller lists them,
// then the challenge or session, then what belongs to it.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the steps that build this store's schema.
func Migrations() fs.FS {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// ErrAway is the fault of a database that can't be reached.
var ErrAway = fault.New(fault.Unavailable, "auth_unavailable", "logging in is not possible at the moment; try again").After(2)

// Store keeps what auth owns. It implements login.Store and session.Store.
type Store struct{ db *sqldb.DB }

// New returns the store in db, which must be migrated.
func New(db *sqldb.DB) *Store { return &Store{db: db} }

// collisions is how often a transaction may find that somebody has just made
// the row it was about to make.
const collisions = 8

// tx runs fn in a transaction. When a row was made by somebody else in the
// meantime, fn runs again and finds it.
func (s *Store) tx(ctx context.Context, doing string, fn func(context.Context, *sqldb.Tx) error) (err error) {
	for range collisions {
		if err = s.db.Tx(ctx, fn); !sqldb.IsDuplicate(err) {
			break
		}
	}
	return explain(doing, err)
}

// explain says what went wrong: nothing, a fault of the rules, a database that
// is away, or a bug.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	_, network := errors.AsType[net.Error](err)
	if network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sqldb.ErrUncertain) {
		return fmt.Errorf("%s: %w: %w", doing, ErrAway, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// exactlyOne reports whether a statement found its row.
func exactlyOne(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// micros stores "never" as zero.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return sqldb.Micros(t)
}

// fromMicros is the inverse of micros.
func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return sqldb.Time(us)
}
