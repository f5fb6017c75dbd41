// Package store keeps users, challenges, sessions and counts in SQL.
//
// Rows are locked in one order everywhere: counts as the caller lists them,
// then the challenge or session, then what belongs to it.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
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

// ErrUncertain is the fault of a change that may or may not have been made. All
// of ours may be asked for again.
var ErrUncertain = fault.New(fault.Unavailable, "outcome_unknown", "the database was lost at the last moment; try again").After(1)

// Store keeps what auth owns. It implements login.Store and session.Store.
type Store struct {
	db   *sqldb.DB
	keys Keys
}

// New returns the store in db, which must be migrated.
func New(db *sqldb.DB, keys Keys) *Store { return &Store{db: db, keys: keys} }

// errCollision stands for the database's own words, which quote the key: it may
// be an address.
var errCollision = errors.New("the same row was made by others again and again")

// collisions is how often a transaction may find that somebody has just made
// the row it was about to make.
const collisions = 8

// tx runs fn in a transaction. When a row was made by somebody else in the
// meantime, fn runs again and finds it.
func (s *Store) tx(ctx context.Context, doing string, fn func(context.Context, *sqldb.Tx) error) (err error) {
	for range collisions {
		if err = s.db.Tx(ctx, fn); !sqldb.IsDuplicate(err) {
			return explain(doing, err)
		}
	}
	return fmt.Errorf("%s: %w", doing, errCollision)
}

// explain says what was being done. Whether the database is away is seen from
// the error itself, but for a commit of which nobody knows how it went.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if errors.Is(err, sqldb.ErrUncertain) {
		return fmt.Errorf("%s: %w: %w", doing, ErrUncertain, err)
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

// flag stores a claim as one or zero.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
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
