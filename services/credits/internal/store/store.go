// Package store keeps the ledger in SQL. It promises that a page is locked
// before it is read, so that what was decided on it is still true when it is
// written, whichever replica writes.
package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
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

const (
	rivalTries   = 8   // for what another replica wrote first
	expiredBatch = 100 // reservations released between two looks
)

// Announce returns what is to be published of an entry.
type Announce func(ledger.Entry) ([]contract.Message, error)

// Store is a ledger.Store over SQL.
type Store struct {
	db       *sqldb.DB
	announce Announce
}

var _ ledger.Store = (*Store)(nil)

// New returns the store in db, which must be migrated.
func New(db *sqldb.DB, announce Announce) *Store { return &Store{db: db, announce: announce} }

// Write implements ledger.Store. Rows are locked in the order of their keys, so
// replicas queue up and don't deadlock; should two of them write the same
// sequence or operation all the same, the keys refuse the second, which reads
// again.
func (s *Store) Write(ctx context.Context, now time.Time, ops []ledger.Operation, decide func(*ledger.Page) error) error {
	var err error
	for range rivalTries {
		err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
			return s.write(ctx, tx, now, ops, decide)
		})
		if !errors.Is(err, ledger.ErrStale) && !sqldb.IsDuplicate(err) {
			break
		}
	}
	if sqldb.IsRefused(err) {
		return fmt.Errorf("%w: %w", ledger.ErrRefused, err)
	}
	return err
}

func (s *Store) write(
	ctx context.Context, tx *sqldb.Tx, now time.Time, ops []ledger.Operation, decide func(*ledger.Page) error,
) error {
	owners, err := owners(ctx, tx, ops)
	if err != nil {
		return fmt.Errorf("find reservations: %w", err)
	}
	p := &ledger.Page{Now: now}
	if p.Accounts, err = lockAccounts(ctx, tx, owners); err != nil {
		return fmt.Errorf("lock accounts: %w", err)
	}
	// Only now: a key that a rival took before the lock was ours must be seen.
	if p.Entries, err = entriesByKey(ctx, tx, keys(ops)); err != nil {
		return fmt.Errorf("look up operations: %w", err)
	}
	if err := decide(p); err != nil {
		return err
	}
	if len(p.Added) == 0 {
		return nil
	}
	return s.keep(ctx, tx, ops, p)
}

// owners returns the accounts that ops are about, in order.
func owners(ctx context.Context, tx *sqldb.Tx, ops []ledger.Operation) ([]string, error) {
	all, holds := map[string]bool{}, []string{}
	for _, op := range ops {
		if op.Ends() {
			holds = append(holds, op.HoldKey())
		} else {
			all[op.Account] = true
		}
	}
	known, err := holders(ctx, tx, holds)
	if err != nil {
		return nil, err
	}
	for _, op := range ops {
		switch account, made := known[op.HoldKey()]; {
		case !op.Ends():
		case made:
			all[account] = true
		case op.Kind == ledger.Release:
			all[ledger.Void] = true
		}
	}
	return slices.Sorted(maps.Keys(all)), nil
}

// holders returns the account of each hold that is in the book, by key.
func holders(ctx context.Context, tx *sqldb.Tx, holds []string) (map[string]string, error) {
	known := map[string]string{}
	if len(holds) == 0 {
		return known, nil
	}
	rows, err := tx.Query(ctx, `SELECT op_key, account_id FROM entries WHERE op_key IN (`+marks(len(holds))+`)`, anys(holds)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key, account string
		if err := rows.Scan(&key, &account); err != nil {
			return nil, err
		}
		known[key] = account
	}
	return known, rows.Err()
}

func keys(ops []ledger.Operation) (all []string) {
	for _, op := range ops {
		all = append(all, op.Key)
		if op.Ends() {
			all = append(all, op.HoldKey())
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// marks is n placeholders.
func marks(n int) string { return strings.Repeat(", ?", n)[2:] }

func anys(texts []string) []any {
	all := make([]any, len(texts))
	for i, s := range texts {
		all[i] = s
	}
	return all
}
