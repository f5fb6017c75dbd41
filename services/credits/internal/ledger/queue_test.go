package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"
)

// script is a store whose Write does what the test says.
type script struct {
	Store
	write func(ops []Operation, decide func(*Page) error) error
}

func (s script) Write(_ context.Context, _ time.Time, ops []Operation, decide func(*Page) error) error {
	return s.write(ops, decide)
}

func bookOf(write func([]Operation, func(*Page) error) error) *Book {
	return NewBook(Config{
		Store: script{write: write}, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return noon }, Trace: func(context.Context) string { return "" },
	})
}

var errTransient = errors.New("the connection broke")

func TestVerdictsOfAFailedAttemptAreForgotten(t *testing.T) {
	attempts := 0
	b := bookOf(func(_ []Operation, decide func(*Page) error) error {
		attempts++
		if attempts == 1 {
			return errors.Join(decide(pageWith(0)), errTransient) // there, credits are missing
		}
		return decide(pageWith(100))
	})

	done, err := b.Do(t.Context(), reserve(40, "job"))

	if err != nil || done.Entry.Held != 40 || done.Replayed || attempts != 2 {
		t.Errorf("got %+v, %v after %d attempts", done, err, attempts)
	}
}

func TestALostAcknowledgementIsNoReplay(t *testing.T) {
	p, attempts := pageWith(100), 0
	b := bookOf(func(_ []Operation, decide func(*Page) error) error {
		attempts++
		err := decide(p)
		if attempts == 1 {
			err = errTransient // it was committed all the same
		}
		return err
	})

	first, err1 := b.Do(t.Context(), reserve(40, "job"))
	second, err2 := b.Do(t.Context(), reserve(40, "job"))

	if err1 != nil || err2 != nil || first.Replayed || !second.Replayed || first.Entry != second.Entry {
		t.Errorf("got %+v, %v; then %+v, %v", first, err1, second, err2)
	}
	if len(p.Added) != 2 {
		t.Errorf("%d entries; want the grant and one hold", len(p.Added))
	}
}

func TestAnOperationThatCanNotBeWrittenFailsAlone(t *testing.T) {
	p := pageWith(100)
	begun, groups := make(chan struct{}), [][]Operation{}
	var once sync.Once
	release := make(chan struct{})
	b := bookOf(func(ops []Operation, decide func(*Page) error) error {
		once.Do(func() { close(begun); <-release })
		groups = append(groups, ops)
		for _, op := range ops {
			switch op.Name {
			case "poison":
				return fmt.Errorf("%w: CHECK", ErrRefused)
			case "bug":
				panic("oops")
			}
		}
		return decide(p)
	})
	results := askAll(t, b, begun, release, reserve(1, "a"), reserve(1, "poison"), reserve(1, "b"), reserve(1, "bug"), reserve(1, "c"))

	for name, want := range map[string]bool{"a": true, "b": true, "c": true, "poison": false, "bug": false} {
		if got := results[name]; (got == nil) != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if p.Accounts["jane"].Held != 4 { // with the one that opened the door
		t.Errorf("held %d; want 4", p.Accounts["jane"].Held)
	}
}

func TestThoseWhoWaitAreWrittenTogether(t *testing.T) {
	p := pageWith(100)
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var sizes []int
	b := bookOf(func(ops []Operation, decide func(*Page) error) error {
		once.Do(func() { close(begun); <-release })
		sizes = append(sizes, len(ops))
		return decide(p)
	})
	results := askAll(t, b, begun, release, reserve(60, "a"), reserve(60, "b"), reserve(60, "c"), reserve(9, "d"), reserve(9, "e"))
	b.Close()

	good := 0
	for _, name := range []string{"a", "b", "c"} {
		if results[name] == nil {
			good++
		} else if !errors.Is(results[name], ErrInsufficient) {
			t.Errorf("%s: %v", name, results[name])
		}
	}
	if fmt.Sprint(sizes) != "[1 5]" || good != 1 || results["d"] != nil || results["e"] != nil {
		t.Errorf("groups %v, %v", sizes, results)
	}
}

// askAll opens the door with one operation and, while that is being written, asks
// for all the others.
func askAll(t *testing.T, b *Book, begun, release chan struct{}, ops ...Operation) map[string]error {
	t.Helper()
	results := map[string]error{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := b.Do(t.Context(), reserve(1, "door")); err != nil {
			t.Error(err)
		}
	})
	<-begun
	for n, op := range ops {
		wg.Go(func() {
			_, err := b.Do(t.Context(), op)
			mu.Lock()
			defer mu.Unlock()
			results[op.Name] = err
		})
		for b.queue.length() != n+1 {
			<-time.After(time.Millisecond)
		}
	}
	close(release)
	wg.Wait()
	return results
}

func TestABacklogIsBounded(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	p := pageWith(MaxAmount)
	b := bookOf(func(_ []Operation, decide func(*Page) error) error {
		once.Do(func() { close(begun); <-release })
		return decide(p)
	})
	var wg sync.WaitGroup
	defer func() { close(release); wg.Wait() }()
	wg.Go(func() { _, _ = b.Do(t.Context(), reserve(1, "door")) })
	<-begun
	for n := range queueSize {
		wg.Go(func() { _, _ = b.Do(t.Context(), reserve(1, fmt.Sprint("j", n))) })
	}
	for b.queue.length() < queueSize {
		<-time.After(time.Millisecond)
	}

	_, err := b.Do(t.Context(), reserve(1, "one-more"))

	if !errors.Is(err, ErrBusy) {
		t.Errorf("got %v; want %v", err, ErrBusy)
	}
}

func TestNothingIsDoneForACallerThatHasGone(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	p := pageWith(100)
	b := bookOf(func(_ []Operation, decide func(*Page) error) error {
		once.Do(func() { close(begun); <-release })
		return decide(p)
	})
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = b.Do(t.Context(), reserve(1, "door")) })
	<-begun
	gone, leave := context.WithCancel(t.Context())
	wg.Go(func() {
		if _, err := b.Do(gone, reserve(1, "gone")); !errors.Is(err, ErrGone) {
			t.Errorf("got %v; want %v", err, ErrGone)
		}
	})
	for b.queue.length() != 1 {
		<-time.After(time.Millisecond)
	}
	leave()
	close(release)
	wg.Wait()
	b.Close()

	if _, done := p.Entries["hold:gone"]; done || len(p.Added) != 2 {
		t.Errorf("%d entries", len(p.Added))
	}
}

func TestAStoreThatIsAwayIsUnavailable(t *testing.T) {
	attempts := 0
	b := bookOf(func([]Operation, func(*Page) error) error { attempts++; return errTransient })

	_, err := b.Do(t.Context(), reserve(1, "job"))

	if !errors.Is(err, ErrAway) || attempts != groupTries {
		t.Errorf("got %v after %d attempts", err, attempts)
	}
}
