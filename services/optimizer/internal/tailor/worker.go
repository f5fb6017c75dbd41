package tailor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
)

// Limits bound an optimization's work.
type Limits struct {
	Time     time.Duration // of one run, whole
	FileWait time.Duration // for a file to be read, from the order on
	Runs     int           // how often it is begun before it is given up
	Lease    time.Duration // after which another worker may take over
}

// DefaultLimits are generous to models and strict with what goes wrong.
func DefaultLimits() Limits {
	return Limits{Time: 10 * time.Minute, FileWait: 10 * time.Minute, Runs: 20, Lease: 30 * time.Second}
}

// Worker carries optimizations out.
type Worker struct {
	Bench    Bench
	CVs      CVs
	Words    Words
	Files    Files
	Cashier  *Cashier
	Audience Audience
	Model    *llm.Client
	Switch   Switch
	Limits   Limits
	Now      func() time.Time
	Log      *slog.Logger

	stops stops
}

// LaterError is an error that says: nothing went wrong, come again after this long.
type LaterError struct {
	After time.Duration
	Why   string
}

func (l *LaterError) Error() string { return "later: " + l.Why }

var (
	// ErrLost is what writing under a lost lease comes to.
	ErrLost = errors.New("another worker has taken the optimization over")

	// ErrNotReady is of a file that is still being read.
	ErrNotReady = fault.New(fault.Conflict, "file_not_ready", "the file is still being read")

	errTooLong = errors.New("the time for an optimization is over")
)

const fileRetry = 10 * time.Second // in case the event that wakes us is late

// Run takes an optimization as far as it goes now: to its end, or to a LaterError.
// Any other error is of something that is away; asked again, it goes on.
func (w *Worker) Run(ctx context.Context, id string) error {
	lease := Lease{ID: id, Token: uuid.Must(uuid.NewV7()).String(), Until: w.Now().Add(w.Limits.Lease)}
	o, claim, err := w.Bench.Claim(ctx, lease)
	if f := fault.From(err); err != nil && f.Code == fault.NotFound && claim == Ours {
		return w.conclude(ctx, lease, End{State: Failed, Failure: &Failure{Code: f.Reason, Message: f.Message}})
	}
	if err != nil {
		return err
	}
	switch claim {
	case Gone:
		return nil
	case Taken:
		return &LaterError{After: w.Limits.Lease / 2, Why: "another worker is at it"}
	case Over:
		w.settle(ctx, id)
		return nil
	case Ours:
	}
	work, stop := w.held(ctx, lease)
	end, err := w.safely(work, lease, o)
	cause := context.Cause(work)
	stop()
	if err == nil && end != nil {
		return w.conclude(ctx, lease, *end)
	}
	return w.breakOff(ctx, lease, err, cause)
}

// safely makes a failure of what would fail in the same way each time.
func (w *Worker) safely(ctx context.Context, l Lease, o Optimization) (end *End, err error) {
	defer func() {
		if p := recover(); p != nil { // its value may quote a CV
			w.Log.ErrorContext(ctx, "panic in an optimization", "optimization_id", o.ID, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			end, err = nil, internal()
		}
	}()
	if _, off, err := w.Switch.Off(ctx); err != nil || off {
		return nil, first(err, errOff)
	}
	if o.Runs >= w.Limits.Runs {
		return nil, internal() // it takes down whoever works on it
	}
	return w.work(ctx, l, o)
}

func internal() error {
	return final("internal", "something went wrong on our side; nothing was charged")
}

// held returns a context that lasts as long as the lease, which it keeps, and
// as the time for one run.
func (w *Worker) held(ctx context.Context, l Lease) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	drop := w.stops.hold(l.ID, cancel)
	ctx, release := context.WithTimeoutCause(ctx, w.Limits.Time, errTooLong)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(w.Limits.Lease / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				l.Until = w.Now().Add(w.Limits.Lease)
				if err := w.Bench.Renew(ctx, l); errors.Is(err, ErrLost) {
					cancel(ErrLost)
				}
			}
		}
	}()
	return ctx, func() { drop(); release(); cancel(nil); <-done }
}

func (w *Worker) conclude(ctx context.Context, l Lease, e End) error {
	for n := 0; ; n++ {
		err := w.Bench.Conclude(ctx, l, e)
		if err == nil {
			break
		}
		if errors.Is(err, ErrLost) || n >= concludeTries || !pause(ctx, time.Second<<n) {
			return lost(err)
		}
	}
	w.Audience.Tell(ctx, l.ID, Step{Type: "stage", Stage: StageSettle})
	w.settle(ctx, l.ID)
	return nil
}

// concludeTries is how often an end is tried to be written down, which has cost
// a lot, in about the time that the lease still lasts.
const concludeTries = 4

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// settle tries what the Sweeper does otherwise: the end is on record, and the
// job is done.
func (w *Worker) settle(ctx context.Context, id string) {
	if err := w.Cashier.Close(ctx, id); err != nil {
		w.Log.WarnContext(ctx, "left to be settled", "optimization_id", id, "err", err)
	}
}

// breakOff decides what an interrupted run comes to: an end in failure, or
// another run.
func (w *Worker) breakOff(ctx context.Context, l Lease, err, cause error) error {
	later, isLater := errors.AsType[*LaterError](err)
	failure := failureOf(err, cause)
	if failure != nil {
		w.Log.WarnContext(ctx, "optimization failed", "optimization_id", l.ID, "code", failure.Code)
		return w.conclude(ctx, l, End{State: Failed, Failure: failure})
	}
	if !errors.Is(err, ErrLost) && !errors.Is(cause, ErrLost) {
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if free := w.Bench.Free(after, l); free != nil && !errors.Is(free, ErrLost) {
			w.Log.WarnContext(ctx, "lease left to run out", "optimization_id", l.ID, "err", free)
		}
	}
	if isLater {
		return later
	}
	return lost(err)
}

// lost makes a LaterError of ErrLost: whoever has the lease now does the work.
func lost(err error) error {
	if errors.Is(err, ErrLost) {
		return &LaterError{After: time.Second, Why: "the lease was lost"}
	}
	return err
}

// failureOf returns why an optimization ends here, or nil if it is to be run
// again: because we are stopping, or something of our own is away.
func failureOf(err, cause error) *Failure {
	if e, ok := errors.AsType[*llm.Error](err); ok {
		return &Failure{Code: e.Code(), Message: explained(e.Code())}
	}
	if f, ok := errors.AsType[*finalError](err); ok {
		return &f.Failure
	}
	switch {
	case errors.Is(cause, errOff), errors.Is(err, errOff):
		return offFailure()
	case errors.Is(cause, errTooLong):
		return &Failure{Code: "timed_out", Message: "it took too long and was stopped; nothing was charged"}
	case errors.Is(err, ErrLost), errors.Is(cause, ErrLost):
		return nil
	default:
		return nil
	}
}

// finalError ends a run in failure from within.
type finalError struct{ Failure }

func (f *finalError) Error() string { return f.Code }

func final(code, message string) error {
	return &finalError{Failure{Code: code, Message: message}}
}

func explained(code string) string {
	switch code {
	case "llm_refused":
		return "the language model's service refused the request; the operator must look at its settings. Nothing was charged"
	case "llm_declined":
		return "the language model declined to work on these texts; nothing was charged"
	case "llm_invalid_answer":
		return "the language model gave no usable answer; nothing was charged. Try again, or choose another model"
	default:
		return "the language model can't be reached at the moment; nothing was charged. Try again later"
	}
}
