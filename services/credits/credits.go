// Package credits runs the credits service: who has how many credits, and what
// they were spent on.
//
// It is the only package of this module that others can import.
package credits

import (
	"context"
	"errors"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
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
		Announces: []contract.Port{creditsv1.Granted, creditsv1.Settled},
		Hears:     []contract.Port{authv1.UserRegistered},
	},
	Settings: settings{},
	Commands: []host.Command{auditCommand},
	Run:      run,
}

type settings struct {
	DSN         sqldb.DSN     `env:"CREDITS_DSN,required" secret:"true" usage:"the ledger's database: mysql://user:password@host:port/name or sqlite:PATH"`
	SignUp      int64         `env:"SIGNUP_CREDITS" envDefault:"100" usage:"credits that a new user gets"`
	SelfService bool          `env:"CREDITS_SELF_SERVICE" envDefault:"false" usage:"users may add credits to their own accounts"`
	CapUser     int64         `env:"CREDITS_DAILY_PER_USER" envDefault:"0" usage:"credits that one user may have held and charged in a day, UTC; 0 for no cap"`
	CapHouse    int64         `env:"CREDITS_DAILY_TOTAL" envDefault:"0" usage:"credits that all users together may have held and charged in a day, UTC; 0 for no cap"`
	HoldLife    time.Duration `env:"CREDITS_HOLD_LIFE" envDefault:"24h" usage:"how long a reservation stands; longer than any work it is for"`
}

// Validate reports settings that can't be right.
func (s *settings) Validate() error {
	var all []error
	if s.SignUp < 0 || s.SignUp > ledger.MaxAmount {
		all = append(all, errors.New("SIGNUP_CREDITS is not between 0 and 1000000000000"))
	}
	if s.CapUser < 0 || s.CapHouse < 0 {
		all = append(all, errors.New("CREDITS_DAILY_PER_USER and CREDITS_DAILY_TOTAL can't be below 0"))
	}
	if s.HoldLife < time.Second || s.HoldLife > 365*24*time.Hour {
		all = append(all, errors.New("CREDITS_HOLD_LIFE is not between 1s and 8760h"))
	}
	return errors.Join(all...)
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
	unwatch, err := watch(rt, db)
	if err != nil {
		return err
	}
	defer unwatch()
	book := ledger.NewBook(ledger.Config{
		Store: store.New(db, api.Announcement), Log: rt.Log, Now: time.Now, Trace: sqldb.Traceparent, Wrote: wrote,
		Caps: ledger.Caps{Account: cfg.CapUser, House: cfg.CapHouse},
	})
	defer book.Close()

	policy := api.Policy{SignUp: cfg.SignUp, SelfService: cfg.SelfService, HoldLife: cfg.HoldLife}
	if err := api.Mount(ctx, rt.Bus, book, policy); err != nil {
		return err
	}
	rt.Every(ctx, min(sweepPeriod, cfg.HoldLife/4), sweep(rt, book))
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
