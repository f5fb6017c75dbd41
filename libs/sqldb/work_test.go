package sqldb_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestACallIsASingleStatement(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		const two = "INSERT INTO counters VALUES ('a', 1); INSERT INTO counters VALUES ('b', 1)"
		tries := map[string]func(ctx context.Context, tx *sqldb.Tx) error{
			"exec":    func(ctx context.Context, tx *sqldb.Tx) error { _, err := tx.Exec(ctx, two); return err },
			"query":   func(ctx context.Context, tx *sqldb.Tx) error { _, err := tx.Query(ctx, two); return err },
			"row":     func(ctx context.Context, tx *sqldb.Tx) error { return tx.QueryRow(ctx, two).Scan(new(int)) },
			"finally": func(_ context.Context, tx *sqldb.Tx) error { tx.Finally(two); return nil },
		}
		for what, try := range tries {
			if err := db.Tx(t.Context(), try); err == nil || !strings.Contains(err.Error(), "syntax") {
				t.Errorf("%s in a transaction: %v", what, err)
			}
		}
		_, exec := db.Exec(t.Context(), two)
		_, query := db.Query(t.Context(), two)
		row := db.QueryRow(t.Context(), two).Scan(new(int))

		if exec == nil || query == nil || row == nil || number(t, db, "SELECT COUNT(*) FROM counters") != 0 {
			t.Errorf("got %v, %v, %v", exec, query, row)
		}
	})
}

// What is done finally is done in order, after the rest, or not at all.
func TestFinallyIsPartOfTheCommit(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		double := `UPDATE counters SET value = value * 2 WHERE name = 'a'`
		err := db.Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
			tx.Finally(double)
			tx.Finally(`UPDATE counters SET value = value + ? WHERE name = ?`, 1, "a")
			_, err := tx.Exec(ctx, `INSERT INTO counters VALUES ('a', 5)`)
			return err
		})
		if got := number(t, db, "SELECT value FROM counters"); err != nil || got != 11 {
			t.Errorf("value %d, %v; want 11", got, err)
		}

		refused := db.Tx(t.Context(), func(_ context.Context, tx *sqldb.Tx) error {
			tx.Finally(double)
			tx.Finally(`INSERT INTO counters VALUES ('a', 1)`)
			tx.Finally(double)
			return nil
		})
		if got := number(t, db, "SELECT value FROM counters"); !sqldb.IsDuplicate(refused) || got != 11 {
			t.Errorf("value %d, %v; want 11 and a duplicate", got, refused)
		}
		if err := db.Tx(t.Context(), func(context.Context, *sqldb.Tx) error { return nil }); err != nil {
			t.Errorf("nothing at all: %v", err)
		}
		exec(t, db, `INSERT INTO counters VALUES ('b', 1)`) // on the same connection, outside
		if got := number(t, db, "SELECT COUNT(*) FROM counters"); got != 2 {
			t.Errorf("%d rows; want 2", got)
		}
	})
}
