package store

import (
	"context"
	"maps"
	"slices"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// usedDays is how many days' counts are kept.
const usedDays = 2

// lockUsed returns what was used of today by the accounts, which are locked, and
// by all together; nothing where no operation is capped. Always after the
// accounts: so replicas queue up and don't deadlock.
func lockUsed(ctx context.Context, tx *sqldb.Tx, g group, accounts map[string]ledger.Account) (map[string]int64, error) {
	all := map[string]int64{}
	if !g.capped() {
		return all, nil
	}
	ids := append([]string{ledger.House}, slices.Sorted(maps.Keys(accounts))...)
	rows, err := tx.Query(ctx, `SELECT account_id, used FROM used_of_day WHERE day_us = ? AND account_id IN (`+marks(len(ids))+`)
		ORDER BY account_id`+tx.ForUpdate(), append([]any{sqldb.Micros(ledger.Day(g.now))}, anys(ids)...)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		var used int64
		if err := rows.Scan(&id, &used); err != nil {
			return nil, err
		}
		all[id] = used
	}
	return all, rows.Err()
}

// keepUsed writes what a page changed of the counts that were read. New rows are
// inserted, never replaced: where a rival was first, the key refuses them and
// the page is read again.
func keepUsed(tx *sqldb.Tx, g group, before, after map[string]int64) {
	if !g.capped() {
		return
	}
	day := sqldb.Micros(ledger.Day(g.now))
	var added, changed []any
	for _, id := range slices.Sorted(maps.Keys(after)) {
		switch old, known := before[id]; {
		case !known:
			added = append(added, day, id, after[id])
		case old != after[id]:
			changed = append(changed, day, id, after[id])
		}
	}
	for verb, args := range map[string][]any{"INSERT": added, "REPLACE": changed} {
		if len(args) > 0 {
			tx.Finally(verb+` INTO used_of_day (day_us, account_id, used) VALUES `+rowsOf(3, len(args)/3), args...)
		}
	}
	if _, known := before[ledger.House]; known || len(added) == 0 {
		return
	}
	old := sqldb.Micros(ledger.Day(g.now).AddDate(0, 0, -usedDays))
	tx.Finally(`DELETE FROM used_of_day WHERE day_us < ?`, old)
}

func (g group) capped() bool {
	return slices.ContainsFunc(g.ops, func(op ledger.Operation) bool { return op.Caps.Bound() })
}
