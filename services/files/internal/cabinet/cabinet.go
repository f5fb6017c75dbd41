// Package cabinet keeps the files of users: it takes them in, has them read,
// and gives them back to whoever they belong to, and to nobody else.
package cabinet

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// Status says how far a file has come.
type Status string

// The statuses. A file is parsing until it is one of the other two, for good.
const (
	Parsing  Status = "parsing"
	Parsed   Status = "parsed"
	Rejected Status = "rejected"
)

// File is one uploaded file.
type File struct {
	ID           string
	UserID       string
	Blob         string // whose bytes it has; the store's business
	Object       string // what its bytes were handed over as; registered twice, it is one file
	Filename     string // ours
	OriginalName string // the client's
	Format       extract.Format
	Size         int64
	SHA256       [32]byte
	Status       Status
	Rejection    *extract.Rejection // where it was rejected
	CreatedAt    time.Time
}

// Key names a file by its id or by its filename.
type Key struct{ ID, Filename, Object string }

// Store keeps files.
type Store interface {
	// Add keeps a file, its bytes and the task of reading it, together, if that
	// is within the quota. It is a duplicate (see ErrAgain) when the user's object
	// is registered already. Bytes that the user has already are kept once.
	Add(ctx context.Context, f File, data []byte, quota Quota) error

	// Find returns a file, or ErrNotFound. An empty owner finds anyone's.
	Find(ctx context.Context, owner string, key Key) (File, error)

	// Page returns files of a user, newest first, older than the one with the id
	// before, if any.
	Page(ctx context.Context, owner, before string, limit int) ([]File, error)

	// Count returns how many files a user has.
	Count(ctx context.Context, owner string) (int64, error)
}

// Content keeps what is in files.
type Content interface {
	// Bytes returns the bytes of a file from offset on, as many as are kept
	// together: at least one, unless the file ends there.
	Bytes(ctx context.Context, f File, offset int64) ([]byte, error)

	// Result returns what was made of a parsed file.
	Result(ctx context.Context, f File) (extract.Result, error)

	// Conclude ends the parsing of a file and announces how, once: a file that
	// isn't being parsed stays as it is.
	Conclude(ctx context.Context, f File, r extract.Result, at time.Time) error
}

// Reader makes text of files.
type Reader interface {
	Read(ctx context.Context, format extract.Format, data []byte) (extract.Result, error)
}

// The faults of the cabinet.
var (
	ErrNotFound = fault.New(fault.NotFound, "file_not_found", "there is no such file")
	ErrNotReady = fault.New(fault.Conflict, "file_not_ready", "the file is still being read; try again in a moment").After(1)
	ErrEmpty    = fault.New(fault.Invalid, "empty_file", "the file is empty: check that it was saved, and upload it again")
	ErrAltered  = fault.New(fault.Invalid, "upload_incomplete", "the file didn't arrive as it was sent; upload it again")
)

// ErrAgain is returned by a Store for an object that is registered already.
var ErrAgain = errors.New("registered already")

// Config is what a cabinet works with.
type Config struct {
	Store    Store
	Content  Content
	Bin      Bin
	Broom    Broom
	Reader   Reader
	MaxBytes int64
	Quota    Quota
	Patience time.Duration // after which a file that is still being read is stuck
	Keep     Keep
	Now      func() time.Time
	NewID    func() (string, error)

	// Concluded is told of each file that was read, and what came of it.
	Concluded func(context.Context, File, extract.Result)

	// IsKilled tells the error of a Reader that a file brought to its end.
	IsKilled func(error) bool
}

// Cabinet is the files of all users.
type Cabinet struct{ Config }

// New returns the cabinet that works with c.
func New(c Config) *Cabinet { return &Cabinet{c} }

// TooLarge is the fault of a file over the limit.
func (c *Cabinet) TooLarge() error {
	return fault.New(fault.TooLarge, "file_too_large",
		"the file is larger than %s: upload only the CV, and let pictures in it be smaller", amount(c.MaxBytes))
}

func amount(bytes int64) string {
	if bytes >= 1<<20 && bytes%(1<<20) == 0 {
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// Find returns a file of owner.
func (c *Cabinet) Find(ctx context.Context, owner string, key Key) (File, error) {
	return c.Store.Find(ctx, owner, key)
}

// Page returns at most limit files of owner, newest first.
func (c *Cabinet) Page(ctx context.Context, owner, before string, limit int) ([]File, error) {
	return c.Store.Page(ctx, owner, before, limit)
}

// Count returns how many files owner has.
func (c *Cabinet) Count(ctx context.Context, owner string) (int64, error) {
	return c.Store.Count(ctx, owner)
}

// Text returns what was made of a file: ErrNotReady while it is being read, and
// the rejection's own fault where there is nothing.
func (c *Cabinet) Text(ctx context.Context, f File) (extract.Result, error) {
	switch f.Status {
	case Parsed:
		return c.Content.Result(ctx, f)
	case Rejected:
		return extract.Result{}, fault.New(fault.Invalid, f.Rejection.Code, "%s", f.Rejection.Detail)
	default:
		return extract.Result{}, ErrNotReady
	}
}
