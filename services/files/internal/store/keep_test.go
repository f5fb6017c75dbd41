package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

func TestFilesAreKeptForAsLongAsIsSet(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		o := open(t, dsn)
		began := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		const rejected, day = 105, 24 * time.Hour // more than are looked for at once
		for i := range rejected {
			f := o.add(t, fmt.Sprintf("bad-%03d", i), fmt.Appendf(nil, "bad %d", i))
			if err := o.Conclude(t.Context(), f, extract.Result{Rejection: &extract.Rejection{Code: "damaged", Detail: "it is damaged"}}, began); err != nil {
				t.Fatal(err)
			}
		}
		o.add(t, "reading", []byte("reading"))
		if err := o.Conclude(t.Context(), o.add(t, "good", []byte("good")), extract.Result{Text: "text"}, began); err != nil {
			t.Fatal(err)
		}
		tidy := func(keep cabinet.Keep, after time.Duration) [4]int64 {
			c := cabinet.New(cabinet.Config{Bin: o.Store, Keep: keep, Now: func() time.Time { return began.Add(after) }})
			if err := c.Tidy(t.Context()); err != nil {
				t.Fatal(err)
			}
			return o.rows(t)
		}
		set := cabinet.Keep{Rejected: 30 * day, Parsed: 365 * day}

		unset, early := tidy(cabinet.Keep{}, 1000*day), tidy(set, 30*day)
		month, year := tidy(set, 30*day+time.Second), tidy(set, 366*day)

		if unset[0] != rejected+2 || early[0] != rejected+2 || month[0] != 2 || year[0] != 1 || year[1] != 1 || year[2] != 0 {
			t.Errorf("%v, %v, %v and %v rows were left; want all, all, two files, and the one that is being read with its bytes", unset, early, month, year)
		}
		told := slices.DeleteFunc(o.subjects(t), func(s string) bool { return !strings.HasSuffix(s, ".deleted") })
		if len(told) != rejected+1 {
			t.Errorf("%d deletions were announced; want %d", len(told), rejected+1)
		}
	})
}
