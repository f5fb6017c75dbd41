package store_test

import (
	"errors"
	"testing"

	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

func TestWhatIsCancelledIsTakenAwayFromItsWorker(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.queued(order(jane))
		l := s.claimed(id)

		byMike := s.Cancel(t.Context(), mike, id)
		first, again := s.Cancel(t.Context(), jane, id), s.Cancel(t.Context(), jane, id)

		if !errors.Is(byMike, tailor.ErrNotFound) || first != nil || again != nil {
			t.Errorf("got %v, %v, %v; want only mike refused", byMike, first, again)
		}
		if err := s.Move(t.Context(), l, tailor.Running, tailor.StageRead); !errors.Is(err, tailor.ErrLost) {
			t.Errorf("move: got %v; want %v", err, tailor.ErrLost)
		}
		if err := s.Conclude(t.Context(), l, tailor.End{State: tailor.Succeeded}); !errors.Is(err, tailor.ErrLost) {
			t.Errorf("conclude: got %v; want %v", err, tailor.ErrLost)
		}
		d, open, err := s.Debt(t.Context(), id)
		if err != nil || !open || d.State != tailor.Cancelled || d.Charge != 0 {
			t.Errorf("got %+v, %t, %v; want a release owed", d, open, err)
		}
		if err := s.Delete(t.Context(), jane, id); !errors.Is(err, tailor.ErrOpen) {
			t.Errorf("delete: got %v; want %v", err, tailor.ErrOpen)
		}
	})
}

func TestShreddingLeavesNumbersAndWhatIsOwed(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		reserving, queued, done := s.placed(order(jane)), s.queued(order(jane)), s.queued(order(jane))
		other := s.queued(order(mike))
		l := s.claimed(done)
		s.must(s.Conclude(t.Context(), l, tailor.End{State: tailor.Succeeded, Result: &tailor.Result{CVMarkdown: "Jane"}, Charge: 6}))
		s.must(s.Keep(t.Context(), tailor.CV{FileID: "f", UserID: jane, Text: "Jane"}))

		ids, err := s.Shred(t.Context(), jane)
		s.must(err)
		_, err = s.Shred(t.Context(), jane)
		s.must(err)

		if len(ids) != 3 {
			t.Errorf("got %v; want all three of jane", ids)
		}
		for id, want := range map[string]tailor.State{queued: tailor.Cancelled, done: tailor.Succeeded} {
			if d, open, err := s.Debt(t.Context(), id); err != nil || !open || d.State != want {
				t.Errorf("got %+v, %t, %v; want it to become %s", d, open, err, want)
			}
		}
		for query, want := range map[string]int{
			`SELECT COUNT(*) FROM cvs`: 0,
			`SELECT COUNT(*) FROM optimizations WHERE id = '` + reserving + `' AND state = 'abandoned'`:               1,
			`SELECT COUNT(*) FROM optimizations WHERE user_id = 'jane' AND (LENGTH(input) > 0 OR result IS NOT NULL)`: 0,
			`SELECT COUNT(*) FROM optimizations WHERE user_id = 'mike' AND LENGTH(input) > 0 AND state = 'queued'`:    1,
		} {
			if got := s.count(query); got != want {
				t.Errorf("%s: got %d; want %d", query, got, want)
			}
		}
		if _, err := s.Get(t.Context(), mike, other); err != nil {
			t.Errorf("mike's: got %v; want it as it was", err)
		}
		if err := s.Keep(t.Context(), tailor.CV{FileID: "f", UserID: jane, Text: "late"}); !errors.Is(err, vault.ErrErased) {
			t.Errorf("a late CV: got %v; want %v", err, vault.ErrErased)
		}
	})
}

func TestPurgingWaitsForWhatIsOwed(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.queued(order(jane))
		_, err := s.Shred(t.Context(), jane)
		s.must(err)

		before, err := s.Purge(t.Context(), jane)
		s.must(err)
		d, _, err := s.Debt(t.Context(), id)
		s.must(err)
		_, err = s.Close(t.Context(), d, 0)
		s.must(err)
		after, err := s.Purge(t.Context(), jane)
		s.must(err)

		if before != 1 || after != 0 || s.count(`SELECT COUNT(*) FROM optimizations`) != 0 {
			t.Errorf("got %d and then %d left; want 1 and 0", before, after)
		}
	})
}

func TestADeletedFileStaysDeleted(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		s.must(s.Keep(t.Context(), tailor.CV{FileID: "f", UserID: jane, Text: "Jane"}))
		s.must(s.Keep(t.Context(), tailor.Deleted("f", jane)))
		s.must(s.Keep(t.Context(), tailor.CV{FileID: "f", UserID: jane, Text: "late"}))

		cv, known, err := s.CV(t.Context(), "f")

		if err != nil || !known || cv.Text != "" || cv.Rejection == nil || cv.Rejection.Code != tailor.CodeDeleted {
			t.Errorf("got %+v, %t, %v; want it deleted", cv, known, err)
		}
	})
}

func TestARecordHasWhatIsNotShown(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		o := order(jane)
		s.must(s.place(o, tailor.Ticket{Key: "mine"}))
		s.must(s.Queue(t.Context(), o.ID))

		r, err := s.Record(t.Context(), jane, o.ID)

		if err != nil || r.Key != "mine" || r.CVText != o.CVText || len(r.Attempts) != 0 {
			t.Errorf("got %+v, %v; want the key and the text", r, err)
		}
		if _, err := s.Record(t.Context(), mike, o.ID); !errors.Is(err, tailor.ErrNotFound) {
			t.Errorf("mike: got %v; want %v", err, tailor.ErrNotFound)
		}
	})
}
