// Package api is the optimizer's face on the bus. It translates between the
// contracts and package tailor, and decides nothing.
package api

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// API answers and listens for the optimizer.
type API struct {
	Bus     *bus.Bus
	Desk    *tailor.Desk
	Archive tailor.Archive
	Worker  *tailor.Worker
	CVs     tailor.CVs
	Ender   *tailor.Ender
	Records tailor.Records
	Usages  tailor.Usages
	Words   tailor.Words
	Reviser *tailor.Reviser
	Compare *tailor.Comparer
	Workers int
}

// Mount makes the optimizer reachable. One line per call, event and job: this
// is the index of what the service does.
func (a *API) Mount(ctx context.Context) error {
	return errors.Join(
		bus.Handle(a.Bus, optimizerv1.Create, a.create),
		bus.Handle(a.Bus, optimizerv1.Get, a.get),
		bus.Handle(a.Bus, optimizerv1.List, a.list),
		bus.Handle(a.Bus, optimizerv1.Stats, a.stats),
		bus.Handle(a.Bus, optimizerv1.Cancel, a.cancel),
		bus.Handle(a.Bus, optimizerv1.Delete, a.delete),
		bus.Handle(a.Bus, optimizerv1.Record, a.record),
		bus.Handle(a.Bus, optimizerv1.Comparisons, a.comparisons),
		bus.Handle(a.Bus, optimizerv1.Used, a.used),
		bus.Handle(a.Bus, optimizerv1.UsedByAll, a.usedByAll),
		bus.Handle(a.Bus, optimizerv1.Turn, a.turn),
		bus.Handle(a.Bus, optimizerv1.Revise, a.revise),
		bus.Handle(a.Bus, optimizerv1.Revisions, a.revisions),
		bus.Handle(a.Bus, optimizerv1.Answer, a.answer),
		bus.Handle(a.Bus, optimizerv1.Answers, a.answers),
		bus.Handle(a.Bus, optimizerv1.Forget, a.forget),
		bus.Handle(a.Bus, optimizerv1.Export, a.export),
		bus.Handle(a.Bus, optimizerv1.Compare, a.compare),
		bus.Hear(ctx, a.Bus, filesv1.Parsed, a.parsed),
		bus.Hear(ctx, a.Bus, filesv1.Rejected, a.rejected),
		bus.Hear(ctx, a.Bus, filesv1.Deleted, a.deleted),
		bus.Hear(ctx, a.Bus, authv1.UserErased, a.userErased),
		bus.Work(ctx, a.Bus, optimizerv1.Run, a.Workers, a.run),
	)
}

func (a *API) create(ctx context.Context, q optimizerv1.CreateRequest) (r optimizerv1.CreateReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	o, replayed, err := a.Desk.Create(ctx, caller.UserID, tailor.Order{
		Key: q.IdempotencyKey, FileID: q.FileID, CVText: q.CVText, JobDescription: q.JobDescription, Options: tailor.Options(q.Options),
	})
	if err != nil {
		return r, err
	}
	return optimizerv1.CreateReply{Optimization: optimization(o), HeldCredits: o.Held, Replayed: replayed}, nil
}

func (a *API) get(ctx context.Context, q optimizerv1.GetRequest) (optimizerv1.Optimization, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return optimizerv1.Optimization{}, err
	}
	o, err := a.Archive.Get(ctx, caller.UserID, q.ID)
	if err == nil && q.Revision != 0 {
		err = a.revision(ctx, &o, q.Revision)
	}
	if err != nil {
		return optimizerv1.Optimization{}, err
	}
	return optimization(o), nil
}

const (
	usualLimit = 20
	mostLimit  = 100
)

func (a *API) list(ctx context.Context, q optimizerv1.ListRequest) (r optimizerv1.ListReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	page, err := pageOf(q)
	if err != nil {
		return r, err
	}
	limit := page.Limit
	page.Limit++ // one more shows whether there is a next page
	all, err := a.Archive.List(ctx, caller.UserID, page)
	if err != nil {
		return r, err
	}
	if len(all) > limit {
		all = all[:limit]
		r.NextCursor = all[limit-1].ID
	}
	r.Items = make([]optimizerv1.Optimization, 0, len(all))
	for _, o := range all {
		r.Items = append(r.Items, optimization(o))
	}
	return r, nil
}

func pageOf(q optimizerv1.ListRequest) (tailor.Page, error) {
	p := tailor.Page{Limit: min(q.Limit, mostLimit), Before: q.Cursor}
	if p.Limit <= 0 {
		p.Limit = usualLimit
	}
	if q.Cursor != "" {
		if _, err := uuid.Parse(q.Cursor); err != nil {
			return p, fault.InvalidField("query.cursor", "not a cursor that a list returned")
		}
	}
	if q.Status == "" {
		return p, nil
	}
	for state, status := range statuses {
		if status == q.Status {
			p.States = append(p.States, state)
		}
	}
	if p.States == nil {
		return p, fault.InvalidField("query.status", "must be queued, waiting_for_file, running, succeeded, failed or cancelled")
	}
	return p, nil
}

func (a *API) stats(ctx context.Context, _ optimizerv1.StatsRequest) (r optimizerv1.StatsReply, err error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return r, err
	}
	s, err := a.Archive.Stats(ctx, caller.UserID)
	if err != nil {
		return r, err
	}
	return statsReply(s), nil
}

// run translates a LaterError of the domain into one of the bus.
func (a *API) run(ctx context.Context, t optimizerv1.RunTask) error {
	err := a.Worker.Run(ctx, t.OptimizationID)
	if later, ok := errors.AsType[*tailor.LaterError](err); ok {
		return bus.Later(err, later.After)
	}
	return err
}
