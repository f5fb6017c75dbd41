package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

const (
	groupSize  = 256  // operations in one transaction; more gains nothing
	queueSize  = 4096 // operations that may wait
	groupTries = 3

	gatherShare = 8 // of the time a group takes: one part is spent on letting the next one grow
	writeLimit  = 10 * time.Second
)

// queue writes operations in groups: while one group is being written the next
// one gathers. Nobody waits for a timer; alone, an operation is written at once.
type queue struct {
	store Store
	now   func() time.Time
	log   *slog.Logger
	wrote func(context.Context, int, time.Duration)

	mu      sync.Mutex
	waiting []*ask
	writing bool
	writers sync.WaitGroup
}

// ask is an operation that somebody waits for.
type ask struct {
	ctx   context.Context //nolint:containedctx // to drop those whose caller has gone
	op    Operation
	entry Entry
	err   error
	done  chan struct{}
}

func (q *queue) do(ctx context.Context, op Operation) (Entry, error) {
	a := &ask{ctx: ctx, op: op, done: make(chan struct{})}
	if !q.join(ctx, a) {
		return Entry{}, ErrBusy
	}
	select {
	case <-a.done:
		return a.entry, a.err
	case <-ctx.Done():
		return Entry{}, ErrGone // whether it will be done, nobody knows yet
	}
}

// join queues a. The one that finds nobody writing starts the writer, which ends
// when nobody waits: there is nothing to stop, and nothing runs when idle.
func (q *queue) join(ctx context.Context, a *ask) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) >= queueSize {
		return false
	}
	q.waiting = append(q.waiting, a)
	if !q.writing {
		q.writing = true
		q.writers.Go(func() { q.write(context.WithoutCancel(ctx)) })
	}
	return true
}

func (q *queue) wait() { q.writers.Wait() }

func (q *queue) write(ctx context.Context) {
	for {
		group, more := q.take()
		if !more {
			return
		}
		began := time.Now()
		q.writeGroup(ctx, group)
		took := time.Since(began)
		q.wrote(ctx, len(group), took)
		if len(group) > 1 {
			q.gather(took)
		}
	}
}

// gather lets those who were just answered ask again before the next group is
// taken: as long as more of them do, and for a small part of the time that a
// group takes. Who is alone, is not waited for.
func (q *queue) gather(took time.Duration) {
	for began, last := time.Now(), -1; time.Since(began) < took/gatherShare; {
		waiting := q.length()
		if waiting == last || waiting >= groupSize {
			return
		}
		last = waiting
		runtime.Gosched()
	}
}

func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// take returns the next group. When nobody waits the writer is done.
func (q *queue) take() (group []*ask, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), groupSize)
	if n == 0 {
		q.writing = false
		return nil, false
	}
	group = q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	return group, true
}

// writeGroup answers every ask of a group, once what it is told is in the book.
func (q *queue) writeGroup(ctx context.Context, group []*ask) {
	live := group[:0:0]
	for _, a := range group {
		if a.ctx.Err() == nil {
			live = append(live, a)
		} else {
			a.answer(ErrGone)
		}
	}
	err := q.attempts(ctx, live)
	if err != nil && len(live) > 1 && !isAway(err) {
		q.oneByOne(ctx, live)
		return
	}
	for _, a := range live {
		a.answer(q.verdict(ctx, err))
	}
}

// oneByOne keeps an operation that can't be written from failing its neighbours.
func (q *queue) oneByOne(ctx context.Context, group []*ask) {
	for _, a := range group {
		a.answer(q.verdict(ctx, q.attempts(ctx, []*ask{a})))
	}
}

func (a *ask) answer(err error) {
	if err != nil {
		a.entry, a.err = Entry{}, err
	}
	close(a.done)
}

// verdict is what callers are told of an error of the store.
func (q *queue) verdict(ctx context.Context, err error) error {
	if isAway(err) {
		q.log.WarnContext(ctx, "ledger not written", "err", err)
		return ErrAway
	}
	return err
}

// attempts writes a group. Trying again is safe: what an attempt did after all,
// the next one finds by its key.
func (q *queue) attempts(ctx context.Context, group []*ask) (err error) {
	if len(group) == 0 {
		return nil
	}
	for range groupTries {
		if err = q.attempt(ctx, group); err == nil || errors.Is(err, ErrRefused) {
			return err
		}
	}
	return err
}

func (q *queue) attempt(ctx context.Context, group []*ask) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: panic of type %T", ErrRefused, p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, writeLimit)
	defer cancel()

	ops := make([]Operation, len(group))
	for i, a := range group {
		ops[i] = a.op
	}
	return q.store.Write(ctx, q.now(), ops, func(p *Page) error {
		// Verdicts of an attempt before rest on entries that were never kept.
		for _, a := range group {
			if a.entry, a.err = p.Apply(a.op); errors.Is(a.err, ErrStale) {
				return ErrStale
			}
		}
		return nil
	})
}

// isAway reports whether err says more about the store than about what was to
// be written.
func isAway(err error) bool { return err != nil && !errors.Is(err, ErrRefused) && !isVerdict(err) }

// isVerdict reports whether err is an answer, not a failure to find one.
func isVerdict(err error) bool { return err != nil && !fault.Temporary(err) }
