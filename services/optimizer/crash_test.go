package optimizer_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
	"github.com/sartor-cv/sartor/services/optimizer/internal/store"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// crashed is a database as a service left it that died an hour ago, with the
// credits held that it had reserved, and no job in the queue.
func crashed(w *world, leave func(s *store.Store, o tailor.Optimization)) string {
	w.t.Helper()
	db, err := sqldb.Open(w.t.Context(), w.env["OPTIMIZER_DSN"], store.Migrations())
	must(w.t, err)
	key, err := hex.DecodeString(w.env["SARTOR_DATA_KEY"])
	must(w.t, err)
	then := func() time.Time { return time.Now().Add(-time.Hour).UTC().Truncate(time.Microsecond) }
	o := tailor.Optimization{
		ID: uuid.Must(uuid.NewV7()).String(), UserID: jane, Stage: tailor.StageRead, CreatedAt: then(),
		CVText: cv, JobDescription: job, Provider: "offline", Model: "rules-1", Held: 6,
	}
	w.credits.held[o.ID], w.credits.available = 6, w.credits.available-6
	leave(store.New(db, key, then), o)
	_, err = db.Exec(w.t.Context(), `DELETE FROM outbox`)
	must(w.t, err)
	must(w.t, db.Close())
	return o.ID
}

func TestACrashBeforeTheOrderWasQueuedFreesItsCredits(t *testing.T) {
	t.Parallel()
	var id string
	w := newWorld(t, nil, func(w *world) {
		id = crashed(w, func(s *store.Store, o tailor.Optimization) {
			_, err := s.Place(t.Context(), o, tailor.Ticket{Key: "k"})
			must(t, err)
		})
	})

	// It is given up first, and paid back when the call that reserved must be over.
	testkit.Eventually(t, "the credits are released", w.credits.sees(func(c *credits) bool { return c.released[id] && c.available == 100 }))
	w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job, IdempotencyKey: "k"}), optimizerv1.StatusSucceeded)
}

func TestACrashBetweenResultAndSettleIsFinished(t *testing.T) {
	t.Parallel()
	var id string
	w := newWorld(t, nil, func(w *world) {
		id = crashed(w, func(s *store.Store, o tailor.Optimization) {
			_, err := s.Place(t.Context(), o, tailor.Ticket{})
			must(t, err)
			must(t, s.Queue(t.Context(), o.ID))
			lease := tailor.Lease{ID: o.ID, Token: "t", Until: time.Now()}
			_, _, err = s.Claim(t.Context(), lease)
			must(t, err)
			must(t, s.Conclude(t.Context(), lease, tailor.End{
				State: tailor.Succeeded, Result: &tailor.Result{CVMarkdown: "# Jane", Resume: []byte("{}")}, Scores: &tailor.Scores{}, Charge: 5,
			}))
		})
	})

	o := w.reaches(id, optimizerv1.StatusSucceeded)

	if o.Usage.Credits != 5 || o.Result.CVMarkdown != "# Jane" || !w.credits.sees(func(c *credits) bool { return c.charged[id] == 5 && len(c.held) == 0 })() {
		t.Errorf("got %+v; want it charged 5", o)
	}
}

func TestACrashWhileRunningIsRunAgain(t *testing.T) {
	t.Parallel()
	var id string
	w := newWorld(t, nil, func(w *world) {
		id = crashed(w, func(s *store.Store, o tailor.Optimization) {
			_, err := s.Place(t.Context(), o, tailor.Ticket{})
			must(t, err)
			must(t, s.Queue(t.Context(), o.ID))
			lease := tailor.Lease{ID: o.ID, Token: "t", Until: time.Now().Add(-time.Minute)}
			_, _, err = s.Claim(t.Context(), lease)
			must(t, err)
			must(t, s.Move(t.Context(), lease, tailor.Running, tailor.StageRead))
		})
	})

	o := w.reaches(id, optimizerv1.StatusSucceeded)

	if !w.credits.sees(func(c *credits) bool { return c.charged[id] == o.Usage.Credits && len(c.held) == 0 })() {
		t.Error("it was not charged what it says")
	}
	steps, err := bus.Watch(t.Context(), w.Bus(), optimizerv1.Progress, id, 0)
	must(t, err)
	restarted := false
	for s := range steps {
		if s.Step.Type == "delta" && !restarted {
			restarted = s.Step.Restart
			if !restarted {
				t.Error("the first delta goes on where the run that crashed had been")
			}
		}
		if s.Step.Type == "done" {
			break
		}
	}
}

func TestAComparisonThatACrashInterruptedIsWrittenOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, func(w *world) {
		crashed(w, func(s *store.Store, o tailor.Optimization) {
			must(t, s.Begin(t.Context(), llm.Attempt{ID: "a", User: jane, Part: llm.PartEmbed, StartedAt: o.CreatedAt, Outcome: llm.Running}))
		})
	})

	testkit.Eventually(t, "it is lost", func() bool {
		r, err := as(w, jane, optimizerv1.Comparisons, optimizerv1.ComparisonsRequest{})
		must(t, err)
		return len(r.Items) == 1 && r.Items[0].Outcome == llm.Lost
	})
}

func TestWhatNobodyCanFinishEnds(t *testing.T) {
	t.Parallel()
	var id string
	w := newWorld(t, nil, func(w *world) {
		id = crashed(w, func(s *store.Store, o tailor.Optimization) {
			_, err := s.Place(t.Context(), o, tailor.Ticket{})
			must(t, err)
			must(t, s.Queue(t.Context(), o.ID))
			for range 20 {
				lease := tailor.Lease{ID: o.ID, Token: uuid.NewString(), Until: time.Now().Add(-2 * time.Hour)}
				_, _, err = s.Claim(t.Context(), lease)
				must(t, err)
				must(t, s.Move(t.Context(), lease, tailor.Running, tailor.StageRead))
			}
		})
	})

	o := w.reaches(id, optimizerv1.StatusFailed)

	if o.Error.Code != "internal" || !w.credits.sees(func(c *credits) bool { return c.released[id] && c.available == 100 })() {
		t.Errorf("got %+v; want it failed and free", o.Error)
	}
}

func TestEveryEndIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	heard := make(chan optimizerv1.FinishedFact, 10)
	w.Start(host.Service{
		Name: "listener", Ports: bus.Ports{Hears: []contract.Port{optimizerv1.Finished}},
		Run: func(ctx context.Context, rt host.Runtime) error {
			err := bus.Hear(ctx, rt.Bus, optimizerv1.Finished, func(_ context.Context, f optimizerv1.FinishedFact) error {
				heard <- f
				return nil
			})
			if err != nil {
				return err
			}
			return rt.Wait(ctx)
		},
	}, nil)
	first := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	o := w.reaches(first, optimizerv1.StatusSucceeded)
	second := w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job})
	w.reaches(second, optimizerv1.StatusSucceeded)

	for _, id := range []string{first, second} {
		select {
		case f := <-heard:
			if f.OptimizationID != id || f.UserID != jane || f.Status != optimizerv1.StatusSucceeded || f.Credits != o.Usage.Credits || f.FinishedAt.IsZero() {
				t.Errorf("heard %+v; want the end of %s", f, id)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("the end of %s was not announced", id)
		}
	}
	if len(heard) > 0 {
		t.Errorf("heard too much: %+v", <-heard)
	}
}

func TestNothingPersonalIsOnDisk(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	o := w.reaches(w.order(optimizerv1.CreateRequest{CVText: cv, JobDescription: job}), optimizerv1.StatusSucceeded)
	w.running.Stop()

	for _, secret := range []string{"jane@example.com", "billing service", "Globex", "Kubernetes"} {
		for name, data := range w.onDisk() {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%q of %s stands in %s", secret, o.ID, name)
			}
		}
	}
}

func (w *world) onDisk() map[string][]byte {
	w.t.Helper()
	return readAll(w.t, strings.TrimPrefix(w.env["OPTIMIZER_DSN"], "sqlite:"))
}
