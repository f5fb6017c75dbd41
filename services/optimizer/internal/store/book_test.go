package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/rank"
	"github.com/sartor-cv/sartor/services/optimizer/internal/store"
)

func comparison(user string, at time.Time) llm.Attempt {
	return llm.Attempt{
		ID: uuid.NewString(), User: user, Part: llm.PartEmbed, Provider: "openai", Model: "e", StartedAt: at, Outcome: llm.Running,
		Usage: llm.Usage{PromptTokens: 5, Source: llm.Estimated}, CostMicroUSD: 2,
	}
}

func TestComparisonsAreTheirUsersAndShredded(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
		a := comparison(jane, day)
		s.must(s.Begin(t.Context(), a))
		a.Outcome, a.EndedAt, a.Usage.PromptTokens, a.CostMicroUSD = llm.Finished, day.Add(time.Second), 7, 3
		s.must(s.End(t.Context(), a))
		s.must(s.Begin(t.Context(), comparison(mike, day)))

		mine, err := s.Used(t.Context(), jane, day)
		s.must(err)
		if len(mine) != 1 || mine[0].Calls != 1 || mine[0].PromptTokens != 7 || mine[0].CostMicroUSD != 3 {
			t.Errorf("jane used %+v", mine)
		}

		_, err = s.Shred(t.Context(), jane)
		s.must(err)

		mine, err1 := s.Used(t.Context(), jane, day)
		all, err2 := s.Used(t.Context(), "", day)
		s.must(errors.Join(err1, err2))
		if len(mine) != 0 || len(all) != 1 || all[0].Calls != 2 {
			t.Errorf("after it jane used %+v and all %+v", mine, all)
		}
	})
}

// Whoever comes at once, on however many replicas, no more than the cap goes
// through, and what doesn't is no attempt.
func TestComparisonsHaveADailyCap(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		day := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
		capped := s.Capped(store.Daily{PerUser: 3, Total: 4})
		s.must(capped.Begin(t.Context(), comparison(jane, day.AddDate(0, 0, -1)))) // another day
		var mu sync.Mutex
		passed := 0
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				err := capped.Begin(t.Context(), comparison(jane, day))
				_, withheld := errors.AsType[*rank.WithheldError](err)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					passed++
				} else if !withheld {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()

		if passed > 3 {
			t.Errorf("%d comparisons went through; want at most 3", passed)
		}
		for range 3 - passed { // alone, what is left of the cap is had
			s.must(capped.Begin(t.Context(), comparison(jane, day)))
		}
		s.must(capped.Begin(t.Context(), comparison(mike, day)))
		for _, user := range []string{jane, mike} { // hers, and everybody's
			if err := capped.Begin(t.Context(), comparison(user, day)); err == nil {
				t.Error("one more went through")
			}
		}
		if n := s.count(`SELECT COUNT(*) FROM llm_usage WHERE part = 'embed'`); n != 5 {
			t.Errorf("%d rows; want those that went through", n)
		}
	})
}

// A crash leaves an attempt without an end. It is written off, and keeps its
// estimate; what is under way, has ended or is for an optimization is left alone.
func TestComparisonsThatNobodyEndsAreWrittenOff(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		then := time.Date(2026, 11, 1, 11, 0, 0, 0, time.UTC)
		crashed, young, ended, ordered := comparison(jane, then), comparison(jane, then.Add(time.Hour)), comparison(jane, then), comparison(jane, then)
		ordered.Optimization = "o"
		for _, a := range []llm.Attempt{crashed, young, ended, ordered} {
			s.must(s.Begin(t.Context(), a))
		}
		ended.Outcome, ended.EndedAt = llm.Finished, then.Add(time.Second)
		s.must(s.End(t.Context(), ended))

		s.must(s.Lose(t.Context(), time.Time{}, then.Add(time.Minute)))

		for id, want := range map[string]string{crashed.ID: llm.Lost, young.ID: llm.Running, ended.ID: llm.Finished, ordered.ID: llm.Running} {
			var got string
			s.must(s.db.QueryRow(t.Context(), `SELECT outcome FROM llm_usage WHERE attempt_id = ?`, id).Scan(&got))
			if got != want {
				t.Errorf("got %s; want %s", got, want)
			}
		}
		used, err := s.Used(t.Context(), jane, then)
		s.must(err)
		if len(used) != 1 || used[0].Calls != 3 || used[0].Failed != 1 || used[0].PromptTokens != 15 || used[0].CostMicroUSD != 6 {
			t.Errorf("used %+v; want what was lost to count", used)
		}
	})
}

func TestWhatWasAskedForComparisonsIsListedToItsLast(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		day := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		const many = 207 // two pages and a part
		for range many { // all begun in one moment
			s.must(s.Begin(t.Context(), comparison(jane, day)))
		}
		s.must(s.Begin(t.Context(), comparison(mike, day)))

		seen := 0
		for cursor, more := "", true; more; more = cursor != "" {
			page, next, err := s.Comparisons(t.Context(), jane, cursor)
			s.must(err)
			for _, a := range page {
				if a.Part != "embed" || !a.StartedAt.Equal(day) {
					t.Errorf("got %+v; want what was asked", a)
				}
			}
			seen, cursor = seen+len(page), next
		}

		if seen != many {
			t.Errorf("got %d attempts; want jane's %d", seen, many)
		}
	})
}
