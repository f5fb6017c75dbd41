package store

import (
	"context"
	"fmt"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// refunded adds up what was given back so far of each reservation that ops want
// to refund. A refund comes after its charge, so only what follows that is read;
// no index finds the rows by what they are about, because refunds are rare and
// each index costs every entry.
func refunded(
	ctx context.Context, tx *sqldb.Tx, ops []ledger.Operation, entries map[string]ledger.Entry,
) (map[string]int64, error) {
	all := map[string]int64{}
	for _, op := range ops {
		if op.Kind != ledger.Refund {
			continue
		}
		charge := entries[op.EndKey()] // where it is not charged yet, nothing was given back
		var sum int64
		err := tx.QueryRow(ctx, `SELECT COALESCE(SUM(amount), 0) FROM entries
			WHERE account_id = ? AND seq > ? AND kind = ? AND reference = ?`,
			charge.Account, charge.Seq, string(ledger.Refund), op.Name).Scan(&sum)
		if err != nil {
			return nil, fmt.Errorf("of %s: %w", op.Name, err)
		}
		all[op.Name] = sum
	}
	return all, nil
}
