package limit

import (
	"strconv"
	"testing"
	"time"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func take(l *Limit, key string, n int, now time.Time) (taken int) {
	for range n {
		if l.Take(key, now) == 0 {
			taken++
		}
	}
	return taken
}

func TestBurstThenSteadyRate(t *testing.T) {
	l := New(20, 300)

	if got := take(l, "ann", 1000, noon); got != 300 {
		t.Errorf("burst: got %d; want 300", got)
	}
	if got := take(l, "ann", 1000, noon.Add(time.Second)); got != 20 {
		t.Errorf("a second later: got %d; want 20", got)
	}
	if got := take(l, "ann", 1000, noon.Add(time.Hour)); got != 300 {
		t.Errorf("an hour later: got %d; want 300", got)
	}
}

func TestWaitIsLongEnough(t *testing.T) {
	l := New(2, 1)
	take(l, "ann", 1, noon)

	wait := l.Take("ann", noon)

	if wait != 500*time.Millisecond {
		t.Errorf("got %v; want 500ms", wait)
	}
	if again := l.Take("ann", noon.Add(wait)); again != 0 {
		t.Errorf("after waiting as told: got %v; want 0", again)
	}
}

func TestOneKeyDoesNotSpendAnothers(t *testing.T) {
	l := New(1, 5)
	take(l, "ann", 10, noon)

	if got := take(l, "bob", 10, noon); got != 5 {
		t.Errorf("got %d; want 5", got)
	}
}

func TestInventedKeysShareOneAllowance(t *testing.T) {
	l := New(1, 2)
	taken := 0
	for i := range 2 * most {
		if l.Take(strconv.Itoa(i), noon) == 0 {
			taken++
		}
	}

	if len(l.due) > most+1 {
		t.Errorf("remembers %d keys; want at most %d", len(l.due), most+1)
	}
	if taken > most+2 {
		t.Errorf("let %d through; want at most %d", taken, most+2)
	}
}
