package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

const (
	accountColumns = `account_id, seq, balance, held, spent, hash`
	entryColumns   = `account_id, seq, id, op_key, kind, amount, balance, held, reference, reason, expires_us, created_us,
		fingerprint, hash, sealed`
)

// row is what a query gives: *sql.Row or *sql.Rows.
type row interface{ Scan(into ...any) error }

func scanAccount(r row) (a ledger.Account, err error) {
	var hash []byte
	err = r.Scan(&a.ID, &a.Seq, &a.Balance, &a.Held, &a.Spent, &hash)
	copy(a.Hash[:], hash)
	return a, err
}

func scanEntry(r row) (e ledger.Entry, err error) {
	var expires, created int64
	var fingerprint, hash, sealed []byte
	err = r.Scan(&e.Account, &e.Seq, &e.ID, &e.Key, &e.Kind, &e.Amount, &e.Balance, &e.Held,
		&e.Reference, &e.Reason, &expires, &created, &fingerprint, &hash, &sealed)
	if expires != 0 {
		e.Expires = sqldb.Time(expires)
	}
	e.At = sqldb.Time(created)
	copy(e.Fingerprint[:], fingerprint)
	copy(e.Hash[:], hash)
	e.Sealed = string(sealed)
	return e, err
}

func scanAll[T any](rows *sql.Rows, scan func(row) (T, error)) (all []T, err error) {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// lockAccounts returns the accounts, which must be sorted, by id; those that are
// not there as new ones.
func lockAccounts(ctx context.Context, tx *sqldb.Tx, ids []string) (map[string]ledger.Account, error) {
	all := make(map[string]ledger.Account, len(ids))
	if len(ids) == 0 {
		return all, nil
	}
	rows, err := tx.Query(ctx, `SELECT `+accountColumns+` FROM accounts WHERE account_id IN (`+marks(len(ids))+`)
		ORDER BY account_id`+tx.ForUpdate(), anys(ids)...)
	if err != nil {
		return nil, err
	}
	found, err := scanAll(rows, scanAccount)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		all[id] = ledger.Account{ID: id}
	}
	for _, a := range found {
		all[a.ID] = a
	}
	return all, nil
}

// holdsByKey returns of each hold what it takes to end it.
func holdsByKey(ctx context.Context, tx *sqldb.Tx, keys []string) (map[string]ledger.Entry, error) {
	all := make(map[string]ledger.Entry, len(keys))
	if len(keys) == 0 {
		return all, nil
	}
	rows, err := tx.Query(ctx, `SELECT op_key, account_id, amount, reference, created_us FROM entries
		WHERE op_key IN (`+marks(len(keys))+`) AND kind = ?`, append(anys(keys), string(ledger.Hold))...)
	if err != nil {
		return nil, err
	}
	found, err := scanAll(rows, func(r row) (ledger.Entry, error) {
		e, created := ledger.Entry{Kind: ledger.Hold}, int64(0)
		err := r.Scan(&e.Key, &e.Account, &e.Amount, &e.Reference, &created)
		e.At = sqldb.Time(created)
		return e, err
	})
	for _, e := range found {
		all[e.Key] = e
	}
	return all, err
}

func entriesByKey(ctx context.Context, tx *sqldb.Tx, keys []string) (map[string]ledger.Entry, error) {
	all := make(map[string]ledger.Entry, len(keys))
	if len(keys) == 0 {
		return all, nil
	}
	rows, err := tx.Query(ctx, `SELECT `+entryColumns+` FROM entries WHERE op_key IN (`+marks(len(keys))+`)`, anys(keys)...)
	if err != nil {
		return nil, err
	}
	found, err := scanAll(rows, scanEntry)
	for _, e := range found {
		all[e.Key] = e
	}
	return all, err
}

// Account implements ledger.Store.
func (s *Store) Account(ctx context.Context, id string) (ledger.Account, error) {
	a, err := scanAccount(s.db.QueryRow(ctx, `SELECT `+accountColumns+` FROM accounts WHERE account_id = ?`, id))
	if sqldb.IsNoRow(err) {
		return ledger.Account{ID: id}, nil
	}
	if err != nil {
		return ledger.Account{}, fmt.Errorf("read an account: %w", err)
	}
	return a, nil
}

// Entries implements ledger.Store.
func (s *Store) Entries(ctx context.Context, l ledger.Listing) ([]ledger.Entry, error) {
	query, args := `SELECT `+entryColumns+` FROM entries WHERE account_id = ?`, []any{l.Account}
	if l.Before > 0 {
		query, args = query+` AND seq < ?`, append(args, l.Before)
	}
	if l.Kind != "" {
		query, args = query+` AND kind = ?`, append(args, string(l.Kind))
	}
	rows, err := s.db.Query(ctx, query+` ORDER BY seq DESC LIMIT ?`, append(args, l.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	entries, err := scanAll(rows, scanEntry)
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	return entries, nil
}

// Expired implements ledger.Store. Having found nothing it knows that nothing
// older is left, and does not look there again; the first time it looks at all.
func (s *Store) Expired(ctx context.Context, now time.Time) ([]string, error) {
	until := sqldb.Micros(now)
	since := max(0, min(s.swept.Load(), until)-sweptAgain.Microseconds())
	rows, err := s.db.Query(ctx, `SELECT h.op_key FROM entries h
		LEFT JOIN entries e ON e.op_key = CONCAT(?, SUBSTR(h.op_key, ?))
		WHERE h.expires_us > ? AND h.expires_us <= ? AND e.op_key IS NULL ORDER BY h.expires_us LIMIT ?`,
		ledger.EndPrefix, len(ledger.HoldPrefix)+1, since, until, expiredBatch)
	if err != nil {
		return nil, fmt.Errorf("find expired reservations: %w", err)
	}
	names, err := scanAll(rows, func(r row) (name string, err error) {
		err = r.Scan(&name)
		return strings.TrimPrefix(name, ledger.HoldPrefix), err
	})
	if err != nil {
		return nil, fmt.Errorf("find expired reservations: %w", err)
	}
	if len(names) == 0 {
		s.swept.Store(until)
	}
	return names, nil
}
