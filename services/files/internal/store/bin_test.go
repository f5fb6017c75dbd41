package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// rows counts what there is of files.
func (o opened) rows(t *testing.T) (n [4]int64) {
	t.Helper()
	for i, table := range []string{"files", "file_chunks", "file_results", "blobs"} {
		if err := o.db.QueryRow(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n[i]); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func (o opened) conclude(t *testing.T, f cabinet.File) {
	t.Helper()
	if err := o.Conclude(t.Context(), f, extract.Result{Text: "all of it"}, time.Now()); err != nil {
		t.Fatal(err)
	}
}

func TestADeletedFileLeavesNothingAndIsAnnouncedOnce(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		gone, kept := o.add(t, "f-1", []byte("one")), o.add(t, "f-2", []byte("two"))
		o.conclude(t, gone)
		o.conclude(t, kept)

		first := o.Delete(t.Context(), gone, time.Now())
		again := o.Delete(t.Context(), gone, time.Now())

		if first != nil || again != nil || o.rows(t) != [4]int64{1, 1, 1, 1} {
			t.Errorf("got %v, %v, rows %v; want one of each left", first, again, o.rows(t))
		}
		if _, err := o.Find(t.Context(), "ann", cabinet.Key{ID: gone.ID}); !errors.Is(err, cabinet.ErrNotFound) {
			t.Errorf("find: got %v; want %v", err, cabinet.ErrNotFound)
		}
		told := slices.DeleteFunc(o.subjects(t), func(s string) bool { return !strings.HasSuffix(s, ".deleted") })
		if len(told) != 1 {
			t.Errorf("announced %v; want once", told)
		}
	})
}

func TestAnErasedUserHasNothingAndCanKeepNothing(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		parsing, parsed := o.add(t, "f-1", []byte("one")), o.add(t, "f-2", []byte("two"))
		o.conclude(t, parsed)

		first, again := o.Erase(t.Context(), "ann"), o.Erase(t.Context(), "ann")

		if first != nil || again != nil || o.rows(t) != [4]int64{} {
			t.Errorf("got %v, %v, rows %v; want none left", first, again, o.rows(t))
		}
		late := newFile(t, "f-3", []byte("three"))
		if err := o.Add(t.Context(), late, []byte("three"), roomy); !errors.Is(err, vault.ErrErased) {
			t.Errorf("a late file: got %v; want %v", err, vault.ErrErased)
		}
		if err := o.Conclude(t.Context(), parsing, extract.Result{Text: "late"}, time.Now()); !errors.Is(err, vault.ErrErased) {
			t.Errorf("a late text: got %v; want %v", err, vault.ErrErased)
		}
		if o.rows(t) != [4]int64{} {
			t.Errorf("rows %v; want none", o.rows(t))
		}
	})
}
