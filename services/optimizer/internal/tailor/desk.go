package tailor

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
)

// Desk takes orders.
type Desk struct {
	Orders  Orders
	CVs     CVs
	Credits Credits
	Files   Files
	Switch  Switch

	Models []string                      // the first is the usual one
	First  func(model string) llm.Author // who is asked for it first
	Now    func() time.Time
}

// Create places an order of a user: written down first, then paid for, then
// queued, so that a crash in between leaves nothing that the Sweeper doesn't
// find. The same order under the same key returns what the first one made.
func (d *Desk) Create(ctx context.Context, userID string, order Order) (o Optimization, replayed bool, err error) {
	if err := order.Validate(d.Models); err != nil {
		return Optimization{}, false, err
	}
	ticket := Ticket{Key: order.Key, Fingerprint: order.Fingerprint()}
	if order.Key != "" {
		earlier, err := d.Orders.Earlier(ctx, userID, ticket)
		if err != nil || earlier != nil {
			return replay(earlier, err)
		}
	}
	if _, off, err := d.Switch.Off(ctx); err != nil || off {
		return Optimization{}, false, first(err, ErrOff)
	}
	o = d.draft(userID, order)
	if o.Held, err = d.quote(ctx, o); err != nil {
		return Optimization{}, false, err
	}
	earlier, err := d.Orders.Place(ctx, o, ticket)
	if err != nil || earlier != nil {
		return replay(earlier, err)
	}
	o, err = d.place(ctx, o)
	return o, false, err
}

// replay is the answer that an earlier order got.
func replay(o *Optimization, err error) (Optimization, bool, error) {
	if err != nil {
		return Optimization{}, false, err
	}
	first := *o
	first.State, first.Stage, first.FinishedAt = Queued, StageRead, time.Time{}
	first.Result, first.Scores, first.Usage, first.Failure = nil, nil, Usage{}, nil
	return first, true, nil
}

// place sees a new order through. What it can't see through leaves no order.
func (d *Desk) place(ctx context.Context, o Optimization) (Optimization, error) {
	err := d.reserve(ctx, o)
	if err == nil {
		err = d.Orders.Queue(ctx, o.ID)
	}
	if err == nil {
		o.State = Queued
		return o, nil
	}
	after := context.WithoutCancel(ctx)
	if sure(err) {
		return Optimization{}, errors.Join(err, d.Orders.Discard(after, o.ID))
	}
	// It may hold credits, or not: the Sweeper finds out.
	return Optimization{}, errors.Join(err, d.Orders.Abandon(after, o.ID))
}

// reserveTime bounds the wait for the credits service: after it, nothing will
// be held any more for an order that was abandoned.
const reserveTime = 4 * time.Second

func (d *Desk) reserve(ctx context.Context, o Optimization) error {
	ctx, cancel := context.WithTimeout(ctx, reserveTime)
	defer cancel()
	return d.Credits.Reserve(ctx, o.ID, o.Held)
}

// dailyLimit is the reason with which the credits service refuses what would
// exceed a day's cap. Nothing is held then.
const dailyLimit = "daily_limit_reached"

// sure reports whether err says that nothing was done.
func sure(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return ok && (!fault.Temporary(f) || f.Reason == dailyLimit)
}

func (d *Desk) draft(userID string, order Order) Optimization {
	o := Optimization{
		ID: uuid.Must(uuid.NewV7()).String(), UserID: userID, State: Reserving, Stage: StageRead,
		CreatedAt: d.Now().UTC().Truncate(time.Microsecond),
		FileID:    order.FileID, CVText: order.CVText, JobDescription: order.JobDescription,
		Options: order.Options, Model: d.Models[0],
	}
	if slices.Contains(d.Models, order.Options.Model) {
		o.Model = order.Options.Model
	}
	o.Provider = d.First(o.Model).Provider
	return o
}

// quote checks the CV of an order and returns its price.
func (d *Desk) quote(ctx context.Context, o Optimization) (int64, error) {
	size := len(o.CVText)
	if o.FileID != "" {
		var err error
		if size, err = d.sizeOf(ctx, o.UserID, o.FileID); err != nil {
			return 0, err
		}
	}
	return Price(size, len(o.JobDescription), o.Options.Letter()), nil
}

// sizeOf is the length of a user's file's text, or a guess while it is read.
func (d *Desk) sizeOf(ctx context.Context, userID, fileID string) (int, error) {
	cv, known, err := d.CVs.CV(ctx, fileID)
	if err != nil {
		return 0, err
	}
	if !known {
		rejection, err := d.Files.Look(ctx, fileID)
		if err != nil {
			return 0, err
		}
		return unknownCV, rejection.asFault()
	}
	if cv.UserID != userID || cv.deleted() {
		return 0, ErrNoFile
	}
	return len(cv.Text), cv.Rejection.asFault()
}

// asFault is what an order for a rejected file is refused with.
func (f *Failure) asFault() error {
	if f == nil {
		return nil
	}
	return fault.New(fault.Invalid, f.Code, "%s", f.Message).At("body.fileId", f.Message)
}
