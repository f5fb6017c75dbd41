package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

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
		auditor := ledger.NewAuditor(heads)
		err = replay(ctx, tx, auditor)
		if err == nil {
			err = auditor.Close()
		}
		if err == nil {
			err = charges(ctx, tx, auditor)
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

// charges has the refunds compared with what was charged. There are few.
func charges(ctx context.Context, tx *sqldb.Tx, auditor *ledger.Auditor) error {
	all := map[string]ledger.Entry{}
	for keys := range slices.Chunk(auditor.ChargeKeys(), 1000) {
		some, err := entriesByKey(ctx, tx, keys)
		if err != nil {
			return fmt.Errorf("read charges: %w", err)
		}
		maps.Copy(all, some)
	}
	return auditor.Charges(all)
}
