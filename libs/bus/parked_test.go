package bus_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestAParkedMessageIsReplayedOrForgotten(t *testing.T) {
	w := testkit.NewWorld(t)
	var read atomic.Int32
	b := joined(t, w, func(ctx context.Context, rt host.Runtime) error {
		return bus.Work(ctx, rt.Bus, chore, 1, func(context.Context, question) error {
			read.Add(1)
			return nil
		})
	})
	for _, id := range []string{"first", "second"} {
		bad := contract.Message{ID: id, Subject: chore.Subject(), Body: []byte(`{"text":`)}
		if err := bus.Publish(t.Context(), b, bad); err != nil {
			t.Fatal(err)
		}
	}
	parked := func(want int) (all []bus.ParkedMessage) {
		t.Helper()
		testkit.Eventually(t, "what can't be read is parked", func() bool {
			var err error
			all, err = bus.Parked(t.Context(), w.Bus())
			return err == nil && len(all) == want
		})
		return all
	}
	all := parked(2)

	if err := bus.Discard(t.Context(), w.Bus(), all[0].Seq); err != nil {
		t.Fatal(err)
	}
	if err := bus.Replay(t.Context(), w.Bus(), all[1].Seq); err != nil {
		t.Fatal(err)
	}

	again := parked(1) // it could not be read this time either
	if again[0].Seq == all[1].Seq || again[0].Subject != all[1].Subject || read.Load() != 0 {
		t.Errorf("got %+v; want what was replayed, parked anew", again)
	}
	for _, gone := range all {
		if err := bus.Replay(t.Context(), w.Bus(), gone.Seq); !errors.Is(err, bus.ErrNotParked) {
			t.Errorf("message %d: got %v; want %v", gone.Seq, err, bus.ErrNotParked)
		}
	}
}
