package store_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// finished is a succeeded optimization with its first revision.
func (s *shelf) finished(userID string) string {
	s.t.Helper()
	id := s.queued(order(userID))
	first := draft.Draft{Number: 1, Why: draft.First, At: s.time(), Source: draft.Source{Text: "SECRET-9"}}
	s.must(s.Conclude(s.t.Context(), s.claimed(id), tailor.End{
		State: tailor.Succeeded, Result: &tailor.Result{CVMarkdown: "one", Revision: 1}, Draft: &first, Scores: &tailor.Scores{After: 1},
	}))
	d, _, err := s.Debt(s.t.Context(), id)
	s.must(err)
	_, err = s.Close(s.t.Context(), d, 0)
	s.must(err)
	return id
}

func revision(n int) (draft.Draft, tailor.Result) {
	d := draft.Draft{Number: n, Base: n - 1, Why: draft.Revised, Source: draft.Source{Text: "SECRET-9"}}
	d.Made.Match.After = n
	r := tailor.Result{CVMarkdown: strings.Repeat("x", n), Revision: n}
	r.Match.After = n
	return d, r
}

func TestRevisionsAreAddedAndNeverOverwritten(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.finished(jane)
		d, r := revision(2)
		s.must(s.Add(t.Context(), jane, id, tailor.Addition{Draft: d, Result: r, Word: nil}))

		if err := s.Add(t.Context(), jane, id, tailor.Addition{Draft: d, Result: r, Word: nil}); !errors.Is(err, tailor.ErrRevised) {
			t.Errorf("again: got %v; want %v", err, tailor.ErrRevised)
		}
		newest, err := s.Draft(t.Context(), jane, id, 0)
		s.must(err)
		first, err := s.Draft(t.Context(), jane, id, 1)
		s.must(err)
		o, err := s.Get(t.Context(), jane, id)
		s.must(err)
		all, err := s.Outlines(t.Context(), jane, id)
		s.must(err)

		if newest.Number != 2 || first.Number != 1 || first.Source.Text != "SECRET-9" || o.Result.Revision != 2 || o.Scores.After != 2 {
			t.Errorf("got %d, %d, and shown is %+v", newest.Number, first.Number, o.Result)
		}
		if len(all) != 2 || all[0].Number != 2 || all[0].Base != 1 || all[0].Why != draft.Revised || all[1].Why != draft.First {
			t.Errorf("listed %+v", all)
		}
	})
}

func TestRevisionsAreTheirOwners(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id, running := s.finished(jane), s.queued(order(jane))
		d, r := revision(2)

		_, byMike := s.Draft(t.Context(), mike, id, 0)
		_, listed := s.Outlines(t.Context(), mike, id)
		_, none := s.Draft(t.Context(), jane, id, 7)
		_, unfinished := s.Draft(t.Context(), jane, running, 0)

		for what, pair := range map[string][2]error{
			"mike's": {byMike, tailor.ErrNotFound}, "mike's list": {listed, tailor.ErrNotFound}, "another": {none, tailor.ErrNoRevision},
			"unfinished": {unfinished, tailor.ErrNoResult}, "added by mike": {s.Add(t.Context(), mike, id, tailor.Addition{Draft: d, Result: r, Word: nil}), tailor.ErrNotFound},
		} {
			if !errors.Is(pair[0], pair[1]) {
				t.Errorf("%s: got %v; want %v", what, pair[0], pair[1])
			}
		}
	})
}

func TestOfTwoWhoReviseAtOnceOneWins(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.finished(jane)
		errs := make([]error, 8)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				d, r := revision(2)
				errs[i] = s.Add(t.Context(), jane, id, tailor.Addition{Draft: d, Result: r, Word: nil})
			})
		}
		wg.Wait()

		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, tailor.ErrRevised) {
				t.Errorf("got %v", err)
			}
		}
		if won != 1 || s.count(`SELECT COUNT(*) FROM revisions`) != 2 {
			t.Errorf("%d won", won)
		}
	})
}

func TestWordsAreKeptForTheirUser(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.finished(jane)
		for n, w := range []draft.Word{
			{Question: "q1", About: "Go", Confirmed: true, Stated: resume.Stated{ID: "sq1", Text: "SECRET-10"}}, {Question: "q2", About: "Rust"},
		} {
			d, r := revision(n + 2)
			d.At = s.time()
			s.must(s.Add(t.Context(), jane, id, tailor.Addition{Draft: d, Result: r, Word: &w}))
			s.pass(1000)
		}

		all, err := s.Words(t.Context(), jane)
		s.must(err)
		none, err := s.Words(t.Context(), mike)
		s.must(err)

		if len(all) != 1+1 || all[1].Stated.Text != "SECRET-10" || all[1].OptimizationID != id || all[0].Confirmed || len(none) != 0 {
			t.Fatalf("got %+v and %+v", all, none)
		}
		if err := s.Forget(t.Context(), mike, all[0].ID); !errors.Is(err, tailor.ErrNoWord) {
			t.Errorf("mike forgets: %v", err)
		}
		s.must(s.Forget(t.Context(), jane, all[0].ID))
		s.must(s.Delete(t.Context(), jane, id))
		left, err := s.Words(t.Context(), jane)
		s.must(err)
		if len(left) != 1 || s.count(`SELECT COUNT(*) FROM revisions`) != 0 {
			t.Errorf("left are %+v, and revisions of what was deleted", left)
		}
	})
}

func TestErasureTakesRevisionsAndWords(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.finished(jane)
		d, r := revision(2)
		s.must(s.Add(t.Context(), jane, id, tailor.Addition{Draft: d, Result: r, Word: &draft.Word{Question: "q"}}))
		s.finished(mike)

		_, err := s.Shred(t.Context(), jane)
		s.must(err)
		d, r = revision(3)
		late := s.Add(t.Context(), jane, id, tailor.Addition{Draft: d, Result: r, Word: nil})

		if !errors.Is(late, vault.ErrErased) {
			t.Errorf("a late revision: got %v; want %v", late, vault.ErrErased)
		}
		for query, want := range map[string]int{
			`SELECT COUNT(*) FROM revisions WHERE user_id = 'jane'`: 0, `SELECT COUNT(*) FROM words`: 0, `SELECT COUNT(*) FROM revisions`: 1,
		} {
			if got := s.count(query); got != want {
				t.Errorf("%s: got %d; want %d", query, got, want)
			}
		}
	})
}

// TestTamperingIsSeen swaps sealed rows in the database.
func TestTamperingIsSeen(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.finished(jane)
		d, r := revision(2)
		s.must(s.Add(t.Context(), jane, id, tailor.Addition{Draft: d, Result: r, Word: nil}))

		s.must(s.db.Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
			var one []byte
			if err := tx.QueryRow(ctx, `SELECT content FROM revisions WHERE number = 1`).Scan(&one); err != nil {
				return err
			}
			if bytes.Contains(one, []byte("SECRET")) {
				t.Error("a revision lies open")
			}
			_, err := tx.Exec(ctx, `UPDATE revisions SET content = ? WHERE number = 2`, one)
			return err
		}))

		if _, err := s.Draft(t.Context(), jane, id, 0); err == nil {
			t.Error("a revision that was put in another's place is read")
		}
	})
}
