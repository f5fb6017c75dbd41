package store

import (
	"context"
	"fmt"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// Audit implements ledger.Store.
func (s *Store) Audit(ctx context.Context) (report ledger.Report, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		heads, err := heads(ctx, tx)
		if err != nil {
			return fmt.Errorf("read heads: %w", err)
		}
		listed, err := listedHolds(ctx, tx)
		if err != nil {
			return fmt.Errorf("read open reservations: %w", err)
		}
		auditor := ledger.NewAuditor(heads, listed)
		err = replay(ctx, tx, auditor)
		if err == nil {
			err = auditor.Close()
		}
		report = auditor.Report()
		return err
	})
	return report, err
}

func heads(ctx context.Context, tx *sqldb.Tx) (map[string]ledger.Account, error) {
	rows, err := tx.Query(ctx, `SELECT `+accountColumns+` FROM accounts`)
	if err != nil {
		return nil, err
	}
	found, err := scanAll(rows, scanAccount)
	all := make(map[string]ledger.Account, len(found))
	for _, a := range found {
		all[a.ID] = a
	}
	return all, err
}

// listedHolds returns the open holds, by name, as far as the list knows them.
func listedHolds(ctx context.Context, tx *sqldb.Tx) (map[string]ledger.Entry, error) {
	rows, err := tx.Query(ctx, `SELECT name, account_id, amount, expires_us FROM open_holds`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := map[string]ledger.Entry{}
	for rows.Next() {
		var name string
		var e ledger.Entry
		var expires int64
		if err := rows.Scan(&name, &e.Account, &e.Amount, &expires); err != nil {
			return nil, err
		}
		e.Expires = sqldb.Time(expires)
		all[name] = e
	}
	return all, rows.Err()
}

func replay(ctx context.Context, tx *sqldb.Tx, auditor *ledger.Auditor) error {
	rows, err := tx.Query(ctx, `SELECT `+entryColumns+` FROM entries ORDER BY account_id, seq`)
	if err != nil {
		return fmt.Errorf("read entries: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return fmt.Errorf("read entries: %w", err)
		}
		if err := auditor.Entry(e); err != nil {
			return err
		}
	}
	return rows.Err()
}
