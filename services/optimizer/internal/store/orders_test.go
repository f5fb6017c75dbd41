package store_test

import (
	"errors"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

func TestAKeyMakesOneOrderHoweverManyAskAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		var placed, progress atomic.Int64
		ticket := tailor.Ticket{Key: "k"}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				earlier, err := s.Place(t.Context(), order(jane), ticket)
				switch {
				case errors.Is(err, tailor.ErrInProgress):
					progress.Add(1)
				case err == nil && earlier == nil:
					placed.Add(1)
				default:
					t.Errorf("got %+v, %v", earlier, err)
				}
			})
		}
		wg.Wait()

		if placed.Load() != 1 || progress.Load() != 7 {
			t.Errorf("%d placed, %d in progress; want 1 and 7", placed.Load(), progress.Load())
		}
	})
}

func TestAKeyBelongsToItsUserAndOrder(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		first, ticket := order(jane), tailor.Ticket{Key: "Key", Fingerprint: [32]byte{1}}
		s.must(s.place(first, ticket))
		s.must(s.Queue(t.Context(), first.ID))

		again, err := s.Earlier(t.Context(), jane, ticket)
		_, errOther := s.Earlier(t.Context(), jane, tailor.Ticket{Key: "Key", Fingerprint: [32]byte{2}})
		none, errCase := s.Earlier(t.Context(), jane, tailor.Ticket{Key: "key", Fingerprint: [32]byte{1}})
		nobodys, errMike := s.Earlier(t.Context(), mike, ticket)

		if err != nil || again == nil || again.ID != first.ID {
			t.Errorf("got %+v, %v; want the first", again, err)
		}
		if !errors.Is(errOther, tailor.ErrKeyReused) {
			t.Errorf("got %v; want %v", errOther, tailor.ErrKeyReused)
		}
		if none != nil || errCase != nil || nobodys != nil || errMike != nil {
			t.Errorf("got %v, %v, %v, %v; want nothing", none, errCase, nobodys, errMike)
		}
	})
}

func TestAnAbandonedOrderFreesItsKeyAndCantBeQueued(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		o, ticket := order(jane), tailor.Ticket{Key: "k"}
		s.must(s.place(o, ticket))
		s.must(s.Abandon(t.Context(), o.ID))

		if err := s.Queue(t.Context(), o.ID); err == nil {
			t.Error("it was queued")
		}
		s.must(s.place(order(jane), ticket))
		s.must(s.Discard(t.Context(), o.ID))
		if n := s.count(`SELECT COUNT(*) FROM optimizations`); n != 1 {
			t.Errorf("%d rows; want the second order", n)
		}
		if n := s.count(`SELECT COUNT(*) FROM outbox`); n != 0 {
			t.Errorf("%d jobs; want none", n)
		}
	})
}

func TestSomeoneElsesIsNotThere(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id, hidden := s.queued(order(jane)), s.placed(order(jane))

		_, err := s.Get(t.Context(), mike, id)
		_, errHidden := s.Get(t.Context(), jane, hidden)
		list, errList := s.List(t.Context(), mike, tailor.Page{Limit: 10})
		mine, errMine := s.List(t.Context(), jane, tailor.Page{Limit: 10})

		if !errors.Is(err, tailor.ErrNotFound) || !errors.Is(errHidden, tailor.ErrNotFound) {
			t.Errorf("got %v and %v; want not found", err, errHidden)
		}
		if errList != nil || len(list) != 0 || errMine != nil || len(mine) != 1 {
			t.Errorf("got %d, %v and %d, %v; want 0 and 1", len(list), errList, len(mine), errMine)
		}
	})
}

func TestListsGoOnWhereTheyEnded(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		var ids []string
		for range 5 {
			ids = append(ids, s.queued(order(jane)))
		}
		s.claimed(ids[0])

		var got []string
		for page := (tailor.Page{Limit: 2}); ; {
			list, err := s.List(t.Context(), jane, page)
			s.must(err)
			for _, o := range list {
				got = append([]string{o.ID}, got...)
			}
			if len(list) < 2 {
				break
			}
			page.Before = list[1].ID
		}
		none, err := s.List(t.Context(), jane, tailor.Page{Limit: 9, States: []tailor.State{tailor.Running, tailor.Ending}})

		if !reflect.DeepEqual(got, ids) || err != nil || len(none) != 0 {
			t.Errorf("got %v; want %v", got, ids)
		}
	})
}

func TestStatsAddUp(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		for i, e := range []tailor.End{
			{State: tailor.Succeeded, Result: &tailor.Result{}, Scores: &tailor.Scores{Before: 10, After: 30}},
			{State: tailor.Succeeded, Result: &tailor.Result{}, Scores: &tailor.Scores{Before: 10, After: 25}},
			{State: tailor.Failed, Failure: &tailor.Failure{Code: "c", Message: "m"}},
			{State: tailor.Cancelled},
		} {
			id := s.queued(order(jane))
			s.must(s.Begin(t.Context(), llm.Attempt{ID: strconv.Itoa(i), Optimization: id, Usage: llm.Usage{PromptTokens: 3}}))
			s.ended(id, e, int64(i))
		}
		s.queued(order(jane))
		s.placed(order(jane))
		s.queued(order(mike))

		got, err := s.Stats(t.Context(), jane)

		want := tailor.Stats{
			Total: 5, Succeeded: 2, Failed: 1, Running: 1, Gain: 17.5, Usage: tailor.Usage{Calls: 4, PromptTokens: 12, Credits: 6},
		}
		if err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
		if empty, err := s.Stats(t.Context(), "nobody"); err != nil || empty != (tailor.Stats{}) {
			t.Errorf("got %+v, %v; want nothing", empty, err)
		}
	})
}
