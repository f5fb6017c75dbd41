package sqldb_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// broker is where messages go: it keeps the first of each id, as JetStream does.
type broker struct {
	mu    sync.Mutex
	ids   []string
	calls int
	fail  func(contract.Message) error
	lose  func() bool // the acknowledgement
}

func (b *broker) publish(_ context.Context, m contract.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	if b.fail != nil {
		if err := b.fail(m); err != nil {
			return err
		}
	}
	if !slices.Contains(b.ids, m.ID) {
		b.ids = append(b.ids, m.ID)
	}
	if b.lose != nil && b.lose() {
		return errors.New("no acknowledgement")
	}
	return nil
}

func (b *broker) got() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.ids)
}

func relay(t *testing.T, db *sqldb.DB, publish func(context.Context, contract.Message) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := db.Relay(ctx, publish); err != nil {
			t.Errorf("relay: %v", err)
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
}

func enqueue(t *testing.T, db *sqldb.DB, ids ...string) {
	t.Helper()
	err := db.Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
		for _, id := range ids {
			if err := tx.Enqueue(ctx, contract.Message{ID: id, Subject: "event.x", Body: []byte(id)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsCommittedIsPublished(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		b := &broker{}
		relay(t, db, b.publish)

		enqueue(t, db, "1", "2")
		err := db.Tx(t.Context(), func(ctx context.Context, tx *sqldb.Tx) error {
			return errors.Join(tx.Enqueue(ctx, contract.Message{ID: "never"}), errors.New("rolled back"))
		})
		enqueue(t, db, "3")

		testkit.Eventually(t, "three are published", func() bool { return len(b.got()) == 3 })
		if got := b.got(); err == nil || !slices.Equal(got, []string{"1", "2", "3"}) {
			t.Errorf("published %v", got)
		}
		testkit.Eventually(t, "the outbox is empty", func() bool {
			left, err := db.Backlog(t.Context())
			return err == nil && left.Waiting == 0
		})
	})
}

func TestNothingIsLostOrOvertaken(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		replicas := []*sqldb.DB{open(t, dsn, counters), open(t, dsn, counters), open(t, dsn, counters)}
		b := &broker{
			fail: func(contract.Message) error {
				if rand.N(5) == 0 {
					return errors.New("away")
				}
				return nil
			},
			lose: func() bool { return rand.N(10) == 0 },
		}
		// Relays come and go in the middle of what they do.
		var wg sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		for n := range replicas {
			wg.Go(func() {
				for ctx.Err() == nil {
					life, end := context.WithTimeout(ctx, 30*time.Millisecond+rand.N(200*time.Millisecond))
					_ = replicas[n].Relay(life, b.publish)
					end()
				}
			})
		}
		const all = 150
		want := make([]string, all)
		for n := range all {
			want[n] = strconv.Itoa(n)
			enqueue(t, replicas[n%3], want[n])
		}

		testkit.Eventually(t, "all are published", func() bool { return len(b.got()) == all })
		cancel()
		wg.Wait()
		if got := b.got(); !slices.Equal(got, want) {
			t.Errorf("published %v", got)
		}
	})
}

func TestARelayKilledBeforeItRemovesPublishesAgain(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		enqueue(t, db, "1", "2", "3")
		var calls []string
		func() {
			defer func() { _ = recover() }()
			_ = db.Relay(t.Context(), func(_ context.Context, m contract.Message) error {
				calls = append(calls, m.ID)
				if m.ID == "2" {
					panic("killed")
				}
				return nil
			})
		}()

		b := &broker{}
		relay(t, db, b.publish)

		testkit.Eventually(t, "all are published", func() bool { return len(b.got()) == 3 })
		if got := b.got(); !slices.Equal(got, []string{"1", "2", "3"}) || !slices.Equal(calls, []string{"1", "2"}) {
			t.Errorf("published %v after %v", got, calls)
		}
	})
}

func TestARefusedMessageIsKeptAside(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		b := &broker{fail: func(m contract.Message) error {
			if m.ID == "big" {
				return fault.New(fault.TooLarge, "message_too_large", "too large")
			}
			return nil
		}}
		relay(t, db, b.publish)

		enqueue(t, db, "1", "big", "2")

		testkit.Eventually(t, "the others are published", func() bool { return slices.Equal(b.got(), []string{"1", "2"}) })
		testkit.Eventually(t, "it is counted", func() bool {
			left, err := db.Backlog(t.Context())
			return err == nil && left.Refused == 1 && left.Waiting == 0
		})
	})
}

func TestAnOutageIsSurvived(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		b := &broker{fail: func(contract.Message) error { return fault.New(fault.Unavailable, "no_bus", "away") }}
		relay(t, db, b.publish)
		enqueue(t, db, "1", "2")

		testkit.Eventually(t, "it was tried more than once", func() bool {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.calls > 2
		})
		left, err := db.Backlog(t.Context())
		b.mu.Lock()
		b.fail = nil
		b.mu.Unlock()

		if err != nil || left.Waiting != 2 || left.Age <= 0 {
			t.Errorf("backlog %+v, %v; want 2 waiting", left, err)
		}
		testkit.Eventually(t, "both are published", func() bool { return slices.Equal(b.got(), []string{"1", "2"}) })
	})
}

func TestTheTraceGoesOn(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		db := open(t, dsn, counters)
		here := trace.NewSpanContext(trace.SpanContextConfig{
			TraceID: trace.TraceID{1, 2, 3}, SpanID: trace.SpanID{4, 5}, TraceFlags: trace.FlagsSampled,
		})
		seen := make(chan trace.SpanContext, 2)
		relay(t, db, func(ctx context.Context, _ contract.Message) error {
			seen <- trace.SpanContextFromContext(ctx)
			return nil
		})

		err := db.Tx(trace.ContextWithSpanContext(t.Context(), here), func(ctx context.Context, tx *sqldb.Tx) error {
			return tx.Enqueue(ctx, contract.Message{ID: "1", Subject: "event.x"})
		})
		if err != nil {
			t.Fatal(err)
		}
		enqueue(t, db, "2") // outside any trace

		if got := <-seen; got.TraceID() != here.TraceID() || got.SpanID() != here.SpanID() || !got.IsSampled() {
			t.Errorf("the relay continues %v; want %v", got, here)
		}
		if got := <-seen; got.IsValid() {
			t.Errorf("the relay continues %v; want none", got)
		}
	})
}
