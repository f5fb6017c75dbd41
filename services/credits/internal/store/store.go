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
	"sync/atomic"
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

	// sweptAgain is more than the clocks of replicas differ and a hold takes to be
	// committed: one that expires within that time may turn up late.
	sweptAgain = time.Minute
)

// Announce returns what is to be published of an entry.
type Announce func(ledger.Entry) ([]contract.Message, error)

// Store is a ledger.Store over SQL.
type Store struct {
	db       *sqldb.DB
	announce Announce
	swept    atomic.Int64 // until when no hold is open, in microseconds
}

var _ ledger.Store = (*Store)(nil)

// New returns the store in db, which must be migrated.
func New(db *sqldb.DB, announce Announce) *Store { return &Store{db: db, announce: announce} }

// group is what is written in one transaction.
type group struct {
	now    time.Time
	ops    []ledger.Operation
	decide func(*ledger.Page) error
	used   map[string]int64 // of the day, before
}

func (g group) room() []ledger.Entry { return make([]ledger.Entry, 0, len(g.ops)) }

// Write implements ledger.Store. Rows are locked in the order of their keys, so
// replicas queue up and don't deadlock; should two of them write the same
// sequence or operation all the same, the keys refuse the second, which reads
// again.
//
// Hardly any operation has been done before, so at first nobody looks: the key
// of one that has been is refused too. Only then are all keys looked up.
func (s *Store) Write(ctx context.Context, now time.Time, ops []ledger.Operation, decide func(*ledger.Page) error) error {
	var err error
	g := group{now: now, ops: ops, decide: decide}
	for n := range rivalTries {
		blind := n == 0
		err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error { return s.write(ctx, tx, g, blind) })
		// What breaks a rule of the database may do so for resting on a blind page.
		again := errors.Is(err, ledger.ErrStale) || sqldb.IsDuplicate(err) || blind && sqldb.IsRefused(err)
		if !again {
			break
		}
	}
	if sqldb.IsRefused(err) {
		return fmt.Errorf("%w: %w", ledger.ErrRefused, err)
	}
	return err
}

func (s *Store) write(ctx context.Context, tx *sqldb.Tx, g group, blind bool) error {
	holds, err := holdsByKey(ctx, tx, holdKeys(g.ops))
	if err != nil {
		return fmt.Errorf("find reservations: %w", err)
	}
	accounts, err := lockAccounts(ctx, tx, owners(g.ops, holds))
	if err != nil {
		return fmt.Errorf("lock accounts: %w", err)
	}
	used, err := lockUsed(ctx, tx, g, accounts)
	if err != nil {
		return fmt.Errorf("lock the use of the day: %w", err)
	}
	g.used = maps.Clone(used)
	if blind {
		p := &ledger.Page{Now: g.now, Accounts: maps.Clone(accounts), Entries: holds, Used: maps.Clone(used), Added: g.room(), Blind: true}
		if err := s.fill(tx, g, p); !errors.Is(err, ledger.ErrStale) {
			return err
		}
	}
	// Only now: a key that a rival took before the lock was ours must be seen.
	p := &ledger.Page{Now: g.now, Accounts: accounts, Used: used, Added: g.room()}
	if p.Entries, err = entriesByKey(ctx, tx, keys(g.ops)); err != nil {
		return fmt.Errorf("look up operations: %w", err)
	}
	if p.Refunded, err = refunded(ctx, tx, g.ops, p.Entries); err != nil {
		return fmt.Errorf("add up refunds: %w", err)
	}
	return s.fill(tx, g, p)
}

// fill has a page decided on and keeps what that added.
func (s *Store) fill(tx *sqldb.Tx, g group, p *ledger.Page) error {
	if err := g.decide(p); err != nil || len(p.Added) == 0 {
		return err
	}
	keepUsed(tx, g, g.used, p.Used)
	return s.keep(tx, g.ops, p)
}

func holdKeys(ops []ledger.Operation) (all []string) {
	for _, op := range ops {
		if op.Follows() {
			all = append(all, op.HoldKey())
		}
	}
	return all
}

// owners returns the accounts that ops are about, in order.
func owners(ops []ledger.Operation, holds map[string]ledger.Entry) []string {
	all := map[string]bool{}
	for _, op := range ops {
		switch hold, made := holds[op.HoldKey()]; {
		case !op.Follows():
			all[op.Account] = true
		case made:
			all[hold.Account] = true
		case op.Kind == ledger.Release:
			all[ledger.Void] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func keys(ops []ledger.Operation) (all []string) {
	for _, op := range ops {
		all = append(all, op.Key)
		if op.Follows() {
			all = append(all, op.HoldKey(), op.EndKey())
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
