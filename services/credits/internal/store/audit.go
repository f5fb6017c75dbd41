package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// auditBatch is how many accounts are audited at a time: what an audit needs of
// memory does not depend on how large the book is.
const auditBatch = 1000

// Audit implements ledger.Store.
func (s *Store) Audit(ctx context.Context) (report ledger.Report, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		auditor := ledger.NewAuditor()
		err := replayAll(ctx, tx, auditor)
		if err == nil {
			err = charges(ctx, tx, auditor)
		}
		report = auditor.Report()
		return err
	})
	return report, err
}

func replayAll(ctx context.Context, tx *sqldb.Tx, auditor *ledger.Auditor) error {
	for after, more := "", true; more; {
		heads, err := headsAfter(ctx, tx, after)
		if err != nil {
			return fmt.Errorf("read heads: %w", err)
		}
		auditor.Expect(heads)
		where, args := `WHERE account_id > ?`, []any{after}
		if more = len(heads) == auditBatch; more { // else whatever is left has no head
			after = heads[auditBatch-1].ID
			where, args = where+` AND account_id <= ?`, append(args, after)
		}
		if err := replay(ctx, tx, auditor, where, args...); err != nil {
			return err
		}
		if err := auditor.Close(); err != nil {
			return err
		}
	}
	return nil
}

func headsAfter(ctx context.Context, tx *sqldb.Tx, after string) ([]ledger.Account, error) {
	rows, err := tx.Query(ctx, `SELECT `+accountColumns+` FROM accounts WHERE account_id > ? ORDER BY account_id LIMIT ?`, after, auditBatch)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, scanAccount)
}

func replay(ctx context.Context, tx *sqldb.Tx, auditor *ledger.Auditor, where string, args ...any) error {
	rows, err := tx.Query(ctx, `SELECT `+entryColumns+` FROM entries `+where+` ORDER BY account_id, seq`, args...)
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
