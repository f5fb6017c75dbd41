package store_test

import (
	"bytes"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/resume"
	"github.com/sartor-cv/sartor/services/optimizer/internal/store"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

const jane, mike = "jane", "mike"

// shelf is a store with a clock that the test sets.
type shelf struct {
	*store.Store
	t   *testing.T
	db  *sqldb.DB
	now atomic.Int64
}

func (s *shelf) time() time.Time { return time.UnixMicro(s.now.Load()).UTC() }

func (s *shelf) pass(d time.Duration) { s.now.Add(d.Microseconds()) }

func each(t *testing.T, run func(t *testing.T, s *shelf)) {
	t.Helper()
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		s := &shelf{t: t, db: db}
		s.now.Store(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC).UnixMicro())
		s.Store = store.New(db, bytes.Repeat([]byte{7}, 32), s.time)
		run(t, s)
	})
}

func order(userID string) tailor.Optimization {
	return tailor.Optimization{
		ID: uuid.Must(uuid.NewV7()).String(), UserID: userID, State: tailor.Reserving, Stage: tailor.StageRead,
		CreatedAt: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC), CVText: "Jane Doe", JobDescription: "Do it",
		Provider: "offline", Model: "rules-1", Held: 6,
	}
}

func (s *shelf) placed(o tailor.Optimization) string {
	s.t.Helper()
	s.must(s.place(o, tailor.Ticket{}))
	return o.ID
}

func (s *shelf) place(o tailor.Optimization, k tailor.Ticket) error {
	earlier, err := s.Place(s.t.Context(), o, k)
	if err == nil && earlier != nil {
		err = errors.New("there was an earlier one")
	}
	return err
}

func (s *shelf) queued(o tailor.Optimization) string {
	s.t.Helper()
	id := s.placed(o)
	s.must(s.Queue(s.t.Context(), id))
	return id
}

func (s *shelf) claimed(id string) tailor.Lease {
	s.t.Helper()
	l := tailor.Lease{ID: id, Token: uuid.NewString(), Until: s.time().Add(30 * time.Second)}
	_, claim, err := s.Claim(s.t.Context(), l)
	if err != nil || claim != tailor.Ours {
		s.t.Fatalf("claim: %v, %v; want it", claim, err)
	}
	return l
}

func (s *shelf) ended(id string, e tailor.End, charged int64) {
	s.t.Helper()
	s.must(s.Conclude(s.t.Context(), s.claimed(id), e))
	d, open, err := s.Debt(s.t.Context(), id)
	s.must(err)
	won, err := s.Close(s.t.Context(), d, charged)
	if err != nil || !open || !won {
		s.t.Fatalf("close: %v, %v, %v", open, won, err)
	}
}

func (s *shelf) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) count(query string) (n int) {
	s.t.Helper()
	s.must(s.db.QueryRow(s.t.Context(), query).Scan(&n))
	return n
}

func TestNothingOfAnOptimizationIsLost(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		want := testkit.Filled[tailor.Optimization](t)
		want.ID, want.UserID, want.State, want.Stage = uuid.Must(uuid.NewV7()).String(), jane, tailor.Succeeded, tailor.StageDone
		want.Runs, want.Failure = 0, nil
		id := s.queued(want)
		s.must(s.Begin(t.Context(), llm.Attempt{ID: "a1", Optimization: id, StartedAt: s.time(), Outcome: llm.Running, Usage: llm.Usage{
			PromptTokens: want.Usage.PromptTokens, CompletionTokens: want.Usage.CompletionTokens,
		}, CostMicroUSD: want.Usage.CostMicroUSD}))
		want.Usage.Calls, want.FinishedAt = 1, s.time()
		s.ended(id, tailor.End{State: tailor.Succeeded, Result: want.Result, Scores: want.Scores, Charge: 5}, want.Usage.Credits)

		got, err := s.Get(t.Context(), jane, id)

		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v;\nwant %+v", got, err, want)
		}
		list, err := s.List(t.Context(), jane, tailor.Page{Limit: 10})
		want.Result, want.CVText, want.JobDescription = nil, "", ""
		if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], want) {
			t.Errorf("listed %+v, %v;\nwant %+v", list, err, want)
		}
	})
}

func TestNothingOfACVIsLost(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		want := testkit.Filled[tailor.CV](t)
		want.Rejection = nil
		rejected := tailor.CV{FileID: "f2", UserID: jane, Rejection: &tailor.Failure{Code: "c", Message: "m"}}
		s.must(s.Keep(t.Context(), tailor.CV{FileID: want.FileID, UserID: want.UserID, Text: "before", Parts: []resume.Part{{}}}))
		s.must(s.Keep(t.Context(), want))
		s.must(s.Keep(t.Context(), rejected))

		got, known, err := s.CV(t.Context(), want.FileID)
		got2, known2, err2 := s.CV(t.Context(), "f2")
		_, known3, err3 := s.CV(t.Context(), "f3")

		if err != nil || !known || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, %v; want %+v", got, known, err, want)
		}
		if err2 != nil || !known2 || !reflect.DeepEqual(got2, rejected) || known3 || err3 != nil {
			t.Errorf("got %+v, %v, %v and %v, %v; want %+v and nothing", got2, known2, err2, known3, err3, rejected)
		}
	})
}

func TestNothingOfAnAttemptIsLost(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		want := testkit.Filled[llm.Attempt](t)
		want.Usage.CachedTokens = 1
		begun := want
		begun.EndedAt, begun.Outcome, begun.Usage, begun.CostMicroUSD = time.Time{}, llm.Running, llm.Usage{}, 0
		s.must(s.Begin(t.Context(), begun))
		s.must(s.End(t.Context(), want))

		var got llm.Attempt
		var started, ended int64
		s.must(s.db.QueryRow(t.Context(), `SELECT attempt_id, optimization_id, part, prompt_id, provider, model, started_us, ended_us,
			prompt_tokens, completion_tokens, cached_tokens, source, cost_micro_usd, prices, outcome FROM llm_usage`).
			Scan(&got.ID, &got.Optimization, &got.Part, &got.PromptID, &got.Provider, &got.Model, &started, &ended,
				&got.Usage.PromptTokens, &got.Usage.CompletionTokens, &got.Usage.CachedTokens, &got.Usage.Source, &got.CostMicroUSD,
				&got.Prices, &got.Outcome))
		got.StartedAt, got.EndedAt = sqldb.Time(started), sqldb.Time(ended)

		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v; want %+v", got, want)
		}
	})
}

func TestWhatPeopleWroteIsNotReadableInTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, s *shelf) {
		o := order(jane)
		o.CVText, o.JobDescription = "SECRET-1", "SECRET-2"
		o.Options.Company = "SECRET-3"
		id := s.queued(o)
		s.must(s.Keep(t.Context(), tailor.CV{FileID: "f", UserID: jane, Text: "SECRET-4"}))
		s.must(s.Conclude(t.Context(), s.claimed(id), tailor.End{State: tailor.Succeeded, Result: &tailor.Result{CVMarkdown: "SECRET-5"}}))

		for _, query := range []string{
			`SELECT options FROM optimizations`, `SELECT input FROM optimizations`, `SELECT result FROM optimizations`, `SELECT content FROM cvs`,
		} {
			var data []byte
			s.must(s.db.QueryRow(t.Context(), query).Scan(&data))
			if len(data) == 0 || bytes.Contains(data, []byte("SECRET")) {
				t.Errorf("%s: %q", query, data)
			}
		}
	})
}

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
