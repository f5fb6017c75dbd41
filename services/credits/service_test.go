package credits_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits"
)

func TestNobodySpendsTwice(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		h.Start(credits.Service, settings(dsn, nil)) // a second replica
		_, jane := h.user(100)
		var mu sync.Mutex
		admitted := 0
		var wg sync.WaitGroup
		for n := range 60 {
			wg.Go(func() {
				_, err := bus.Call(jane, h.Bus(), creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: fmt.Sprint("job-", n), Amount: 5})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					admitted++
				case fault.From(err).Reason != "insufficient_credits":
					t.Errorf("job %d: %v", n, err)
				}
			})
		}
		wg.Wait()

		if got := h.balance(jane); admitted != 20 || got.Available != 0 || got.Held != 100 {
			t.Errorf("%d admitted, balance %+v; want 20, none available", admitted, got)
		}
	})
}

func TestHistoryIsPaged(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		_, jane := h.user(100)
		for n := range 5 {
			call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: fmt.Sprint("job-", n), Amount: 1})
		}
		for kind, want := range map[string]string{"": "[6 5] [4 3] [2 1]", "hold": "[6 5] [4 3] [2]", "refund": "[]"} {
			var got []string
			cursor := ""
			for {
				page := call(h, jane, creditsv1.History, creditsv1.HistoryRequest{Limit: 2, Kind: kind, Cursor: cursor})
				seqs := []int64{}
				for _, e := range page.Items {
					seqs = append(seqs, e.Seq)
				}
				got = append(got, fmt.Sprint(seqs))
				if cursor = page.NextCursor; cursor == "" {
					break
				}
			}
			if got := strings.Join(got, " "); got != want {
				t.Errorf("%q: pages %s; want %s", kind, got, want)
			}
		}
	})
}

func TestAReservationExpires(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, map[string]string{"CREDITS_HOLD_LIFE": "1s"})
		_, jane := h.user(100)
		call(h, jane, creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: "forgotten", Amount: 10})

		testkit.Eventually(t, "the reservation is released", func() bool { return h.balance(jane).Held == 0 })

		late := refused(h, t.Context(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: "forgotten", Amount: 10})
		if late.Reason != "reservation_released" {
			t.Errorf("a late settle: %v", late)
		}
	})
}

func TestSettingsThatCanNotBeRightAreRefused(t *testing.T) {
	for name, value := range map[string]string{
		"CREDITS_DSN": "", "SIGNUP_CREDITS": "-1", "CREDITS_HOLD_LIFE": "10ms", "CREDITS_SELF_SERVICE": "perhaps",
	} {
		settings := settings("sqlite:x", nil)
		settings[name] = value
		err := host.Check([]host.Service{credits.Service}, settings)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

func TestNoCallFailsWhileAReplicaStops(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn, nil)
		leaving := h.Start(credits.Service, settings(dsn, nil))
		_, jane := h.user(1_000_000)
		ctx, stop := context.WithCancel(t.Context())
		var calls atomic.Int64
		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					name := fmt.Sprintf("job-%d-%d", n, i)
					_, err := bus.Call(jane, h.Bus(), creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: name, Amount: 2})
					if err == nil {
						_, err = bus.Call(jane, h.Bus(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: name, Amount: 1})
					}
					if err != nil {
						t.Errorf("%s: %v", name, err)
					}
					calls.Add(1)
				}
			})
		}
		testkit.Eventually(t, "calls are under way", func() bool { return calls.Load() > 50 })

		leaving.Stop()

		before := calls.Load()
		testkit.Eventually(t, "the other one goes on", func() bool { return calls.Load() > before+50 })
		stop()
		wg.Wait()
		if got := h.balance(jane); got.Held != 0 || got.Spent != calls.Load() {
			t.Errorf("%d calls, balance %+v", calls.Load(), got)
		}
	})
}
