package store_test

import (
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/store"
)

// TestFilesOfTheVersionBeforeGoOn keeps files as the first version did and
// opens them with this one.
func TestFilesOfTheVersionBeforeGoOn(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		first, err := fs.ReadFile(store.Migrations(), "0001_files.sql")
		if err != nil {
			t.Fatal(err)
		}
		db, err := sqldb.Open(t.Context(), dsn, fstest.MapFS{"0001_files.sql": {Data: first}})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"f-1", "f-2"} {
			keepOld(t, db, newFile(t, id, []byte("a CV")))
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}

		o := open(t, dsn)

		if files, size := o.holds(t); files != 2 || size != 8 || o.rows(t) != [4]int64{2, 2, 0, 2} {
			t.Errorf("counted %d files, %d bytes, rows %v", files, size, o.rows(t))
		}
		f, err := o.Find(t.Context(), "ann", cabinet.Key{ID: "f-1"})
		if err != nil {
			t.Fatal(err)
		}
		if part, err := o.Bytes(t.Context(), f, 0); err != nil || string(part) != "a CV" {
			t.Errorf("got %q, %v", part, err)
		}
		if err := o.Delete(t.Context(), f, time.Now()); err != nil || o.rows(t) != [4]int64{1, 1, 0, 1} {
			t.Errorf("deleted: %v, rows %v", err, o.rows(t))
		}
	})
}

func keepOld(t *testing.T, db *sqldb.DB, f cabinet.File) {
	t.Helper()
	v := vault.New(db, make([]byte, 32))
	seal := func(place, text string) []byte {
		sealed, err := v.Seal(t.Context(), f.UserID, place, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{
			`INSERT INTO files (id, user_id, object, filename, sealed_name, format, size, sha256, status, rejection_code, rejection_detail, created_us, concluded_us)
			VALUES (?, 'ann', ?, ?, ?, 'txt', 4, ?, 'parsed', '', '', 1, 2)`,
			[]any{f.ID, f.Object, f.Filename, seal("files.sealed_name/"+f.ID, "cv.txt"), f.SHA256[:]},
		},
		{`INSERT INTO file_chunks (file_id, n, sealed) VALUES (?, 0, ?)`, []any{f.ID, seal("file_chunks/"+f.ID+"/0", "a CV")}},
	} {
		if _, err := db.Exec(t.Context(), q.sql, q.args...); err != nil {
			t.Fatal(err)
		}
	}
}
