package sqldb_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
)

const logbook = `CREATE TABLE IF NOT EXISTS logbook (line BIGINT NOT NULL)`

// The answers of a database get lost. Nothing is done twice, nothing that was
// acknowledged is missing, and who is not told is told so.
func TestALostAnswerIsNeverGuessed(t *testing.T) {
	dsn := testkit.MariaDB(t)
	direct, cutter := open(t, dsn, logbook), testkit.Cut(t, dsn)
	db := open(t, cutter.DSN, logbook)
	cutter.Lose(40)
	insert := map[string]func(n int) error{
		"statement": func(n int) error {
			_, err := db.Exec(t.Context(), "INSERT INTO logbook (line) VALUES (?)", n)
			return err
		},
		"transaction": func(n int) error {
			return db.Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
				if _, err := tx.Exec(ctx, "INSERT INTO logbook (line) VALUES (?)", n); err != nil {
					return err
				}
				return tx.Enqueue(ctx, contract.Message{ID: "m", Subject: "event.x"})
			})
		},
	}
	for what, do := range insert {
		exec(t, direct, "DELETE FROM logbook")
		errs := make([]error, 400)
		var wg sync.WaitGroup
		for worker := range 4 {
			wg.Go(func() {
				for n := worker; n < len(errs); n += 4 {
					errs[n] = do(n)
				}
			})
		}
		wg.Wait()

		times := lines(t, direct)
		unsure := 0
		for n, err := range errs {
			switch {
			case err == nil && times[n] != 1:
				t.Errorf("%s %d was acknowledged and is there %d times", what, n, times[n])
			case err == nil:
			case !errors.Is(err, sqldb.ErrUncertain) || times[n] > 1:
				t.Errorf("%s %d is there %d times: %v", what, n, times[n], err)
			default:
				unsure++
			}
		}
		if unsure == 0 {
			t.Errorf("%s: no answer was lost", what)
		}
	}
}

func lines(t *testing.T, db *sqldb.DB) map[int]int {
	t.Helper()
	rows, err := db.Query(t.Context(), "SELECT line, COUNT(*) FROM logbook GROUP BY line")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	times := map[int]int{}
	for rows.Next() {
		var line, count int
		if err := rows.Scan(&line, &count); err != nil {
			t.Fatal(err)
		}
		times[line] = count
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return times
}

// Relays lose the database in the middle of their turns.
func TestARelayThatLosesItsTurnLosesNothing(t *testing.T) {
	dsn := testkit.MariaDB(t)
	direct, cutter := open(t, dsn, logbook), testkit.Cut(t, dsn)
	broken := []*sqldb.DB{open(t, cutter.DSN, logbook), open(t, cutter.DSN, logbook)}
	cutter.Lose(60)
	b := &broker{}
	for _, db := range broken {
		relay(t, db, b.publish)
	}
	const all = 120
	want := make([]string, all)
	for n := range all {
		want[n] = strconv.Itoa(n)
		enqueue(t, direct, want[n])
		broken[n%2].Rouse()
	}

	testkit.Eventually(t, "all are published", func() bool { return len(b.got()) == all })

	if got := b.got(); !slices.Equal(got, want) || cutter.Cuts() == 0 {
		t.Errorf("published %v; %d answers lost", got, cutter.Cuts())
	}
}
