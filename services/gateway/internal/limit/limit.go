// Package limit says how often somebody may ask: so many times a second on
// average, and a burst at once. It promises to stay small, however many ask.
package limit

import (
	"sync"
	"time"
)

// most is how many keys are remembered. When all of them are in use, those that
// come after share one allowance, so that inventing names gains nothing.
const most = 100_000

// startSize is how many keys there may be before the first look at which of
// them can go.
const startSize = 1024

// sweepPause keeps a flood of new keys from making each of them walk over all
// the others.
const sweepPause = time.Second

// Limit counts per key. It is safe for concurrent use.
type Limit struct {
	every time.Duration // how long one more takes to come back
	burst time.Duration // how far ahead of time a key may run

	mu      sync.Mutex
	due     map[string]time.Time // when what a key has taken is paid back
	sweepAt int
	swept   time.Time
}

// New returns a limit of perSecond on average and burst at once.
func New(perSecond float64, burst int) *Limit {
	every := time.Duration(float64(time.Second) / perSecond)
	return &Limit{
		every:   every,
		burst:   every * time.Duration(burst),
		due:     make(map[string]time.Time),
		sweepAt: startSize,
	}
}

// Take counts one request of key at the time now. It returns zero where that is
// within the limit, else how long to wait; a refused request costs nothing.
func (l *Limit) Take(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	due, known := l.due[key]
	if !known && !l.room(now) {
		key = ""
		due = l.due[key]
	}
	if due.Before(now) {
		due = now
	}
	due = due.Add(l.every)
	if ahead := due.Sub(now); ahead > l.burst {
		return ahead - l.burst
	}
	l.due[key] = due
	return 0
}

// room reports whether one more key may be remembered, and forgets those that
// have paid everything back when there are many.
func (l *Limit) room(now time.Time) bool {
	if len(l.due) < l.sweepAt {
		return true
	}
	if now.Sub(l.swept) < sweepPause && l.sweepAt == most {
		return false
	}
	l.swept = now
	for key, due := range l.due {
		if due.Before(now) {
			delete(l.due, key)
		}
	}
	l.sweepAt = min(most, max(startSize, 2*len(l.due)))
	return len(l.due) < l.sweepAt
}
