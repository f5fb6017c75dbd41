package ledger

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

// Store keeps the book.
type Store interface {
	// Write opens the page that ops are about, as of now, lets decide apply
	// them and keeps what that added, all or nothing. It calls decide again, on
	// a new page, as often as the page turns out to be stale.
	Write(ctx context.Context, now time.Time, ops []Operation, decide func(*Page) error) error

	// Account returns the head of an account; a new one where there is none.
	Account(ctx context.Context, id string) (Account, error)

	// Entries returns entries of an account, newest first.
	Entries(ctx context.Context, l Listing) ([]Entry, error)

	// Owner returns the account of a reservation by the key of its hold; empty where
	// there is none.
	Owner(ctx context.Context, holdKey string) (string, error)

	// Expired returns the names of some reservations that are over.
	Expired(ctx context.Context, now time.Time) ([]string, error)

	// Audit replays the whole book as of one moment. What is wrong with it is a
	// *BrokenError; the report then says how far it got.
	Audit(ctx context.Context) (Report, error)
}

// Config is what a book is made of.
type Config struct {
	Store   Store
	Reasons Reasons // nil where reasons are neither made nor read
	Log     *slog.Logger
	Now     func() time.Time
	Trace   func(context.Context) string // names what a caller is part of
	Caps    Caps

	// Wrote is told of each group that was written; nil for nobody.
	Wrote func(ctx context.Context, operations int, took time.Duration)
}

// Book is the book of all accounts. Operations that come at the same time are
// written together, each with its own outcome.
type Book struct {
	store   Store
	reasons Reasons
	now     func() time.Time
	trace   func(context.Context) string
	caps    Caps
	queue   *queue
}

// NewBook returns the book kept in c.Store.
func NewBook(c Config) *Book {
	b := &Book{store: c.Store, reasons: c.Reasons, now: c.Now, trace: c.Trace, caps: c.Caps}
	b.queue = &queue{store: c.Store, now: c.Now, log: c.Log, wrote: c.Wrote}
	if b.queue.wrote == nil {
		b.queue.wrote = func(context.Context, int, time.Duration) {}
	}
	return b
}

// Close waits for the operations in progress.
func (b *Book) Close() { b.queue.wait() }

// Done is what an operation came to.
type Done struct {
	Entry    Entry
	Replayed bool // it had been done before it was asked for
}

// Do does an operation, once. Asked again with the same operation it gives the
// first answer; asked for another one under the same key it is ErrReused.
func (b *Book) Do(ctx context.Context, op Operation) (Done, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Done{}, err
	}
	op.ID, op.Trace, op.Caps = id.String(), b.trace(ctx), b.caps
	e, err := b.queue.do(ctx, op)
	if err == nil {
		err = b.told(ctx, op, &e)
	}
	// After a lost acknowledgement the entry is found in the book, and still ours.
	return Done{Entry: e, Replayed: err == nil && e.ID != op.ID}, err
}

// Account returns the head of an account; a new one where there is none.
func (b *Book) Account(ctx context.Context, id string) (Account, error) {
	return b.store.Account(ctx, id)
}

// History returns a page of entries and the cursor of the next page.
func (b *Book) History(ctx context.Context, l Listing) ([]Entry, string, error) {
	limit := l.Limit
	l.Limit++ // one more tells whether there is a next page
	entries, err := b.store.Entries(ctx, l)
	if err == nil {
		err = b.open(ctx, entries)
	}
	if err != nil || len(entries) <= limit {
		return entries, "", err
	}
	entries = entries[:limit]
	return entries, l.Next(entries[limit-1]), nil
}

// Audit replays the whole book. What is wrong with it is a *BrokenError.
func (b *Book) Audit(ctx context.Context) (Report, error) { return b.store.Audit(ctx) }

// Sweep releases the reservations that are over and returns how many. A settle
// that comes at the same time is either before it or refused.
func (b *Book) Sweep(ctx context.Context) (released int, err error) {
	for {
		names, err := b.store.Expired(ctx, b.now())
		if err != nil {
			return released, err
		}
		before := released
		for _, name := range names {
			op, err := GiveBack(name, "expired")
			if err != nil {
				return released, err
			}
			switch _, err := b.Do(ctx, op); {
			case err == nil:
				released++
			case !isVerdict(err):
				return released, err
			}
		}
		if released == before {
			return released, nil
		}
	}
}
