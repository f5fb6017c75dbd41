package login

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

// ErrLimited is the fault of who asks too often. It says nothing about whether
// the address asked about has an account.
var ErrLimited = fault.New(fault.Limited, "rate_limited", "too many attempts; wait a while and try again")

// Limited returns ErrLimited with how long to wait, in whole seconds.
func Limited(wait time.Duration) error {
	return ErrLimited.After(max(1, int((wait+time.Second-1)/time.Second)))
}

// Rate is how often something may happen: at most Limit times in any Per.
type Rate struct {
	Limit int
	Per   time.Duration
}

// Spend is one use of what a rate limits. Key says whose.
type Spend struct {
	Key  string
	Rate Rate
}

// Refund gives back what N spends, made at a time, had used.
type Refund struct {
	Spend
	At time.Time
	N  int
}

// slots is in how many steps a rate's window moves on.
const slots = 10

// slot numbers the step that t falls into.
func (r Rate) slot(t time.Time) int64 { return t.UnixMicro() / r.step() }

func (r Rate) step() int64 { return max(1, r.Per.Microseconds()/slots) }

// Tally counts how often something happened lately. It forgets by whole steps,
// never too early, so a rate's limit holds in every window of its length.
type Tally struct{ marks []mark }

type mark struct {
	slot int64
	n    int
}

// Add counts one more, or leaves the tally as it is and says how long to wait.
func (t *Tally) Add(r Rate, now time.Time) (wait time.Duration) {
	current := r.slot(now)
	t.forget(current - slots)
	sum := 0
	for _, m := range t.marks {
		sum += m.n
	}
	if sum >= r.Limit {
		return t.untilBelow(r, sum, now)
	}
	last := len(t.marks) - 1
	if last >= 0 && t.marks[last].slot >= current { // later: another replica's clock is ahead
		t.marks[last].n++
		return 0
	}
	t.marks = append(t.marks, mark{slot: current, n: 1})
	return 0
}

// Take uncounts n that were added at a time.
func (t *Tally) Take(r Rate, at time.Time, n int) {
	for i := range t.marks {
		if t.marks[i].slot == r.slot(at) {
			t.marks[i].n = max(0, t.marks[i].n-n)
		}
	}
}

func (t *Tally) forget(before int64) {
	kept := t.marks[:0]
	for _, m := range t.marks {
		if m.slot >= before && m.n > 0 {
			kept = append(kept, m)
		}
	}
	t.marks = kept
}

// untilBelow is how long it takes until enough is forgotten for one more.
func (t *Tally) untilBelow(r Rate, sum int, now time.Time) time.Duration {
	for _, m := range t.marks {
		sum -= m.n
		if sum < r.Limit {
			forgotten := time.UnixMicro((m.slot + slots + 1) * r.step())
			return max(time.Second, forgotten.Sub(now))
		}
	}
	return r.Per // nothing is allowed at all
}

// Until is when a tally that was just added to says nothing any more.
func (r Rate) Until(now time.Time) time.Time {
	return now.Add(r.Per + time.Duration(2*r.step())*time.Microsecond)
}

// String is the tally as it is stored.
func (t *Tally) String() string {
	words := make([]string, len(t.marks))
	for i, m := range t.marks {
		words[i] = fmt.Sprintf("%d:%d", m.slot, m.n)
	}
	return strings.Join(words, " ")
}

// ParseTally is the inverse of String.
func ParseTally(s string) (Tally, error) {
	var t Tally
	for word := range strings.FieldsSeq(s) {
		slot, n, _ := strings.Cut(word, ":")
		m, err := mark{}, error(nil)
		if m.slot, err = strconv.ParseInt(slot, 10, 64); err != nil {
			return Tally{}, fmt.Errorf("read a tally: %w", err)
		}
		if m.n, err = strconv.Atoi(n); err != nil {
			return Tally{}, fmt.Errorf("read a tally: %w", err)
		}
		t.marks = append(t.marks, m)
	}
	return t, nil
}
