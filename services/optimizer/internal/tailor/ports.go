package tailor

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/sartor-cv/sartor/services/optimizer/internal/draft"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
)

// Ticket tells an order from another: the key it came with, if any, and the
// fingerprint of what was asked.
type Ticket struct {
	Key         string
	Fingerprint [sha256.Size]byte
}

// Orders keeps orders from their first moment on.
type Orders interface {
	// Earlier returns what a user ordered under this key before, if anything.
	// Its faults are ErrKeyReused and ErrInProgress.
	Earlier(ctx context.Context, userID string, t Ticket) (*Optimization, error)

	// Place writes o down as Reserving, unless its user has meanwhile ordered
	// under this key: then it does as Earlier.
	Place(ctx context.Context, o Optimization, t Ticket) (earlier *Optimization, err error)

	// Queue makes a Reserving order Queued, with a job for the workers. It
	// returns ErrNotFound if the order was abandoned in the meantime.
	Queue(ctx context.Context, id string) error

	// Abandon makes a Reserving order Abandoned and frees its key; Discard
	// removes it, for one that surely holds nothing.
	Abandon(ctx context.Context, id string) error
	Discard(ctx context.Context, id string) error
}

// Archive shows a user's own optimizations.
type Archive interface {
	Get(ctx context.Context, userID, id string) (Optimization, error)
	List(ctx context.Context, userID string, p Page) ([]Optimization, error)
	Stats(ctx context.Context, userID string) (Stats, error)
}

// CVs keeps what the files service has read.
type CVs interface {
	CV(ctx context.Context, fileID string) (cv CV, known bool, err error)

	// Keep remembers a CV, and wakes the optimizations that wait for it.
	Keep(ctx context.Context, cv CV) error
}

// Claim is what trying to take an optimization on came to.
type Claim int

// The claims.
const (
	Gone  Claim = iota // there is none, or it is final
	Taken              // another worker is at it
	Ours               // go ahead, until the lease ends
	Over               // its end is decided: what is missing is the credits'
)

// Lease is a worker's right to one optimization. Whatever is written under a
// lease that was lost is refused with ErrLost.
type Lease struct {
	ID    string
	Token string
	Until time.Time
}

// End is how an optimization ends: with a result, or with a failure.
type End struct {
	State   State
	Result  *Result
	Draft   *draft.Draft // of a success: its first revision
	Scores  *Scores
	Charge  int64
	By      llm.Author // who wrote the CV of a success
	Failure *Failure
}

// Bench is what a worker works on.
type Bench interface {
	Claim(ctx context.Context, l Lease) (Optimization, Claim, error)
	Renew(ctx context.Context, l Lease) error
	Free(ctx context.Context, l Lease) error

	// Move says where the work stands. Beginning to run counts.
	Move(ctx context.Context, l Lease, state State, stage Stage) error

	// Conclude writes the end down, with everything that was used, and makes
	// the optimization Ending.
	Conclude(ctx context.Context, l Lease, e End) error
}

// Debt is an optimization whose credits are to be settled or released.
type Debt struct {
	ID      string
	State   State // what it becomes
	Charge  int64 // of a success
	Failure *Failure
}

// Closer keeps what is still to be done about credits.
type Closer interface {
	Debt(ctx context.Context, id string) (d Debt, open bool, err error)

	// Close makes an Ending optimization final and announces it, once; false if
	// somebody else did.
	Close(ctx context.Context, d Debt, charged int64) (bool, error)

	// Left returns what seems to be left behind: optimizations that are in a
	// state and haven't moved since then.
	Left(ctx context.Context, state State, since time.Time) ([]string, error)

	// Requeue makes a new job of one that was left behind.
	Requeue(ctx context.Context, id string, since time.Time) error
}

// Credits is the credits service.
type Credits interface {
	// Reserve asks as the user in ctx, Settle and Release as ourselves.
	Reserve(ctx context.Context, id string, amount int64) error
	Settle(ctx context.Context, id string, amount int64) (charged int64, err error)
	Release(ctx context.Context, id string) error
}

// Files is the files service.
type Files interface {
	// Look checks that the user in ctx has this file, and why it can't be read
	// if it can't. Its faults are ErrNoFile and those of a service that is away.
	Look(ctx context.Context, fileID string) (rejection *Failure, err error)

	// Text returns what was read of a file, or ErrNotReady.
	Text(ctx context.Context, fileID string) (CV, error)
}

// Step is something to tell those who watch.
type Step struct {
	Type    string // status, stage, delta, done or error
	Status  string
	Stage   Stage
	Target  string
	Text    string
	Restart bool
	Failure *Failure
}

// Audience is who watches an optimization. It may miss steps.
type Audience interface {
	Tell(ctx context.Context, id string, s Step)
}
