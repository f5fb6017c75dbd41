package store_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
	"github.com/sartor-cv/sartor/services/files/internal/store"
)

type opened struct {
	*store.Store
	db    *sqldb.DB
	vault *vault.Vault
}

func open(t *testing.T, dsn string) opened {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	v := vault.New(db, make([]byte, 32))
	return opened{store.New(db, v), db, v}
}

// roomy is a quota that nobody reaches.
var roomy = cabinet.Quota{Files: 1000, Bytes: 1 << 30}

func newFile(t *testing.T, id string, data []byte) cabinet.File {
	t.Helper()
	return cabinet.File{
		ID: id, UserID: "ann", Object: "object-of-" + id, Filename: id + ".pdf", OriginalName: "Lebenslauf Müller.pdf",
		Format: extract.PDF, Size: int64(len(data)), SHA256: sha256.Sum256(data), Status: cabinet.Parsing,
		CreatedAt: time.UnixMicro(1_700_000_000_000_001).UTC(),
		Blob:      id,
	}
}

func (o opened) add(t *testing.T, id string, data []byte) cabinet.File {
	t.Helper()
	f := newFile(t, id, data)
	if err := o.Add(t.Context(), f, data, roomy); err != nil {
		t.Fatal(err)
	}
	return f
}

// subjects returns what is in the outbox.
func (o opened) subjects(t *testing.T) []string {
	t.Helper()
	rows, err := o.db.Query(t.Context(), `SELECT subject FROM outbox ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

func TestNothingOfAFileIsLost(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		filled := testkit.Filled[cabinet.File](t)
		filled.Blob = filled.ID
		if err := o.Add(t.Context(), filled, []byte("bytes"), roomy); err != nil {
			t.Fatal(err)
		}

		for _, key := range []cabinet.Key{{ID: filled.ID}, {Filename: filled.Filename}, {Object: filled.Object}} {
			got, err := o.Find(t.Context(), filled.UserID, key)
			if err != nil || fmt.Sprintf("%+v %+v", got, *got.Rejection) != fmt.Sprintf("%+v %+v", withRejection(filled, got.Rejection), *filled.Rejection) {
				t.Errorf("by %+v: got %+v, %v; want %+v", key, got, err, filled)
			}
		}
		if _, err := o.Find(t.Context(), "somebody else", cabinet.Key{ID: filled.ID}); !errors.Is(err, cabinet.ErrNotFound) {
			t.Errorf("for somebody else: %v", err)
		}
		if _, err := o.Find(t.Context(), "", cabinet.Key{}); !errors.Is(err, cabinet.ErrNotFound) {
			t.Errorf("without a key: %v", err)
		}
	})
}

func withRejection(f cabinet.File, r *extract.Rejection) cabinet.File {
	f.Rejection = r
	return f
}

func TestBytesComeBackFromEveryOffset(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		data := bytes.Repeat([]byte("0123456789"), 2*filesv1.MaxReadBytes/10+7)
		f := o.add(t, "a", data)

		for _, offset := range []int64{0, 1, filesv1.MaxReadBytes - 1, filesv1.MaxReadBytes, filesv1.MaxReadBytes + 1, f.Size - 1, f.Size} {
			got, err := o.Bytes(t.Context(), f, offset)
			if err != nil || !bytes.HasPrefix(data[offset:], got) || (offset < f.Size && len(got) == 0) || len(got) > filesv1.MaxReadBytes {
				t.Errorf("from %d: %d bytes, %v", offset, len(got), err)
			}
		}
		var all []byte
		for int64(len(all)) < f.Size {
			part, err := o.Bytes(t.Context(), f, int64(len(all)))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, part...)
		}
		if !bytes.Equal(all, data) {
			t.Error("other bytes came back")
		}
	})
}

func TestAnObjectIsAddedOnce(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		f := o.add(t, "a", []byte("x"))
		f.ID, f.Filename = "b", "b.pdf"

		if err := o.Add(t.Context(), f, []byte("x"), roomy); !errors.Is(err, cabinet.ErrAgain) {
			t.Errorf("got %v; want ErrAgain", err)
		}
		if n, err := o.Count(t.Context(), "ann"); n != 1 || err != nil {
			t.Errorf("%d files, %v", n, err)
		}
		if got := o.subjects(t); !slices.Equal(got, []string{"job.files.v1.parse"}) {
			t.Errorf("enqueued %v", got)
		}
	})
}

func TestAFileIsConcludedOnce(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		f := o.add(t, "a", []byte("x"))
		want := testkit.Filled[extract.Result](t)
		want.Rejection = nil
		late := extract.Result{Rejection: &extract.Rejection{Code: "damaged", Detail: "too late"}}

		first := o.Conclude(t.Context(), f, want, time.Now())
		second := o.Conclude(t.Context(), f, late, time.Now())

		if first != nil || second != nil {
			t.Fatal(first, second)
		}
		got, err := o.Find(t.Context(), "ann", cabinet.Key{ID: "a"})
		if err != nil || got.Status != cabinet.Parsed || got.Rejection != nil {
			t.Errorf("got %+v, %v", got, err)
		}
		r, err := o.Result(t.Context(), got)
		if err != nil || fmt.Sprintf("%+v", r) != fmt.Sprintf("%+v", want) {
			t.Errorf("got %+v, %v; want %+v", r, err, want)
		}
		if got := o.subjects(t); !slices.Equal(got, []string{"job.files.v1.parse", "event.files.v1.parsed"}) {
			t.Errorf("enqueued %v", got)
		}
	})
}

func TestRejectionsAreKept(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		f := o.add(t, "a", []byte("x"))
		want := testkit.Filled[extract.Rejection](t)

		if err := o.Conclude(t.Context(), f, extract.Result{Rejection: &want}, time.Now()); err != nil {
			t.Fatal(err)
		}

		got, err := o.Find(t.Context(), "ann", cabinet.Key{ID: "a"})
		if err != nil || got.Status != cabinet.Rejected || *got.Rejection != want {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestWhatIsErasedCantBeRead(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		f := o.add(t, "a", []byte("x"))
		if err := o.vault.Erase(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}

		_, found := o.Find(t.Context(), "ann", cabinet.Key{ID: "a"})
		_, read := o.Bytes(t.Context(), f, 0)
		concluded := o.Conclude(t.Context(), f, extract.Result{Text: "x"}, time.Now())

		for what, err := range map[string]error{"find": found, "read": read, "conclude": concluded} {
			if fault.From(err).Code != fault.NotFound {
				t.Errorf("%s: %v; want it gone", what, err)
			}
		}
	})
}

func TestPagesGoOnWhereTheLastEnded(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		for i := range 7 {
			o.add(t, fmt.Sprintf("id-%d", i), []byte("x"))
		}
		var got []string
		before := ""
		for {
			page, err := o.Page(t.Context(), "ann", before, 3)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, f := range page {
				got = append(got, f.ID)
			}
			before = page[len(page)-1].ID
		}
		if want := []string{"id-6", "id-5", "id-4", "id-3", "id-2", "id-1", "id-0"}; !slices.Equal(got, want) {
			t.Errorf("got %v; want %v", got, want)
		}
	})
}
