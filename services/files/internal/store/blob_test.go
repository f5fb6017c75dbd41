package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
)

// holds is what the database counts for ann.
func (o opened) holds(t *testing.T) (files, bytes int64) {
	t.Helper()
	if err := o.db.QueryRow(t.Context(), `SELECT files, bytes FROM holdings WHERE user_id = 'ann'`).Scan(&files, &bytes); err != nil {
		t.Fatal(err)
	}
	return files, bytes
}

func TestTheSameBytesAreKeptOnceUntilTheLastFileGoes(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		data := bytes.Repeat([]byte("a CV "), 100_000) // two chunks
		first, second := o.add(t, "f-1", data), o.add(t, "f-2", data)
		other := o.add(t, "f-3", []byte("another CV"))

		if got := o.rows(t); got != [4]int64{3, 3, 0, 2} {
			t.Errorf("rows %v; want the bytes once", got)
		}
		if files, size := o.holds(t); files != 3 || size != first.Size+other.Size {
			t.Errorf("counted %d files, %d bytes", files, size)
		}
		if err := o.Delete(t.Context(), first, time.Now()); err != nil {
			t.Fatal(err)
		}
		kept, err := o.Find(t.Context(), "ann", cabinet.Key{ID: second.ID})
		if err != nil {
			t.Fatal(err)
		}
		part, err := o.Bytes(t.Context(), kept, 0)
		if err != nil || !bytes.HasPrefix(data, part) || len(part) == 0 {
			t.Errorf("the other's bytes: %d, %v", len(part), err)
		}
		if err := o.Delete(t.Context(), kept, time.Now()); err != nil {
			t.Fatal(err)
		}
		if got := o.rows(t); got != [4]int64{1, 1, 0, 1} {
			t.Errorf("rows %v; want nothing left of both", got)
		}
		if files, size := o.holds(t); files != 1 || size != other.Size {
			t.Errorf("counted %d files, %d bytes", files, size)
		}
	})
}

func TestUsersShareNoBytes(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		o.add(t, "f-1", []byte("a CV"))
		bobs := newFile(t, "f-2", []byte("a CV"))
		bobs.UserID = "bob"

		if err := o.Add(t.Context(), bobs, []byte("a CV"), roomy); err != nil {
			t.Fatal(err)
		}

		if got := o.rows(t); got != [4]int64{2, 2, 0, 2} {
			t.Errorf("rows %v; want the bytes of each", got)
		}
	})
}

func TestTheQuotaHoldsWhoeverComesAtOnce(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		rush(t, open(t, dsn), "files", cabinet.Quota{Files: 5, Bytes: 1 << 20})
	})
	testkit.Databases(t, func(t *testing.T, dsn string) {
		rush(t, open(t, dsn), "bytes", cabinet.Quota{Files: 100, Bytes: 59})
	})
}

// rush adds sixteen files of ten bytes at once, of which five fit.
func rush(t *testing.T, o opened, name string, quota cabinet.Quota) {
	t.Helper()
	var kept, refused atomic.Int64
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			data := fmt.Appendf(nil, "%.5s %04d", name, i)
			err := o.Add(t.Context(), newFile(t, fmt.Sprintf("%s-%d", name, i), data), data, quota)
			f, _ := errors.AsType[*fault.Error](err)
			switch {
			case err == nil:
				kept.Add(1)
			case f != nil && f.Reason == "quota_exceeded":
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()

	if kept.Load() != 5 || refused.Load() != 11 {
		t.Errorf("kept %d, refused %d; want 5 and 11", kept.Load(), refused.Load())
	}
	if files, size := o.holds(t); files != 5 || size > quota.Bytes {
		t.Errorf("counted %d files, %d bytes", files, size)
	}
	if err := o.Erase(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if got := o.rows(t); got != [4]int64{} {
		t.Errorf("rows %v after erasing", got)
	}
}
