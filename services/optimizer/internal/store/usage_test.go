package store_test

import (
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/store"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

func TestUseIsGroupedByDayProviderAndModel(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		mine, other := s.queued(order(jane)), s.queued(order(mike))
		midnight := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
		for i, a := range []llm.Attempt{
			{Optimization: mine, StartedAt: midnight.Add(-time.Microsecond), Outcome: llm.Finished, Usage: llm.Usage{PromptTokens: 1, Source: llm.FromProvider}},
			{Optimization: mine, StartedAt: midnight, Outcome: llm.Finished, Usage: llm.Usage{PromptTokens: 10, CachedTokens: 5, CompletionTokens: 2, Source: llm.FromProvider}, CostMicroUSD: 7},
			{Optimization: mine, StartedAt: midnight.Add(23 * time.Hour), Outcome: "away", Usage: llm.Usage{PromptTokens: 3, Source: llm.Estimated}},
			{Optimization: mine, StartedAt: midnight.Add(time.Hour), Outcome: llm.Running, Model: "other"},
			{Optimization: other, StartedAt: midnight, Outcome: llm.Finished, Usage: llm.Usage{PromptTokens: 100, Source: llm.FromProvider}},
			{Optimization: mine, StartedAt: midnight.AddDate(0, 0, -9), Outcome: llm.Finished},
		} {
			a.ID, a.Provider = string(rune('a'+i)), "p"
			if a.Model == "" {
				a.Model = "m"
			}
			s.must(s.Begin(t.Context(), a))
		}
		today := tailor.Use{Day: midnight, Provider: "p", Model: "m", Calls: 2, Failed: 1, Estimated: 1, PromptTokens: 13, CachedTokens: 5, CompletionTokens: 2, CostMicroUSD: 7}

		all, err := s.Used(t.Context(), jane, midnight.AddDate(0, 0, -1))
		s.must(err)
		everybody, err := s.Used(t.Context(), "", midnight)
		s.must(err)

		if len(all) != 3 || all[0] != today || all[1].Model != "other" || all[1].Failed != 0 || all[2].PromptTokens != 1 {
			t.Errorf("got %+v", all)
		}
		today.Calls, today.PromptTokens = 3, 113
		if len(everybody) != 2 || everybody[0] != today {
			t.Errorf("got %+v", everybody)
		}
	})
}

func TestTheSwitchStaysAsItWasTurned(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		w := &store.Switch{DB: s.db, Now: s.time}
		first := s.time()
		for _, off := range []bool{false, true, true, false, false, true} {
			s.must(w.Set(t.Context(), off))

			since, is, err := w.Off(t.Context())

			if err != nil || is != off || off && since.Before(first) {
				t.Errorf("turned to %v it is %v since %v, %v", off, is, since, err)
			}
			s.pass(time.Second)
		}
	})
}
