package sqldb_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func migrations(script string) fstest.MapFS {
	return fstest.MapFS{"0001_first.sql": {Data: []byte(script)}}
}

const counters = `CREATE TABLE IF NOT EXISTS counters (
	name  VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	value BIGINT NOT NULL, CHECK (value >= 0)
);`

func open(t *testing.T, dsn, script string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, migrations(script))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t *testing.T, db *sqldb.DB, query string) {
	t.Helper()
	if _, err := db.Exec(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func number(t *testing.T, db *sqldb.DB, query string) (n int64) {
	t.Helper()
	if err := db.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEightReplicasMayStartAtOnce(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		script := counters + "\n---\nINSERT INTO counters (name, value) VALUES ('applied', 1)\n---\n" +
			"UPDATE counters SET value = value + 1\n"
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				db, err := sqldb.Open(t.Context(), dsn, migrations(script))
				if err != nil {
					t.Error(err)
					return
				}
				_ = db.Close()
			})
		}
		wg.Wait()

		db := open(t, dsn, script)

		if got := number(t, db, "SELECT value FROM counters"); got != 2 {
			t.Errorf("value %d; want 2: each statement applied once", got)
		}
	})
}

func TestMigrationsAreOnlyAdded(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		first := counters + "\n---\nINSERT INTO counters VALUES ('a', 1)"
		open(t, dsn, first)

		for what, script := range map[string]string{
			"changed": counters + "\n---\nINSERT INTO counters VALUES ('b', 1)",
			"removed": counters,
		} {
			_, err := sqldb.Open(t.Context(), dsn, migrations(script))
			if err == nil || !strings.Contains(err.Error(), "statement 2 was "+what) {
				t.Errorf("%s: got %v", what, err)
			}
		}

		// Line ends are not a change, nor is what another release added.
		open(t, dsn, strings.ReplaceAll(first, "\n", "\r\n"))
		newer := migrations(first)
		newer["0002_more.sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE IF NOT EXISTS more (id BIGINT PRIMARY KEY)")}
		if _, err := sqldb.Open(t.Context(), dsn, newer); err != nil {
			t.Fatal(err)
		}
		open(t, dsn, first)
	})
}

func TestAFailedMigrationNamesItsStatement(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		_, err := sqldb.Open(t.Context(), dsn, migrations(counters+"\n---\nCREATE NONSENSE"))
		if err == nil || !strings.Contains(err.Error(), "0001_first.sql, statement 2") {
			t.Fatalf("got %v", err)
		}

		open(t, dsn, counters) // and after it is repaired, all is well
	})
}

// Where DDL is not transactional, a crash leaves a statement done and unrecorded.
func TestAMigrationGoesOnAfterACrash(t *testing.T) {
	script := counters + "\n---\nCREATE INDEX values_of_counters ON counters (value)"
	dsn := testkit.MariaDB(t)
	exec(t, open(t, dsn, script), "DELETE FROM schema_migrations")

	open(t, dsn, script)
}

func TestBothEnginesSayTheSame(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		exec(t, db, "INSERT INTO counters VALUES ('Case', 1), ('case', 2), ('ünicode', 3)")

		_, duplicate := db.Exec(t.Context(), "INSERT INTO counters VALUES ('case', 3)")
		_, refused := db.Exec(t.Context(), "UPDATE counters SET value = -1 WHERE name = 'case'")
		same, err := db.Exec(t.Context(), "UPDATE counters SET value = 2 WHERE name = 'case'")
		if err != nil {
			t.Fatal(err)
		}
		found, _ := same.RowsAffected()

		if !sqldb.IsDuplicate(duplicate) || sqldb.IsCheck(duplicate) {
			t.Errorf("a key twice: %v", duplicate)
		}
		if !sqldb.IsCheck(refused) || sqldb.IsDuplicate(refused) {
			t.Errorf("a refused row: %v", refused)
		}
		if found != 1 {
			t.Errorf("an update that changes nothing found %d rows; want 1", found)
		}
		if err := db.QueryRow(t.Context(), "SELECT value FROM counters WHERE name = 'CASE'").Scan(new(int)); !sqldb.IsNoRow(err) {
			t.Errorf("names differ by case: %v", err)
		}
	})
}

func TestEnginesAreStrict(t *testing.T) {
	t.Run("mariadb", func(t *testing.T) {
		db := open(t, testkit.MariaDB(t), counters)
		var isolation string
		if err := db.QueryRow(t.Context(), "SELECT @@tx_isolation").Scan(&isolation); err != nil || isolation != "READ-COMMITTED" {
			t.Errorf("isolation %q, %v", isolation, err)
		}
		if wait := number(t, db, "SELECT @@innodb_lock_wait_timeout"); wait != 5 {
			t.Errorf("waits %d seconds for a lock; want 5", wait)
		}
		if _, err := db.Exec(t.Context(), "INSERT INTO counters VALUES (?, 1)", strings.Repeat("x", 65)); err == nil {
			t.Error("a value too long was cut to fit")
		}
	})
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "deep", "a b?c#d%e.db")
		db := open(t, "sqlite:"+path, counters)
		exec(t, db, "INSERT INTO counters VALUES ('a', 1)")
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file: %v, %v; want 0600", info, err)
		}
		if got := number(t, db, "PRAGMA recursive_triggers"); got != 1 {
			t.Errorf("recursive_triggers = %d", got)
		}
		var mode string
		if err := db.QueryRow(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
			t.Errorf("journal %q, %v", mode, err)
		}
		err = db.Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
			return tx.QueryRow(ctx, "PRAGMA synchronous").Scan(new(int))
		})
		if err != nil {
			t.Error(err)
		}
		if _, err := db.Query(t.Context(), "INSERT INTO counters VALUES ('b', 1)"); err == nil {
			t.Error("a read wrote")
		}
	})
}

func TestRivalsLoseNoUpdate(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []*sqldb.DB{open(t, dsn, counters), open(t, dsn, counters)}
		exec(t, replicas[0], "INSERT INTO counters VALUES ('a', 0), ('b', 0)")
		orders := [][2]string{{"a", "b"}, {"b", "a"}} // deadlocks, on purpose
		const each = 25

		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				for range each {
					err := replicas[n%2].Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
						return addOne(ctx, tx, orders[n/2%2])
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()

		if got := number(t, replicas[0], "SELECT SUM(value) FROM counters"); got != 2*8*each {
			t.Errorf("sum %d; want %d", got, 2*8*each)
		}
	})
}

func addOne(ctx context.Context, tx *sqldb.Tx, names [2]string) error {
	for _, name := range names {
		var value int64
		err := tx.QueryRow(ctx, "SELECT value FROM counters WHERE name = ?"+tx.ForUpdate(), name).Scan(&value)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE counters SET value = ? WHERE name = ?", value+1, name); err != nil {
			return err
		}
	}
	return nil
}

func TestWhateverUsesTheContextJoins(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		oops := errors.New("oops")

		err := db.Tx(t.Context(), func(ctx context.Context, _ *sqldb.Tx) error {
			if _, err := db.Exec(ctx, "INSERT INTO counters VALUES ('joined', 1)"); err != nil {
				return err
			}
			return db.QueryRow(ctx, "SELECT value FROM counters WHERE name = 'joined'").Scan(new(int))
		})
		rolledBack := db.Tx(t.Context(), func(ctx context.Context, _ *sqldb.Tx) error {
			_, err := db.Exec(ctx, "INSERT INTO counters VALUES ('lost', 1)")
			return errors.Join(err, oops)
		})
		inner := db.Tx(t.Context(), func(ctx context.Context, _ *sqldb.Tx) error {
			_ = db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, "INSERT INTO counters VALUES ('half', 1)")
				return errors.Join(err, oops)
			})
			return nil
		})

		if err != nil || !errors.Is(rolledBack, oops) || !errors.Is(inner, oops) {
			t.Errorf("got %v, %v, %v; want nil, oops, oops", err, rolledBack, inner)
		}
		if got := number(t, db, "SELECT COUNT(*) FROM counters"); got != 1 {
			t.Errorf("%d rows; want 1", got)
		}
	})
}

func TestASnapshotIsOfOneMoment(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		exec(t, db, "INSERT INTO counters VALUES ('a', 1)")
		var before, after int

		err := db.Snapshot(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
			err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM counters").Scan(&before)
			exec(t, db, "INSERT INTO counters VALUES ('b', 1)")
			_, wrote := tx.Exec(ctx, "INSERT INTO counters VALUES ('c', 1)")
			if wrote == nil {
				t.Error("a snapshot wrote")
			}
			return errors.Join(err, tx.QueryRow(ctx, "SELECT COUNT(*) FROM counters").Scan(&after))
		})

		if err != nil || before != 1 || after != 1 {
			t.Errorf("saw %d, then %d, %v", before, after, err)
		}
	})
}

func TestAPanicRollsBack(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)

		func() {
			defer func() { _ = recover() }()
			_ = db.Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
				_, _ = tx.Exec(ctx, "INSERT INTO counters VALUES ('lost', 1)")
				panic("oops")
			})
		}()

		exec(t, db, "INSERT INTO counters VALUES ('after', 1)")
		if got := number(t, db, "SELECT COUNT(*) FROM counters"); got != 1 {
			t.Errorf("%d rows; want 1", got)
		}
	})
}

func TestAnAddressGivesNothingAway(t *testing.T) {
	for _, dsn := range []string{
		"mysql://jane:hunter2@127.0.0.1:1/name",
		"mysql://jane:hunter2@127.0.0.1:1",
		"mysql://jane:hunter2@127.0.0.1:bad/name",
		"mysql://jane:hunter2%zz@127.0.0.1/name",
		"mysql://jane:hunter2@127.0.0.1/name?tls=maybe",
		"mysql://jane:hunter2@127.0.0.1/name?multiStatements=true",
		"postgres://jane:hunter2@127.0.0.1/name",
		"jane:hunter2@tcp(127.0.0.1)/name", "sqlite::memory:", "",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		_, err := sqldb.Open(ctx, dsn, nil)
		cancel()
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}

func TestTimesSurvive(t *testing.T) {
	now := time.Now()

	got := sqldb.Time(sqldb.Micros(now))

	if !got.Equal(now.Truncate(time.Microsecond)) || got.Location() != time.UTC {
		t.Errorf("got %v; want %v", got, now)
	}
}
