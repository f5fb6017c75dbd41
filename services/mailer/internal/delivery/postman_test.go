package delivery_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
)

// table is a queue in memory; the store's tests prove the real one.
type table struct {
	mu    sync.Mutex
	mails map[string]delivery.Mail
	due   map[string]time.Time
	ends  map[string]delivery.Outcome
	why   string
}

func newTable(mails ...delivery.Mail) *table {
	q := &table{mails: map[string]delivery.Mail{}, due: map[string]time.Time{}, ends: map[string]delivery.Outcome{}}
	for _, m := range mails {
		q.mails[m.ID], q.due[m.ID] = m, time.Now()
	}
	return q
}

func (q *table) Claim(_ context.Context, now, until time.Time, n int) (claimed []delivery.Mail, _ error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for id, m := range q.mails {
		if _, over := q.ends[id]; !over && !q.due[id].After(now) && len(claimed) < n {
			m.Attempts++
			q.mails[id], q.due[id] = m, until
			claimed = append(claimed, m)
		}
	}
	return claimed, nil
}

func (q *table) Hold(_ context.Context, m delivery.Mail, until time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.due[m.ID] = until
	return nil
}

func (q *table) Delay(_ context.Context, m delivery.Mail, until time.Time, why string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.due[m.ID], q.why = until, why
	return nil
}

func (q *table) Conclude(_ context.Context, m delivery.Mail, end delivery.Outcome, _ time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ends[m.ID] = end
	return nil
}

// end is how the mail "a" ended.
func (q *table) end() delivery.Outcome {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.ends["a"]
}

func (q *table) over() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.ends)
}

type sender func(ctx context.Context, id string, l delivery.Letter) error

func (s sender) Send(ctx context.Context, id string, l delivery.Letter) error { return s(ctx, id, l) }

func mail(id string) delivery.Mail {
	return delivery.Mail{ID: id, Kind: "otp", CreatedAt: time.Now(), ExpiresAt: time.Now().Add(10 * time.Minute)}
}

// employ starts a postman; stop ends it and waits for it.
func employ(t *testing.T, q delivery.Queue, send sender) (stop func()) {
	t.Helper()
	p := &delivery.Postman{
		Queue: q, Sender: send, Workers: 4, Limit: time.Minute, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		Sources: map[string]delivery.Source{
			"otp": func(context.Context, string) (delivery.Letter, error) {
				return delivery.Letter{To: "ada@example.org"}, nil
			},
			"gone":  func(context.Context, string) (delivery.Letter, error) { return delivery.Letter{}, delivery.ErrGone },
			"wrong": func(context.Context, string) (delivery.Letter, error) { panic("ada@example.org") },
			"away": func(context.Context, string) (delivery.Letter, error) {
				return delivery.Letter{}, fault.New(fault.Unavailable, "away", "ada@example.org")
			},
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { p.Run(ctx) })
	return func() { cancel(); wg.Wait() }
}

func TestASlowMailStaysWithItsPostman(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTable(mail("a"))
		var sends atomic.Int64
		slow := sender(func(context.Context, string, delivery.Letter) error {
			sends.Add(1)
			<-time.After(55 * time.Second)
			return nil
		})
		defer employ(t, q, slow)()
		defer employ(t, q, slow)()

		<-time.After(time.Minute)

		if sends.Load() != 1 || q.end() != delivery.Sent {
			t.Errorf("got %d attempts, %q; want one, sent", sends.Load(), q.end())
		}
	})
}

func TestAnAttemptEndsAtItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTable(mail("a"))
		began := time.Now()
		var took atomic.Int64
		defer employ(t, q, func(ctx context.Context, _ string, _ delivery.Letter) error {
			<-ctx.Done()
			took.CompareAndSwap(0, int64(time.Since(began)))
			return ctx.Err()
		})()

		<-time.After(2 * time.Minute)

		if got := time.Duration(took.Load()); got != time.Minute {
			t.Errorf("got %v; want a minute", got)
		}
	})
}

func TestAMailIsTriedLessAndLessUntilItIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTable(mail("a"))
		began := time.Now()
		var mu sync.Mutex
		var at []time.Duration
		defer employ(t, q, func(context.Context, string, delivery.Letter) error {
			mu.Lock()
			defer mu.Unlock()
			at = append(at, time.Since(began))
			return &delivery.SendError{Stage: "recipient", Code: 451}
		})()

		<-time.After(11 * time.Minute)

		mu.Lock()
		defer mu.Unlock()
		if q.end() != delivery.Unreachable || q.why != "recipient: 451" {
			t.Errorf("got %q, %q; want unreachable", q.end(), q.why)
		}
		if n := len(at); n < 15 || n > 40 || at[2] > 6*time.Second || at[n-1] < 9*time.Minute || at[n-1] >= 10*time.Minute {
			t.Errorf("got attempts at %v", at)
		}
	})
}

func TestWhatIsUnderWayIsFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTable(mail("a"))
		stop := employ(t, q, func(ctx context.Context, _ string, _ delivery.Letter) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(5 * time.Second):
				return nil
			}
		})
		<-time.After(time.Second)

		stop()

		if got := q.end(); got != delivery.Sent {
			t.Errorf("got %q; want it sent", got)
		}
	})
}

func TestWhatTakesTooLongIsLeftToOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTable(mail("a"))
		stop := employ(t, q, func(ctx context.Context, _ string, _ delivery.Letter) error {
			<-ctx.Done()
			return ctx.Err()
		})
		<-time.After(time.Second)
		began := time.Now()

		stop()

		took, again := time.Since(began), time.Until(q.due["a"])
		if took > 10*time.Second || again > 2*time.Second || q.end() != "" {
			t.Errorf("got %q after %v, due in %v; want it due soon", q.end(), took, again)
		}
	})
}

func TestNoMoreThanTheWorkersAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mails []delivery.Mail
		for _, id := range "abcdefghijkl" {
			mails = append(mails, mail(string(id)))
		}
		q := newTable(mails...)
		var now, most atomic.Int64
		defer employ(t, q, func(context.Context, string, delivery.Letter) error {
			most.Store(max(most.Load(), now.Add(1)))
			<-time.After(time.Second)
			now.Add(-1)
			return nil
		})()

		<-time.After(3500 * time.Millisecond) // three rounds of four

		if most.Load() != 4 || q.over() != len(mails) {
			t.Errorf("got %d at a time, %d sent; want 4, %d", most.Load(), q.over(), len(mails))
		}
	})
}

func TestHowAttemptsEnd(t *testing.T) {
	for name, c := range map[string]struct {
		kind string
		err  error
		end  delivery.Outcome
		why  string
	}{
		"taken":            {kind: "otp", end: delivery.Sent},
		"refused":          {kind: "otp", err: &delivery.SendError{Stage: "recipient", Code: 550, Permanent: true}, end: delivery.Refused},
		"put off":          {kind: "otp", err: &delivery.SendError{Stage: "content", Code: 451, Detail: "4.0.0"}, why: "content: 451: 4.0.0"},
		"unknown error":    {kind: "otp", err: errors.New("ada@example.org"), why: "unknown: *errors.errorString"},
		"no use":           {kind: "gone", end: delivery.Expired},
		"source away":      {kind: "away", why: "source: away"},
		"source panics":    {kind: "wrong", why: "panic: string"},
		"kind of tomorrow": {kind: "new", why: "unknown kind of mail"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := mail("a")
				m.Kind = c.kind
				q := newTable(m)
				stop := employ(t, q, func(context.Context, string, delivery.Letter) error { return c.err })
				synctest.Wait()
				stop()

				if q.end() != c.end || q.why != c.why {
					t.Errorf("got %q, %q; want %q, %q", q.end(), q.why, c.end, c.why)
				}
			})
		})
	}
}

func TestAMailThatIsOverIsNotTried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := mail("a")
		m.ExpiresAt = time.Now()
		q := newTable(m)
		stop := employ(t, q, func(context.Context, string, delivery.Letter) error { t.Error("tried"); return nil })
		synctest.Wait()
		stop()

		if got := q.end(); got != delivery.Expired {
			t.Errorf("got %q; want expired", got)
		}
	})
}
