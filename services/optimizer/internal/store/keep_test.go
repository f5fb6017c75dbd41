package store_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

func TestWhatEndedLongAgoIsDeletedWhereSoSet(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		const life = 30 * 24 * time.Hour
		old := s.queued(order(jane))
		s.ended(old, tailor.End{State: tailor.Failed}, 0)
		open := s.queued(order(jane))
		s.pass(life - time.Minute)
		young := s.queued(order(mike))
		s.ended(young, tailor.End{State: tailor.Failed}, 0)
		var forgotten []string
		ender := &tailor.Ender{
			Endings: s, Archive: s, Cashier: &tailor.Cashier{Closer: s, Orders: s, Now: s.time, Log: slog.New(slog.DiscardHandler)},
			Stop: func(string) {}, Forget: func(_ context.Context, id string) error { forgotten = append(forgotten, id); return nil },
			Now: s.time,
		}
		left := func() int { return s.count(`SELECT COUNT(*) FROM optimizations`) }

		s.must(ender.Tidy(t.Context(), s, life))
		before := left()
		s.pass(2 * time.Minute)
		s.must(ender.Tidy(t.Context(), s, 0))
		unset := left()
		s.must(ender.Tidy(t.Context(), s, life))

		if before != 3 || unset != 3 || left() != 2 || !slices.Equal(forgotten, []string{old}) {
			t.Errorf("%d were left before its time, %d without a limit, %d after, forgotten %v; want 3, 3 and 2, without %s", before, unset, left(), forgotten, old)
		}
		if n := s.count(`SELECT COUNT(*) FROM optimizations WHERE id IN ('` + open + `', '` + young + `')`); n != 2 {
			t.Errorf("%d of the two others are left", n)
		}
	})
}
