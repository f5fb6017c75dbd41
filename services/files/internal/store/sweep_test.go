package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
)

// swept is the files of a store at a time, swept.
func (o opened) swept(t *testing.T, now time.Time) int {
	t.Helper()
	c := cabinet.New(cabinet.Config{
		Store: o, Content: o, Bin: o, Broom: o, Patience: 30 * time.Minute, Now: func() time.Time { return now },
	})
	n, err := c.Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (o opened) told(t *testing.T, end string) (n int) {
	t.Helper()
	for _, s := range o.subjects(t) {
		if strings.HasSuffix(s, end) {
			n++
		}
	}
	return n
}

func TestAStuckFileIsReadAgainAndGivenUpInTheEnd(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		stuck, done := o.add(t, "f-1", []byte("one")), o.add(t, "f-2", []byte("two"))
		o.conclude(t, done)
		came := stuck.CreatedAt

		o.swept(t, came.Add(29*time.Minute))
		if n := o.told(t, ".parse"); n != 2 {
			t.Errorf("%d tasks; want none but the first two", n)
		}
		o.swept(t, came.Add(31*time.Minute))
		if n := o.told(t, ".parse"); n != 3 {
			t.Errorf("%d tasks; want one more for the stuck file", n)
		}
		o.swept(t, came.Add(25*time.Hour))
		o.swept(t, came.Add(26*time.Hour))

		got, err := o.Find(t.Context(), "ann", cabinet.Key{ID: stuck.ID})
		if err != nil || got.Status != cabinet.Rejected || got.Rejection.Code != "unread" {
			t.Errorf("got %+v, %v; want it given up", got, err)
		}
		if n := o.told(t, ".rejected"); n != 1 {
			t.Errorf("announced %d times; want once", n)
		}
		if parsed, err := o.Find(t.Context(), "ann", cabinet.Key{ID: done.ID}); err != nil || parsed.Status != cabinet.Parsed {
			t.Errorf("the other: %+v, %v", parsed, err)
		}
	})
}

func TestOrphansAreSweptAndNothingElse(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		kept := o.add(t, "f-1", []byte("one"))
		twin := o.add(t, "f-2", []byte("one"))
		o.conclude(t, kept)
		o.conclude(t, twin)
		for _, q := range []string{
			`INSERT INTO file_chunks (file_id, n, sealed) VALUES ('lost', 0, 'x')`,
			`INSERT INTO file_chunks (file_id, n, sealed) VALUES ('lost', 1, 'x')`,
			`INSERT INTO file_results (file_id, sealed) VALUES ('lost', 'x')`,
		} {
			if _, err := o.db.Exec(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}

		first, again := o.swept(t, kept.CreatedAt), o.swept(t, kept.CreatedAt)

		if first != 2 || again != 0 || o.rows(t) != [4]int64{2, 1, 2, 1} {
			t.Errorf("swept %d and %d, rows %v; want the lost bytes and text gone", first, again, o.rows(t))
		}
		if _, err := o.Find(t.Context(), "ann", cabinet.Key{ID: "lost"}); !errors.Is(err, cabinet.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}
