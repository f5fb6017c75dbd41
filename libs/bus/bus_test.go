package bus_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/testkit"
)

type (
	question struct {
		Text string `json:"text"`
	}
	answer struct {
		Text string `json:"text"`
		By   string `json:"by"`
	}
)

var (
	ask     = contract.NewCall[question, answer]("echo", "v1", "ask", contract.ByAnyone)
	askAs   = contract.NewCall[question, answer]("echo", "v1", "ask_as", contract.ByUser)
	said    = contract.NewEvent[answer]("echo", "v1", "said")
	chore   = contract.NewJob[question]("echo", "v1", "chore")
	running = contract.NewLive[answer]("echo")
	notes   = contract.NewBoard[answer]("notes", time.Minute)
	hands   = contract.NewBucket("hands", time.Minute)
)

// echo returns a service with the given body and every port of this test.
func echo(run func(context.Context, host.Runtime) error) host.Service {
	return host.Service{Name: "echo", Run: run, Ports: bus.Ports{
		Answers: []contract.Port{ask, askAs}, Asks: []contract.Port{ask}, Announces: []contract.Port{said}, Hears: []contract.Port{said},
		Works: []contract.Port{chore}, Reports: []contract.Port{running}, Watches: []contract.Port{running},
		Writes: []contract.Port{notes}, Reads: []contract.Port{notes},
		Puts: []contract.Port{hands}, Takes: []contract.Port{hands},
	}}
}

func TestCallReturnsTheAnswer(t *testing.T) {
	w := testkit.NewWorld(t)
	w.Start(echo(func(ctx context.Context, rt host.Runtime) error {
		if err := bus.Handle(rt.Bus, ask, func(_ context.Context, q question) (answer, error) {
			return answer{Text: q.Text}, nil
		}); err != nil {
			return err
		}
		return rt.Wait(ctx)
	}), nil)

	got, err := bus.Call(t.Context(), w.Bus(), ask, question{Text: "hello"})

	if err != nil || got.Text != "hello" {
		t.Errorf("got %+v, %v; want hello", got, err)
	}
}

func TestLargeBodiesCrossInBothDirections(t *testing.T) {
	w := testkit.NewWorld(t)
	w.Start(echo(func(ctx context.Context, rt host.Runtime) error {
		if err := bus.Handle(rt.Bus, ask, func(_ context.Context, q question) (answer, error) {
			return answer{Text: q.Text}, nil
		}); err != nil {
			return err
		}
		return rt.Wait(ctx)
	}), nil)
	long := make([]byte, 3<<20)
	for i := range long {
		long[i] = "abcdefghij klmnop\n"[i%18]
	}

	got, err := bus.Call(t.Context(), w.Bus(), ask, question{Text: string(long)})

	if err != nil || got.Text != string(long) {
		t.Errorf("got %d bytes, %v; want %d", len(got.Text), err, len(long))
	}
}

func TestCallsAreAnsweredSideBySide(t *testing.T) {
	w := testkit.NewWorld(t)
	var inside atomic.Int32
	together := make(chan struct{})
	w.Start(echo(func(ctx context.Context, rt host.Runtime) error {
		if err := bus.Handle(rt.Bus, ask, func(ctx context.Context, _ question) (answer, error) {
			if inside.Add(1) == 8 {
				close(together)
			}
			select {
			case <-together:
				return answer{}, nil
			case <-ctx.Done():
				return answer{}, ctx.Err()
			}
		}); err != nil {
			return err
		}
		return rt.Wait(ctx)
	}), nil)

	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := bus.Call(t.Context(), w.Bus(), ask, question{}); err != nil {
				t.Errorf("got %v; want an answer while seven others are answered", err)
			}
		})
	}
	wg.Wait()
}

func TestAnErrorKeepsItsCodeAndHidesItsText(t *testing.T) {
	w := testkit.NewWorld(t)
	w.Start(echo(func(ctx context.Context, rt host.Runtime) error {
		if err := bus.Handle(rt.Bus, ask, func(_ context.Context, q question) (answer, error) {
			switch q.Text {
			case "fault":
				return answer{}, fault.New(fault.Exhausted, "insufficient_credits", "not enough credits").After(3)
			case "panic":
				panic("secret")
			default:
				return answer{}, errors.New("secret")
			}
		}); err != nil {
			return err
		}
		return rt.Wait(ctx)
	}), nil)

	for text, want := range map[string]fault.Error{
		"fault": {Code: fault.Exhausted, Reason: "insufficient_credits", Message: "not enough credits", RetryAfter: 3},
		"plain": {Code: fault.Internal, Reason: "internal", Message: "something went wrong on our side"},
		"panic": {Code: fault.Internal, Reason: "internal", Message: "something went wrong on our side"},
	} {
		_, err := bus.Call(t.Context(), w.Bus(), ask, question{Text: text})
		got := fault.From(err)
		if got.Code != want.Code || got.Reason != want.Reason || got.Message != want.Message || got.RetryAfter != want.RetryAfter {
			t.Errorf("%s: got %+v; want %+v", text, got, want)
		}
	}
}

func TestACallNobodyAnswersIsUnavailableAtOnce(t *testing.T) {
	w := testkit.NewWorld(t)
	began := time.Now()

	_, err := bus.Call(t.Context(), w.Bus(), ask, question{})

	if f := fault.From(err); f.Code != fault.Unavailable || f.Reason != "service_away" {
		t.Errorf("got %v; want service_away", err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %s; want no wait", took)
	}
}

func TestACallerThatHasGoneIsNotWorkedFor(t *testing.T) {
	w := testkit.NewWorld(t)
	gone := make(chan error, 1)
	w.Start(echo(func(ctx context.Context, rt host.Runtime) error {
		if err := bus.Handle(rt.Bus, ask, func(ctx context.Context, _ question) (answer, error) {
			<-ctx.Done()
			gone <- ctx.Err()
			return answer{}, ctx.Err()
		}); err != nil {
			return err
		}
		return rt.Wait(ctx)
	}), nil)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()

	_, err := bus.Call(ctx, w.Bus(), ask, question{})

	if fault.From(err).Code != fault.Unavailable {
		t.Errorf("got %v; want unavailable", err)
	}
	if err := <-gone; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the handler saw %v; want the caller's deadline", err)
	}
}

func TestACallByAUserNeedsAValidToken(t *testing.T) {
	w := testkit.NewWorld(t)
	w.Start(echo(func(ctx context.Context, rt host.Runtime) error {
		if err := bus.Handle(rt.Bus, askAs, func(ctx context.Context, _ question) (answer, error) {
			caller, err := identity.User(ctx)
			return answer{By: caller.UserID}, err
		}); err != nil {
			return err
		}
		return rt.Wait(ctx)
	}), nil)

	got, err := bus.Call(w.As(t.Context(), "jane"), w.Bus(), askAs, question{})
	if err != nil || got.By != "jane" {
		t.Errorf("got %+v, %v; want jane", got, err)
	}
	for name, ctx := range map[string]context.Context{
		"no caller": t.Context(),
		"forged":    identity.With(t.Context(), identity.Caller{UserID: "jane", Token: w.Token("jane", "user") + "x"}),
	} {
		if _, err := bus.Call(ctx, w.Bus(), askAs, question{}); fault.From(err).Code != fault.Unauthenticated {
			t.Errorf("%s: got %v; want unauthenticated", name, err)
		}
	}
}

func TestStoppingLosesNoCall(t *testing.T) {
	w := testkit.NewWorld(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	service := w.Start(echo(func(ctx context.Context, rt host.Runtime) error {
		if err := bus.Handle(rt.Bus, ask, func(context.Context, question) (answer, error) {
			close(begun)
			<-finish
			return answer{Text: "done"}, nil
		}); err != nil {
			return err
		}
		return rt.Wait(ctx)
	}), nil)
	replies := make(chan answer, 1)
	go func() {
		reply, err := bus.Call(t.Context(), w.Bus(), ask, question{})
		if err != nil {
			t.Errorf("got %v; want the answer that was being made", err)
		}
		replies <- reply
	}()
	<-begun

	stopped := make(chan struct{})
	go func() { service.Stop(); close(stopped) }()
	close(finish)

	if got := <-replies; got.Text != "done" {
		t.Errorf("got %+v; want done", got)
	}
	<-stopped
}
