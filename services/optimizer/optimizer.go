// Package optimizer runs the optimizer service: it tailors CVs to jobs, and
// lets nothing out that the CV doesn't prove.
//
// It is the only package of this module that others can import, and only
// deploy/standalone does.
package optimizer

import (
	"context"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/api"
	"github.com/sartor-cv/sartor/services/optimizer/internal/store"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// Service is the optimizer service, ready to host.
var Service = host.Service{
	Name:  "optimizer",
	About: "tailors CVs to jobs and proves every claim",
	Ports: bus.Ports{
		Answers: []contract.Port{
			optimizerv1.Create, optimizerv1.Get, optimizerv1.List, optimizerv1.Stats,
			optimizerv1.Cancel, optimizerv1.Delete, optimizerv1.Record, optimizerv1.Comparisons,
			optimizerv1.Used, optimizerv1.UsedByAll, optimizerv1.Turn,
			optimizerv1.Revise, optimizerv1.Revisions, optimizerv1.Answer, optimizerv1.Answers, optimizerv1.Forget,
			optimizerv1.Export, optimizerv1.Compare,
		},
		Asks:      []contract.Port{creditsv1.Reserve, creditsv1.Settle, creditsv1.Release, filesv1.Get, filesv1.ParsedText},
		Announces: []contract.Port{optimizerv1.Finished},
		Hears:     []contract.Port{filesv1.Parsed, filesv1.Rejected, filesv1.Deleted, authv1.UserErased},
		Works:     []contract.Port{optimizerv1.Run},
		Reports:   []contract.Port{optimizerv1.Progress},
	},
	Settings: settings{},
	Commands: []host.Command{checkCommand, matchCommand, llmCommand},
	Run:      run,
}

// sweepPeriod is how often what crashes left behind is looked for.
const sweepPeriod = 2 * time.Second

// tidyPeriod is how often what has been kept for long is looked for.
const tidyPeriod = time.Hour

// run is the wiring, from the inside out:
//
//	bus <-> api -> tailor (desk, worker, cashier) <- store <-> SQL
//	                 worker -> llm <-> a model
func run(ctx context.Context, rt host.Runtime) error {
	set, err := host.Read[settings](rt)
	if err != nil {
		return err
	}
	db, kept, err := open(ctx, set)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()

	book, err := counting(rt, kept.Capped(store.Daily{PerUser: set.EmbedUser, Total: set.EmbedTotal}))
	if err != nil {
		return err
	}
	model, forget, err := ask(rt, set, book)
	if err != nil {
		return err
	}
	defer forget()
	stop, err := watch(rt, db, kept)
	if err != nil {
		return err
	}
	defer stop()
	off := &store.Switch{DB: db, Now: time.Now}
	credits, audience := api.Credits{Bus: rt.Bus}, api.Audience{Bus: rt.Bus, Log: rt.Log}
	cashier := &tailor.Cashier{Closer: kept, Orders: kept, Credits: credits, Audience: audience, Now: time.Now, Log: rt.Log}
	files := api.Files{Bus: rt.Bus}
	worker := &tailor.Worker{
		Bench: kept, CVs: kept, Words: kept, Files: files, Cashier: cashier, Audience: audience,
		Model: model, Switch: off,
		Limits: set.limits(), Now: time.Now, Log: rt.Log,
	}
	embedder, err := set.embedder(book, rt.Log)
	if err != nil {
		return err
	}
	face := &api.API{
		Bus: rt.Bus, Archive: kept, CVs: kept, Records: kept, Words: kept, Usages: kept, Worker: worker, Workers: set.Workers,
		Reviser: &tailor.Reviser{Revisions: kept, Now: time.Now},
		Compare: &tailor.Comparer{CVs: kept, Files: files, Words: kept, Switch: off, Now: time.Now, Embedder: embedder},
		Desk: &tailor.Desk{
			Orders: kept, CVs: kept, Credits: credits, Files: files, Switch: off,
			Models: model.Models(), First: model.Usual, Now: time.Now,
		},
		Ender: &tailor.Ender{
			Endings: kept, Archive: kept, Cashier: cashier, Stop: worker.Stop, Forget: audience.Forget, Now: time.Now,
		},
	}
	if err := face.Mount(ctx); err != nil {
		return err
	}
	rt.Go(func() {
		_ = db.Relay(ctx, func(ctx context.Context, m contract.Message) error { return bus.Publish(ctx, rt.Bus, m) })
	})
	rt.Every(ctx, sweepPeriod, cashier.Sweep)
	rt.Every(ctx, obeyPeriod, worker.Obey)
	rt.Every(ctx, losePeriod, lose(kept))
	rt.Every(ctx, tidyPeriod, func(ctx context.Context) error { return face.Ender.Tidy(ctx, kept, set.keep()) })
	return rt.Wait(ctx)
}

// open opens the database, and what is kept in it.
func open(ctx context.Context, set settings) (*sqldb.DB, *store.Store, error) {
	kek, err := vault.ParseKey(set.DataKey)
	if err != nil {
		return nil, nil, err
	}
	db, err := sqldb.Open(ctx, string(set.DSN), store.Migrations())
	if err != nil {
		return nil, nil, err
	}
	return db, store.New(db, kek, time.Now), nil
}
