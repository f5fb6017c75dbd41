package bench

import (
	"strings"
	"testing"
	"time"
)

func TestTicksAreThoseOfTheProcess(t *testing.T) {
	got, err := ticks([]byte("42 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 700 30 0 0 20 0 1"))
	_, short := ticks([]byte("42 (a) S 1"))

	if got != 730 || err != nil || short == nil {
		t.Errorf("got %d, %v; of half a line %v", got, err, short)
	}
}

// The ratios are of one round each, and their median is reported: a round in
// which the machine was busy with something else changes nothing.
func TestTheReportIsOfMedians(t *testing.T) {
	r := &report{}
	for _, slow := range []int{1, 1, 50, 1, 1} {
		m := r.begin()
		for _, p := range plans() {
			m[key{"textbook", p}] = phase{operations: 100, took: time.Second, cpu: time.Second, waits: []time.Duration{time.Second}}
			m[key{"ours", p}] = phase{
				operations: 3000 / slow, took: time.Second, cpu: time.Second, waits: []time.Duration{time.Second / 2},
			}
			m[key{"nats", p}] = m[key{"textbook", p}]
		}
		m[key{design: "raw"}] = phase{operations: 4000, took: time.Second}
		m[key{design: "raw entries"}] = phase{operations: 5000, took: time.Second}
	}

	lines := strings.Split(strings.TrimSpace(r.String()), "\n")

	last := "RESULT hot_account=30.00 accounts_10000=30.00 hot_cpu=30.00 accounts_10000_cpu=30.00 p50_one_caller=0.50 raw_insert_share=0.75"
	before := "THROUGH_NATS hot_account=1.00 accounts_10000=1.00 hot_cpu=1.00 accounts_10000_cpu=1.00 p50_one_caller=1.00 raw_insert_share=0.03"
	if got := lines[len(lines)-2:]; got[0] != before || got[1] != last {
		t.Errorf("got %q", got)
	}
}
