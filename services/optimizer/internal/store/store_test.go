package store_test

import (
	"bytes"
	"errors"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
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
		want.User = "" // an optimization has its owner
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
