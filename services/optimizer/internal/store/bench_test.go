package store_test

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

func TestOneWorkerHasAnOptimization(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.queued(order(jane))
		var ours, taken atomic.Int64
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, claim, err := s.Claim(t.Context(), tailor.Lease{ID: id, Token: uuid.NewString(), Until: s.time().Add(time.Minute)})
				switch {
				case err == nil && claim == tailor.Ours:
					ours.Add(1)
				case err == nil && claim == tailor.Taken:
					taken.Add(1)
				default:
					t.Errorf("got %v, %v", claim, err)
				}
			})
		}
		wg.Wait()

		if ours.Load() != 1 || taken.Load() != 7 {
			t.Errorf("%d have it, %d don't; want 1 and 7", ours.Load(), taken.Load())
		}
	})
}

func TestALostLeaseWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.queued(order(jane))
		first := s.claimed(id)
		s.must(s.Move(t.Context(), first, tailor.Running, tailor.StageRead))
		s.pass(time.Minute)
		second := s.claimed(id)

		for name, err := range map[string]error{
			"renew":    s.Renew(t.Context(), first),
			"move":     s.Move(t.Context(), first, tailor.Running, tailor.StagePlan),
			"free":     s.Free(t.Context(), first),
			"conclude": s.Conclude(t.Context(), first, tailor.End{State: tailor.Succeeded, Result: &tailor.Result{}}),
		} {
			if !errors.Is(err, tailor.ErrLost) {
				t.Errorf("%s: got %v; want %v", name, err, tailor.ErrLost)
			}
		}
		s.must(s.Renew(t.Context(), second))
		s.must(s.Free(t.Context(), second))
		if o, claim, err := s.Claim(t.Context(), tailor.Lease{ID: id, Token: "x", Until: s.time()}); err != nil || claim != tailor.Ours || o.Runs != 1 {
			t.Errorf("got %+v, %v, %v; want it free, begun once", o, claim, err)
		}
	})
}

func TestAnEndIsHiddenUntilItIsClosedAndClosedOnce(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.queued(order(jane))
		s.must(s.Conclude(t.Context(), s.claimed(id), tailor.End{
			State: tailor.Succeeded, Result: &tailor.Result{CVMarkdown: "x"}, Scores: &tailor.Scores{After: 9}, Charge: 4,
		}))

		o, err := s.Get(t.Context(), jane, id)
		s.must(err)
		if o.State != tailor.Ending || o.Result != nil || o.Scores != nil || o.Failure != nil || o.Usage.Credits != 0 {
			t.Errorf("shown %+v; want no end yet", o)
		}
		if _, claim, err := s.Claim(t.Context(), tailor.Lease{ID: id, Token: "x"}); err != nil || claim != tailor.Over {
			t.Errorf("claimed %v, %v; want it over", claim, err)
		}
		d, open, err := s.Debt(t.Context(), id)
		if err != nil || !open || d.Charge != 4 || d.State != tailor.Succeeded {
			t.Fatalf("owes %+v, %v, %v; want 4", d, open, err)
		}
		first, err := s.Close(t.Context(), d, 4)
		s.must(err)
		second, err := s.Close(t.Context(), d, 4)
		s.must(err)
		if !first || second {
			t.Errorf("closed %v and %v; want once", first, second)
		}
		if n := s.count(`SELECT COUNT(*) FROM outbox WHERE subject = 'event.optimizer.v1.finished'`); n != 1 {
			t.Errorf("announced %d times; want once", n)
		}
	})
}

func TestAttemptsThatNeverEndedCountAsLost(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		id := s.queued(order(jane))
		s.must(s.Begin(t.Context(), llm.Attempt{ID: "a", Optimization: id, Outcome: llm.Running, Usage: llm.Usage{PromptTokens: 7}, CostMicroUSD: 3}))
		s.must(s.Begin(t.Context(), llm.Attempt{ID: "b", Optimization: id, Outcome: llm.Running}))
		s.must(s.End(t.Context(), llm.Attempt{ID: "b", Outcome: llm.Finished, Usage: llm.Usage{PromptTokens: 1, CompletionTokens: 2}, CostMicroUSD: 5}))
		s.ended(id, tailor.End{State: tailor.Failed, Failure: &tailor.Failure{Code: "c", Message: "m"}}, 0)

		o, err := s.Get(t.Context(), jane, id)

		if want := (tailor.Usage{Calls: 2, PromptTokens: 8, CompletionTokens: 2, CostMicroUSD: 8}); err != nil || o.Usage != want {
			t.Errorf("used %+v, %v; want %+v", o.Usage, err, want)
		}
		if o.Failure == nil || *o.Failure != (tailor.Failure{Code: "c", Message: "m"}) {
			t.Errorf("failed with %+v", o.Failure)
		}
		if n := s.count(`SELECT COUNT(*) FROM llm_usage WHERE outcome = 'lost'`); n != 1 {
			t.Errorf("%d are lost; want one", n)
		}
	})
}

func TestWhoWaitsForAFileIsWoken(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		o := order(jane)
		o.FileID, o.CVText = "f1", ""
		waiting, other := s.queued(o), order(jane)
		other.FileID = "f2"
		s.must(s.Move(t.Context(), s.claimed(waiting), tailor.Waiting, tailor.StageRead))
		s.must(s.Move(t.Context(), s.claimed(s.queued(other)), tailor.Waiting, tailor.StageRead))

		s.must(s.Keep(t.Context(), tailor.CV{FileID: "f1", UserID: jane, Text: "x"}))

		var id string
		err := s.db.QueryRow(t.Context(), `SELECT message_id FROM outbox ORDER BY id DESC LIMIT 1`).Scan(&id)
		if err != nil || !strings.HasPrefix(id, "run-"+waiting+"-") || s.count(`SELECT COUNT(*) FROM outbox`) != 3 {
			t.Errorf("the last job is %s, %v; want one for %s", id, err, waiting)
		}
	})
}

func TestWhatIsLeftBehindIsFoundAndQueuedAgain(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		old, busy, begun := s.queued(order(jane)), s.queued(order(jane)), s.time()
		s.must(s.Move(t.Context(), s.claimed(busy), tailor.Running, tailor.StageRead))

		if ids, err := s.Left(t.Context(), tailor.Running, begun); err != nil || len(ids) != 0 {
			t.Errorf("left %v, %v; want none: somebody is at it", ids, err)
		}
		s.pass(time.Hour)
		young := s.queued(order(jane))
		queued, err := s.Left(t.Context(), tailor.Queued, begun)
		s.must(err)
		running, err := s.Left(t.Context(), tailor.Running, begun)
		s.must(err)
		if !reflect.DeepEqual(queued, []string{old}) || !reflect.DeepEqual(running, []string{busy}) {
			t.Errorf("left %v and %v; want %s and %s", queued, running, old, busy)
		}
		before := s.count(`SELECT COUNT(*) FROM outbox`)
		for _, id := range []string{old, old, young} {
			s.must(s.Requeue(t.Context(), id, begun))
		}
		if n := s.count(`SELECT COUNT(*) FROM outbox`) - before; n != 1 {
			t.Errorf("%d were queued again; want the old one, once", n)
		}
	})
}
