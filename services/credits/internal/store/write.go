package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// keep writes what was added to a page: entries, heads and what is to be
// announced. Each is one statement, however large the group, and all go with the
// commit.
func (s *Store) keep(tx *sqldb.Tx, ops []ledger.Operation, p *ledger.Page) error {
	addEntries(tx, p.Added)
	replaceHeads(tx, p)
	return s.enqueue(tx, ops, p.Added)
}

func addEntries(tx *sqldb.Tx, entries []ledger.Entry) {
	const columns = 15
	args := make([]any, 0, columns*len(entries))
	for n := range entries {
		e := &entries[n] // no copy: args point into it
		args = append(args, e.Account, e.Seq, e.ID, e.Key, string(e.Kind), e.Amount, e.Balance, e.Held,
			e.Reference, e.Reason, orZero(e.Expires), sqldb.Micros(e.At), e.Fingerprint[:], e.Hash[:], orNone(e.Sealed))
	}
	tx.Finally(`INSERT INTO entries (`+entryColumns+`) VALUES `+rowsOf(columns, len(entries)), args...)
}

func replaceHeads(tx *sqldb.Tx, p *ledger.Page) {
	changed := map[string]bool{}
	for _, e := range p.Added {
		changed[e.Account] = true
	}
	const columns = 6
	args := make([]any, 0, columns*len(changed))
	for _, id := range slices.Sorted(maps.Keys(changed)) {
		a := p.Accounts[id]
		args = append(args, a.ID, a.Seq, a.Balance, a.Held, a.Spent, a.Hash[:])
	}
	tx.Finally(`REPLACE INTO accounts (`+accountColumns+`) VALUES `+rowsOf(columns, len(changed)), args...)
}

// enqueue announces each entry within the trace of who caused it.
func (s *Store) enqueue(tx *sqldb.Tx, ops []ledger.Operation, entries []ledger.Entry) error {
	traces := make(map[string]string, len(ops))
	for _, op := range ops {
		traces[op.ID] = op.Trace
	}
	var all []sqldb.Traced
	for n := range entries {
		e := &entries[n]
		messages, err := s.announce(*e)
		if err != nil {
			return fmt.Errorf("announce: %w", err)
		}
		for _, m := range messages {
			all = append(all, sqldb.Traced{Message: m, Trace: traces[e.ID]})
		}
	}
	tx.EnqueueTraced(all...)
	return nil
}

// orNone is the bytes of s, as they are.
func orNone(s string) any {
	if s == "" {
		return nil
	}
	return []byte(s)
}

func orZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return sqldb.Micros(t)
}

// rowsOf is the placeholders of n rows.
func rowsOf(columns, n int) string {
	return strings.Repeat(", ("+marks(columns)+")", n)[2:]
}
