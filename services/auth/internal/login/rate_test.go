package login_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestRateHoldsInEveryWindow(t *testing.T) {
	r := login.Rate{Limit: 10, Per: time.Hour}
	random := rand.New(rand.NewPCG(1, 2))
	var tally login.Tally
	var allowed []time.Time

	now := noon
	for range 5000 {
		now = now.Add(time.Duration(random.IntN(600)) * time.Second / 2)
		if tally.Add(r, now) == 0 {
			allowed = append(allowed, now)
		}
	}

	for i := r.Limit; i < len(allowed); i++ {
		if within := allowed[i].Sub(allowed[i-r.Limit]); within < r.Per {
			t.Fatalf("%d within %s; want at most %d per %s", r.Limit+1, within, r.Limit, r.Per)
		}
	}
	if len(allowed) < 1000 {
		t.Errorf("allowed %d in all; the rate is too tight", len(allowed))
	}
}

func TestRateSaysHowLongToWait(t *testing.T) {
	r := login.Rate{Limit: 2, Per: 10 * time.Minute}
	var tally login.Tally
	tally.Add(r, noon)
	tally.Add(r, noon.Add(3*time.Minute))

	wait := tally.Add(r, noon.Add(4*time.Minute))

	if wait < 6*time.Minute || wait > 8*time.Minute {
		t.Errorf("got %s; want the rest of 10 minutes, or little more", wait)
	}
	if early := tally.Add(r, noon.Add(4*time.Minute+wait-time.Microsecond)); early == 0 {
		t.Error("allowed earlier than it said")
	}
	if late := tally.Add(r, noon.Add(4*time.Minute+wait)); late != 0 {
		t.Errorf("after waiting: got another %s", late)
	}
}

func TestRefusedDoesntCount(t *testing.T) {
	r := login.Rate{Limit: 1, Per: time.Minute}
	var tally login.Tally
	tally.Add(r, noon)
	before := tally.String()

	for range 100 {
		tally.Add(r, noon.Add(time.Second))
	}

	if after := tally.String(); after != before {
		t.Errorf("got %q; want %q", after, before)
	}
}

func TestTakenBackCountsNoMore(t *testing.T) {
	r := login.Rate{Limit: 2, Per: time.Minute}
	var tally login.Tally
	tally.Add(r, noon)
	tally.Add(r, noon)

	tally.Take(r, noon, 1)
	tally.Take(r, noon.Add(-time.Hour), 5) // long forgotten

	if wait := tally.Add(r, noon); wait != 0 {
		t.Errorf("got %s; want one free again", wait)
	}
	if wait := tally.Add(r, noon); wait == 0 {
		t.Error("got two free; want one")
	}
}

func TestClocksThatDifferDontLiftALimit(t *testing.T) {
	r := login.Rate{Limit: 3, Per: time.Minute}
	var tally login.Tally
	allowed := 0
	for i := range 20 {
		at := noon
		if i%2 == 0 {
			at = noon.Add(30 * time.Second)
		}
		if tally.Add(r, at) == 0 {
			allowed++
		}
	}

	if allowed != 3 {
		t.Errorf("allowed %d; want 3", allowed)
	}
}

func TestTallyIsStoredAsItIs(t *testing.T) {
	r := login.Rate{Limit: 100, Per: time.Minute}
	var tally login.Tally
	for i := range 50 {
		tally.Add(r, noon.Add(time.Duration(i)*3*time.Second))
	}

	again, err := login.ParseTally(tally.String())

	if err != nil || again.String() != tally.String() || len(tally.String()) > 500 {
		t.Errorf("got %q, %v; want %q", again.String(), err, tally.String())
	}
	for _, broken := range []string{"x", "1", "1:", ":1", "1:x"} {
		if _, err := login.ParseTally(broken); err == nil {
			t.Errorf("read %q", broken)
		}
	}
}

func TestLimitedWaitsWholeSeconds(t *testing.T) {
	for wait, want := range map[time.Duration]int{
		time.Microsecond: 1, time.Second: 1, time.Second + 1: 2, time.Hour: 3600, -time.Second: 1,
	} {
		err := login.Limited(wait)

		if got := fault.From(err).RetryAfter; got != want || !errors.Is(err, login.ErrLimited) {
			t.Errorf("%s: got %v after %d; want %d", wait, err, got, want)
		}
	}
}
