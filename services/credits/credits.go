// Package credits runs the credits service: who has how many credits, and what
// they were spent on.
//
// It is the only package of this module that others can import.
package credits

import (
	"context"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/credits/internal/api"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

// sweepPeriod is how late a reservation may be released, unless it is short itself.
const sweepPeriod = 10 * time.Second

// Service is the credits service, ready to host.
var Service = host.Service{
	Name:  "credits",
	About: "Keeps the ledger of credits: grants, reservations and what was charged.",
	Ports: bus.Ports{
		Answers: []contract.Port{
			creditsv1.Balance, creditsv1.History, creditsv1.Add, creditsv1.Refund, creditsv1.Adjust, creditsv1.Audit,
			creditsv1.Reserve, creditsv1.Settle, creditsv1.Release,
		},
		Announces: []contract.Port{creditsv1.Granted, creditsv1.Settled, creditsv1.Checkpointed},
		Hears:     []contract.Port{authv1.UserRegistered, authv1.UserErased},
	},
	Settings: settings{},
	Commands: []host.Command{auditCommand, exportCommand},
	Run:      run,
}

// run is the wiring, from the inside out:
//
//	bus <-> api -> ledger <- store <-> SQL
//	bus <--------- outbox <-----------/
func run(ctx context.Context, rt host.Runtime) error {
	cfg, err := host.Read[settings](rt)
	if err != nil {
		return err
	}
	db, err := sqldb.Open(ctx, string(cfg.DSN), store.Migrations())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()

	wrote, err := groups(rt)
	if err != nil {
		return err
	}
	unwatch, err := db.Watch(rt.Meter, "credits")
	if err != nil {
		return err
	}
	defer unwatch()
	dataKey, err := vault.ParseKey(cfg.DataKey)
	if err != nil {
		return err
	}
	book := ledger.NewBook(ledger.Config{
		Store: store.New(db, api.Announcement), Reasons: store.NewReasons(db, dataKey), Log: rt.Log, Now: time.Now, Trace: sqldb.Traceparent, Wrote: wrote,
		Caps: ledger.Caps{Account: cfg.CapUser, House: cfg.CapHouse},
	})
	defer book.Close()

	keys, err := cfg.keyring()
	if err != nil {
		return err
	}
	notary := &ledger.Notary{Seals: store.NewSeals(db, api.Checkpointed), Keys: keys, Now: time.Now}
	auditor := &api.Auditor{
		Book: book, Notary: notary, Log: rt.Log, Now: time.Now,
		Go: func(fn func(context.Context)) { rt.Go(func() { fn(ctx) }) },
	}

	policy := api.Policy{SignUp: cfg.SignUp, SelfService: cfg.SelfService, HoldLife: cfg.HoldLife}
	if err := api.Mount(ctx, rt.Bus, book, auditor, policy); err != nil {
		return err
	}
	rt.Every(ctx, min(sweepPeriod, cfg.HoldLife/4), sweep(rt, book))
	rt.Every(ctx, cfg.SealEvery, seal(rt, notary))
	rt.Go(func() { sealAtTheEnd(ctx, rt, notary) })
	rt.Every(ctx, cfg.AuditEvery, func(ctx context.Context) error {
		_, err := auditor.Audit(ctx)
		return err
	})
	rt.Go(func() {
		_ = db.Relay(ctx, func(ctx context.Context, m contract.Message) error { return bus.Publish(ctx, rt.Bus, m) })
	})
	return rt.Wait(ctx)
}

func sweep(rt host.Runtime, book *ledger.Book) func(context.Context) error {
	return func(ctx context.Context) error {
		released, err := book.Sweep(ctx)
		if released > 0 {
			rt.Log.WarnContext(ctx, "reservations expired", "count", released)
		}
		return err
	}
}
