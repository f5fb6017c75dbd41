package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// phase is what one design came to with so many callers in some time.
type phase struct {
	operations int
	took       time.Duration
	cpu        time.Duration   // of this process and of the database
	waits      []time.Duration // of callers for answers, in order
}

func (p phase) perSecond() float64 { return float64(p.operations) / p.took.Seconds() }

// cost is the CPU time of one operation, in microseconds.
func (p phase) cost() float64 {
	return float64(p.cpu.Nanoseconds()) / 1000 / float64(max(1, p.operations))
}

// wait is how long that share of the callers waited at most, in milliseconds.
func (p phase) wait(share float64) float64 {
	if len(p.waits) == 0 {
		return 0
	}
	at := min(len(p.waits)-1, int(share*float64(len(p.waits))))
	return float64(p.waits[at].Nanoseconds()) / 1e6
}

// asker does what a caller asks for and waits for the answer.
type asker func(context.Context, step) error

// run lets the callers ask for so long. database is the server's process.
func run(ctx context.Context, all []*caller, long time.Duration, database int, ask asker) (phase, error) {
	waits := make([][]time.Duration, len(all))
	for n := range waits {
		waits[n] = make([]time.Duration, 0, 4096)
	}
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	before, err := cpuTime(database)
	if err != nil {
		return phase{}, err
	}
	began := time.Now()
	for n, c := range all {
		wg.Go(func() {
			for asked := time.Now(); asked.Sub(began) < long && failed.Load() == nil; {
				if err := ask(ctx, c.next()); err != nil {
					failed.Store(&err)
					return
				}
				answered := time.Now()
				waits[n] = append(waits[n], answered.Sub(asked))
				asked = answered
			}
		})
	}
	wg.Wait()
	p := phase{took: time.Since(began)}
	after, err := cpuTime(database)
	if e := failed.Load(); e != nil {
		err = *e
	}
	p.cpu, p.waits = after-before, slices.Concat(waits...)
	p.operations = len(p.waits)
	slices.Sort(p.waits)
	return p, err
}

// cpuTime is what this process and another one have used so far, in user mode
// and in the kernel.
func cpuTime(other int) (time.Duration, error) {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0, err
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", other))
	if err != nil {
		return 0, err
	}
	used, err := ticks(stat)
	return time.Duration(own.Utime.Nano()+own.Stime.Nano()) + time.Duration(used)*tick, err
}

// tick is the unit of /proc's CPU times: the kernel shows 100 to a second
// whatever it counts in.
const tick = 10 * time.Millisecond

// ticks reads utime and stime, the 14th and the 15th field. The second one, the
// program's name in brackets, may hold anything.
func ticks(stat []byte) (int64, error) {
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("%d fields in /proc/stat", len(fields))
	}
	user, err := strconv.ParseInt(string(fields[11]), 10, 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseInt(string(fields[12]), 10, 64)
	return user + system, err
}
