package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sartor-cv/sartor/libs/sqldb"
)

// books are all databases of a Sartor by their service, whichever engine.
type books map[string]string

// remains are where the id of an erased user may still be found. It is nobody's
// by then.
var remains = []string{
	"auth.sessions.user_id",                                                                                         // those that ended, for a day
	"auth.data_keys.user_id", "credits.data_keys.user_id", "files.data_keys.user_id", "optimizer.data_keys.user_id", // that the key was destroyed
	"credits.entries.op_key", // of the credits for signing up
	"credits.accounts.account_id", "credits.entries.account_id", "credits.used_of_day.account_id", "credits.checkpoint_heads.account_id",
}

// of names the columns that hold a user's id, but for those that may.
func (b books) of(t *testing.T, userID string) []string {
	t.Helper()
	return slices.DeleteFunc(b.holding(t, userID), func(column string) bool { return slices.Contains(remains, column) })
}

// holding names the columns of all databases in which a text is found.
func (b books) holding(t *testing.T, text string) (found []string) {
	t.Helper()
	for service, dsn := range b {
		db, err := sqldb.Open(t.Context(), dsn, fstest.MapFS{})
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range columnsOf(t, db, dsn) {
			table, name, _ := strings.Cut(column, ".")
			var n int64
			err := db.QueryRow(t.Context(), fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE INSTR(%s, ?) > 0", table, name), text).Scan(&n)
			if err != nil {
				t.Fatalf("%s.%s: %v", service, column, err)
			}
			if n > 0 {
				found = append(found, service+"."+column)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(found)
	return found
}

// columnsOf lists the columns of a database as it is, table.column.
func columnsOf(t *testing.T, db *sqldb.DB, dsn string) (all []string) {
	t.Helper()
	query := `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2`
	if strings.HasPrefix(dsn, "sqlite:") {
		query = `SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2`
	}
	rows, err := db.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		all = append(all, table+"."+column)
	}
	if err := rows.Err(); err != nil || len(all) < 10 {
		t.Fatalf("%d columns, %v", len(all), err)
	}
	return all
}

// schema lists the columns of all databases, service.table.column.
func (b books) schema(t *testing.T) (all []string) {
	t.Helper()
	for service, dsn := range b {
		db, err := sqldb.Open(t.Context(), dsn, fstest.MapFS{})
		if err != nil {
			t.Fatal(err)
		}
		for _, column := range columnsOf(t, db, dsn) {
			all = append(all, service+"."+column)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(all)
	return all
}
