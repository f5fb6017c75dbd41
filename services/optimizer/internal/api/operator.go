package api

import (
	"context"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

var errNotAdmin = fault.New(fault.Denied, "not_allowed", "only an administrator may do this")

// mostDays is how far back the use of models is summed up.
const mostDays = 366

func (a *API) used(ctx context.Context, q optimizerv1.UsedRequest) (r optimizerv1.UsedReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	return a.sumUp(ctx, caller.UserID, q)
}

func (a *API) usedByAll(ctx context.Context, q optimizerv1.UsedRequest) (r optimizerv1.UsedReply, err error) {
	if _, err := admin(ctx); err != nil {
		return r, err
	}
	return a.sumUp(ctx, "", q)
}

func (a *API) sumUp(ctx context.Context, userID string, q optimizerv1.UsedRequest) (r optimizerv1.UsedReply, err error) {
	if q.Days < 1 || q.Days > mostDays {
		return r, fault.InvalidField("query.days", "must be 1 to %d", mostDays)
	}
	today := time.Now().UTC().Truncate(24 * time.Hour)
	all, err := a.Usages.Used(ctx, userID, today.AddDate(0, 0, 1-q.Days))
	r.Items = each(all, func(u tailor.Use) optimizerv1.Use { return optimizerv1.Use(u) })
	return r, err
}

// turn looks at the switch, and turns it.
func (a *API) turn(ctx context.Context, q optimizerv1.TurnRequest) (r optimizerv1.TurnReply, err error) {
	caller, err := admin(ctx)
	if err != nil {
		return r, err
	}
	if q.Off != nil {
		if err := a.Worker.Switch.Set(ctx, *q.Off); err != nil {
			return r, err
		}
		a.Worker.Log.WarnContext(ctx, "tailoring switched", "off", *q.Off, "user_id", caller.UserID)
		if err := a.Worker.Obey(ctx); err != nil {
			return r, err
		}
	}
	since, off, err := a.Worker.Switch.Off(ctx)
	if off {
		r.Off, r.Since = true, &since
	}
	return r, err
}

func admin(ctx context.Context) (identity.Caller, error) {
	caller, err := identity.User(ctx)
	if err == nil && !caller.Admin() {
		err = errNotAdmin
	}
	return caller, err
}
