// Package mailer runs the mailer service: it gets the product's mails to a
// mail server while they are of use, and records how that went.
//
// It is the only package of this module that others can import, and only
// deploy/standalone does.
package mailer

import (
	"context"
	"sync"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/mailerv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/mailer/internal/api"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
	"github.com/sartor-cv/sartor/services/mailer/internal/smtp"
	"github.com/sartor-cv/sartor/services/mailer/internal/store"
)

// Service is the mailer, ready to host.
var Service = host.Service{
	Name:  "mailer",
	About: "sends the product's mails and records how that went",
	Ports: bus.Ports{
		Asks:      []contract.Port{authv1.OTPMail},
		Announces: []contract.Port{mailerv1.EmailSent, mailerv1.EmailFailed},
		Hears:     []contract.Port{authv1.OTPRequested},
	},
	Settings: settings{},
	Run:      run,
}

// run is the wiring:
//
//	auth's facts -> api -> store <-> delivery -> smtp -> the mail server
//	                         |          |
//	         outbox -> bus <-+          +-> auth: what does it say?
func run(ctx context.Context, rt host.Runtime) error {
	cfg, err := host.Read[settings](rt)
	if err != nil {
		return err
	}
	sender, err := smtp.New(cfg.smtp())
	if err != nil {
		return err
	}
	db, err := sqldb.Open(ctx, string(cfg.DSN), store.Migrations())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var work sync.WaitGroup
	defer work.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()

	mails := store.New(db)
	watch, err := newWatch(rt, mails)
	if err != nil {
		return err
	}
	defer watch.stop()
	unwatch, err := db.Watch(rt.Meter, "mailer")
	if err != nil {
		return err
	}
	defer unwatch()
	postman := &delivery.Postman{
		Queue: mails, Sender: sender, Sources: api.Sources(rt.Bus), Workers: cfg.Workers, Limit: cfg.smtp().Limit(),
		Log: rt.Log, Now: time.Now, Observe: watch.attempt,
	}
	work.Go(func() { postman.Run(ctx) })
	work.Go(func() {
		_ = db.Relay(ctx, func(ctx context.Context, m contract.Message) error { return bus.Publish(ctx, rt.Bus, m) })
	})
	if err := api.Hear(ctx, rt.Bus, mails, postman.Ring); err != nil {
		return err
	}
	rt.Every(ctx, time.Hour, func(ctx context.Context) error {
		return mails.Forget(ctx, time.Now().Add(-time.Duration(cfg.KeepDays)*24*time.Hour))
	})
	return rt.Wait(ctx)
}
