package e2e

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/sartor-cv/sartor/libs/sqldb" // its driver and collation, to read the services' databases
)

func (s *sartor) data() string { return filepath.Join(s.dir, "data") }

func (s *sartor) databases(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(s.data(), "*.db"))
	if err != nil || len(all) != 5 {
		t.Fatalf("got databases %v, %v; want five", all, err)
	}
	return all
}

// hits names the files under the data folder that hold a canary, byte for byte.
// The mailbox stands for the user's own mail, which is not ours to erase.
func (s *sartor) hits(t *testing.T) (found []string) {
	t.Helper()
	for _, path := range s.databases(t) {
		query[int64](t, path, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	err := filepath.WalkDir(s.data(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == "mailbox" {
				return filepath.SkipDir
			}
			return nil // a journal that has just gone
		}
		data, err := os.ReadFile(path)
		if err == nil && bytes.Contains(data, []byte(canary)) {
			found = append(found, d.Name())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// gone reports whether no service has anything of the user's any more.
func (s *sartor) gone(t *testing.T, userID string) bool {
	t.Helper()
	return len(s.books(t).of(t, userID)) == 0
}

func (s *sartor) books(t *testing.T) books {
	t.Helper()
	all := books{}
	for _, path := range s.databases(t) {
		all[strings.TrimSuffix(filepath.Base(path), ".db")] = "sqlite:" + path
	}
	return all
}

type ledgerSums struct{ balance, held int64 }

func (s *sartor) ledger(t *testing.T) ledgerSums {
	t.Helper()
	path := filepath.Join(s.data(), "credits.db")
	return ledgerSums{
		balance: query[int64](t, path, "SELECT SUM(balance) FROM accounts"),
		held:    query[int64](t, path, "SELECT SUM(held) FROM accounts"),
	}
}

// query returns the first column of a statement's only row.
func query[T any](t *testing.T, path, statement string) (v T) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil || !rows.Next() {
		t.Fatalf("%s: no row, %v", statement, err)
	}
	into := make([]any, len(columns))
	into[0] = &v
	for i := 1; i < len(into); i++ {
		into[i] = new(any)
	}
	if err := errors.Join(rows.Scan(into...), rows.Err()); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return v
}
