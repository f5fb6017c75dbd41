package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

// book are the tables that make up the ledger, and their keys.
var book = map[string][]string{
	"entries":          {"account_id", "seq"},
	"accounts":         {"account_id"},
	"checkpoints":      {"n"},
	"checkpoint_heads": {"n", "account_id"},
}

// sealed is a store whose book is sealed, and may be tampered with.
type sealed struct {
	replica
	notary *ledger.Notary
}

func openSealed(t *testing.T, dsn string) sealed {
	t.Helper()
	r := open(t, dsn)
	keys, err := ledger.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	seals := store.NewSeals(r.db, func(c ledger.Checkpoint) (contract.Message, error) {
		return creditsv1.Checkpointed.Message(c.Witness().String(), creditsv1.CheckpointedFact{N: c.N})
	})
	s := sealed{replica: r, notary: &ledger.Notary{Seals: seals, Keys: keys, Now: time.Now}}
	for _, account := range []string{"jane", "joe"} {
		r.do(t, grant(account, "g-"+account, 100))
		r.do(t, reserve(account, "a-"+account, 40))
	}
	s.seal(t)
	for _, account := range []string{"jane", "joe"} {
		r.do(t, settle("a-"+account, 30))
	}
	r.do(t, reserve("joe", "b-joe", 10))
	r.enter(t, adjust("jane", "c-jane", 1, ledger.Up), nil)
	s.seal(t)
	for _, table := range []string{"entries", "checkpoints", "checkpoint_heads"} {
		for _, change := range []string{"updated", "deleted"} {
			s.exec(t, "DROP TRIGGER "+table+"_are_not_"+change)
		}
	}
	return s
}

func (s sealed) seal(t *testing.T) {
	t.Helper()
	if made, err := s.notary.Seal(t.Context()); err != nil || len(made) != 1 {
		t.Fatalf("sealed %d times: %v", len(made), err)
	}
}

func (s sealed) exec(t *testing.T, query string, args ...any) {
	t.Helper()
	if _, err := s.db.Exec(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// broken is what the audit finds.
func (s sealed) broken(t *testing.T) error {
	t.Helper()
	_, err := s.Store.Audit(t.Context())
	if err == nil {
		_, err = s.notary.Check(t.Context(), ledger.Witness{})
	}
	if _, ok := errors.AsType[*ledger.BrokenError](err); err != nil && !ok {
		t.Fatal(err)
	}
	return err
}

// content returns the names of the columns of a table and its rows. A column that
// is added later is in it.
func (s sealed) content(t *testing.T, table string) (columns []string, rows [][]any) {
	t.Helper()
	found, err := s.db.Query(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = found.Close() }()
	if columns, err = found.Columns(); err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for n := range values {
			into[n] = &values[n]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, values)
	}
	return columns, rows
}

func TestNoColumnOfAnyRowCanBeChangedUnseen(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		s := openSealed(t, dsn)
		if err := s.broken(t); err != nil {
			t.Fatalf("before anything is changed: %v", err)
		}
		changes := 0
		for table, keys := range book {
			columns, rows := s.content(t, table)
			for _, row := range rows {
				for n, column := range columns {
					changes++
					s.change(t, change{table: table, keys: keys, columns: columns, row: row, at: n})
					if t.Failed() {
						t.Fatalf("%s.%s", table, column)
					}
				}
			}
		}
		if err := s.broken(t); err != nil || changes < 140 {
			t.Errorf("after %d changes, all taken back: %v", changes, err)
		}
	})
}

// change is one value of one row.
type change struct {
	table         string
	keys, columns []string
	row           []any
	at            int
}

// change changes a value, has that found, and takes it back.
func (s sealed) change(t *testing.T, c change) {
	t.Helper()
	changed := append([]any(nil), c.row...)
	changed[c.at] = other(c.row[c.at])
	set := fmt.Sprintf("UPDATE %s SET %s = ? WHERE ", c.table, c.columns[c.at])
	where, was := c.where(c.row)
	if _, err := s.db.Exec(t.Context(), set+where, append([]any{changed[c.at]}, was...)...); err != nil {
		return // the database itself refuses it
	}
	if err := s.broken(t); err == nil {
		t.Errorf("%s.%s of %v was changed to %v unseen", c.table, c.columns[c.at], c.row, changed[c.at])
	}
	where, is := c.where(changed)
	s.exec(t, set+where, append([]any{c.row[c.at]}, is...)...)
}

func (c change) where(row []any) (string, []any) {
	var parts []string
	var values []any
	for n, column := range c.columns {
		for _, key := range c.keys {
			if column == key {
				parts, values = append(parts, column+" = ?"), append(values, row[n])
			}
		}
	}
	return strings.Join(parts, " AND "), values
}

// other is a value of the same kind that is not v.
func other(v any) any {
	switch v := v.(type) {
	case int64:
		return v + 1
	case string:
		return v + "x"
	case []byte:
		changed := append([]byte(nil), v...)
		if len(changed) == 0 {
			return []byte("x")
		}
		changed[0]++
		return changed
	default:
		return "x"
	}
}

func TestNoRowCanBeTakenAwayUnseen(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		s := openSealed(t, dsn)
		for table, keys := range book {
			columns, rows := s.content(t, table)
			marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
			for _, row := range rows {
				where, values := change{keys: keys, columns: columns}.where(row)
				s.exec(t, "DELETE FROM "+table+" WHERE "+where, values...)
				if err := s.broken(t); err == nil {
					t.Errorf("%v was taken from %s unseen", row, table)
				}
				s.exec(t, "INSERT INTO "+table+" ("+strings.Join(columns, ",")+") VALUES ("+marks+")", row...)
			}
		}
		if err := s.broken(t); err != nil {
			t.Errorf("all rows are back, and still: %v", err)
		}
	})
}

// Whoever cuts off the end of a chain can make its head agree, but not the seal.
func TestNoEndCanBeCutOffUnseen(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		s := openSealed(t, dsn)
		s.exec(t, `DELETE FROM entries WHERE account_id = 'joe' AND seq = 4`)
		s.exec(t, `UPDATE accounts SET seq = 3, balance = 70, held = 0, spent = 30,
			hash = (SELECT hash FROM entries WHERE account_id = 'joe' AND seq = 3) WHERE account_id = 'joe'`)

		_, err := s.Store.Audit(t.Context())
		sealed := s.broken(t)

		if err != nil || sealed == nil || !strings.HasPrefix(sealed.Error(), "entry joe/4: it is not what checkpoint 2 sealed") {
			t.Errorf("the chains: %v; the seals: %v; want only the seals to know of the end", err, sealed)
		}
	})
}
