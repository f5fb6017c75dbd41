package bus_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// joined starts a service that does nothing and returns its own bus, with its
// own rights.
func joined(t *testing.T, w *testkit.World, set func(context.Context, host.Runtime) error) *bus.Bus {
	t.Helper()
	out := make(chan *bus.Bus, 1)
	w.Start(echo(func(ctx context.Context, rt host.Runtime) error {
		if set != nil {
			if err := set(ctx, rt); err != nil {
				return err
			}
		}
		out <- rt.Bus
		return rt.Wait(ctx)
	}), nil)
	return <-out
}

func TestAFactIsHeardOnceThoughAnnouncedTwice(t *testing.T) {
	w := testkit.NewWorld(t)
	heard := make(chan string, 10)
	b := joined(t, w, func(ctx context.Context, rt host.Runtime) error {
		return bus.Hear(ctx, rt.Bus, said, func(_ context.Context, fact answer) error {
			heard <- fact.Text
			return nil
		})
	})

	for _, text := range []string{"one", "one", "two"} {
		m, err := said.Message(text, answer{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if err := bus.Publish(t.Context(), b, m); err != nil {
			t.Fatal(err)
		}
	}

	seen := map[string]int{<-heard: 1}
	seen[<-heard]++
	if seen["one"] != 1 || seen["two"] != 1 || len(heard) != 0 {
		t.Errorf("heard %v and %d more; want each once", seen, len(heard))
	}
}

func TestATaskThatFailsComesAgain(t *testing.T) {
	w := testkit.NewWorld(t)
	done := make(chan int32, 1)
	var tries atomic.Int32
	b := joined(t, w, func(ctx context.Context, rt host.Runtime) error {
		return bus.Work(ctx, rt.Bus, chore, 2, func(context.Context, question) error {
			switch n := tries.Add(1); n {
			case 1:
				return errors.New("not today")
			case 2:
				panic("nor now")
			case 3:
				return bus.Later(errors.New("waiting"), 10*time.Millisecond)
			default:
				done <- n
				return nil
			}
		})
	})
	queue(t, b, "task-1")

	if n := <-done; n != 4 {
		t.Errorf("done at try %d; want 4", n)
	}
}

func TestAMessageNobodyCanReadIsParked(t *testing.T) {
	w := testkit.NewWorld(t)
	done := make(chan string, 1)
	b := joined(t, w, func(ctx context.Context, rt host.Runtime) error {
		return bus.Work(ctx, rt.Bus, chore, 1, func(_ context.Context, q question) error {
			done <- q.Text
			return nil
		})
	})
	m, err := chore.Message("bad", question{})
	if err != nil {
		t.Fatal(err)
	}
	m.Body = []byte(`{"text":`)
	if err := bus.Publish(t.Context(), b, m); err != nil {
		t.Fatal(err)
	}
	queue(t, b, "good")

	if got := <-done; got != "good" {
		t.Errorf("got %q; want the task behind the bad one", got)
	}
	testkit.Eventually(t, "the message is parked", func() bool {
		parked, err := bus.Parked(t.Context(), w.Bus())
		return err == nil && len(parked) == 1 && string(parked[0].Body) == `{"text":`
	})
}

func queue(t *testing.T, b *bus.Bus, id string) {
	t.Helper()
	m, err := chore.Message(id, question{Text: id})
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Publish(t.Context(), b, m); err != nil {
		t.Fatal(err)
	}
}

func TestAWatcherMissesNothingAndSeesNothingTwice(t *testing.T) {
	w := testkit.NewWorld(t)
	b := joined(t, w, nil)
	report := func(from, to int) {
		for i := from; i < to; i++ {
			if err := bus.Report(t.Context(), b, running, "job", answer{Text: strconv.Itoa(i)}); err != nil {
				t.Error(err)
			}
		}
	}
	report(0, 700) // more than are fetched at a time
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last uint64
	next := 0
	expect := func(ch <-chan bus.Seen[answer], until int) {
		t.Helper()
		for ; next < until; next++ {
			s := <-ch
			if s.Step.Text != strconv.Itoa(next) {
				t.Fatalf("got step %q; want %d", s.Step.Text, next)
			}
			last = s.Seq
		}
	}

	first, err := bus.Watch(ctx, b, running, "job", 0)
	if err != nil {
		t.Fatal(err)
	}
	go report(700, 900)
	expect(first, 800)
	again, err := bus.Watch(ctx, b, running, "job", last)
	if err != nil {
		t.Fatal(err)
	}
	expect(again, 900)
}

func TestWatchingNothingWaits(t *testing.T) {
	w := testkit.NewWorld(t)
	b := joined(t, w, nil)
	ctx, cancel := context.WithCancel(t.Context())

	steps, err := bus.Watch(ctx, b, running, "nobody", 0)
	if err != nil {
		t.Fatal(err)
	}
	cancel()

	if s, open := <-steps; open {
		t.Errorf("got %+v; want nothing", s)
	}
}

func TestABoardShowsWhatIsThereAndWhatComes(t *testing.T) {
	w := testkit.NewWorld(t)
	b := joined(t, w, nil)
	if err := bus.Pin(t.Context(), b, notes, "first", answer{Text: "1"}); err != nil {
		t.Fatal(err)
	}
	seen := make(chan string, 4)

	err := bus.Follow(t.Context(), b, notes, func(key string, v answer, present bool) {
		if present {
			seen <- key + v.Text
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := <-seen; got != "first1" {
		t.Errorf("got %q; want first1", got)
	}
	if err := bus.Pin(t.Context(), b, notes, "second", answer{Text: "2"}); err != nil {
		t.Fatal(err)
	}
	if got := <-seen; got != "second2" {
		t.Errorf("got %q; want second2", got)
	}
}

// trickle gives its bytes in small pieces, as a multipart body does.
type trickle struct{ r io.Reader }

func (s trickle) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), 4096)]) }

func TestABucketHandsBytesOver(t *testing.T) {
	w := testkit.NewWorld(t)
	b := joined(t, w, nil)
	want := make([]byte, 5<<20)
	_, _ = rand.Read(want)

	if err := bus.Put(t.Context(), b, hands, "parcel", trickle{bytes.NewReader(want)}); err != nil {
		t.Fatal(err)
	}
	r, err := bus.Take(t.Context(), b, hands, "parcel")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, %v; want the same %d", len(got), err, len(want))
	}
	if err := bus.Drop(t.Context(), b, hands, "parcel"); err != nil {
		t.Fatal(err)
	}
	if _, err := bus.Take(t.Context(), b, hands, "parcel"); !errors.Is(err, bus.ErrNoObject) {
		t.Errorf("got %v; want %v", err, bus.ErrNoObject)
	}
}

func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	w := testkit.NewWorld(t)
	b := joined(t, w, nil)
	broken := fault.New(fault.Malformed, "broken", "the client has gone")

	err := bus.Put(t.Context(), b, hands, "half", io.MultiReader(bytes.NewReader(make([]byte, 1<<20)), failing{broken}))

	if !errors.Is(err, broken) {
		t.Errorf("got %v; want %v", err, broken)
	}
	if _, err := bus.Take(t.Context(), b, hands, "half"); !errors.Is(err, bus.ErrNoObject) {
		t.Errorf("got %v; want %v", err, bus.ErrNoObject)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
