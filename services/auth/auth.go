// Package auth runs the auth service: who somebody is, proved by a code in
// their mail, and for how long that is believed.
//
// It is the only package of this module that others can import, and only
// deploy/standalone does.
package auth

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/account"
	"github.com/sartor-cv/sartor/services/auth/internal/api"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
	"github.com/sartor-cv/sartor/services/auth/internal/session"
	"github.com/sartor-cv/sartor/services/auth/internal/store"
)

const (
	retellPeriod = 5 * time.Second
	sweepPeriod  = 5 * time.Minute
)

// Service is the auth service, ready to host.
var Service = host.Service{
	Name:  "auth",
	About: "Logs people in by a code in their mail, and keeps their sessions.",
	Ports: bus.Ports{
		Answers: []contract.Port{
			authv1.SendOTP, authv1.VerifyOTP, authv1.Refresh, authv1.Logout, authv1.Leave, authv1.Me, authv1.Keys, authv1.OTPMail,
			authv1.UpdateMe, authv1.Erase, authv1.Sessions, authv1.EndSession, authv1.LogoutAll,
			authv1.UserSessions, authv1.EndUserSessions,
		},
		Announces: []contract.Port{authv1.OTPRequested, authv1.UserRegistered, authv1.UserErased},
		Writes:    []contract.Port{authv1.Revoked},
	},
	Settings: settings{},
	Commands: []host.Command{newKeyCommand},
	Run:      run,
}

// run is the wiring, from the inside out:
//
//	bus <-> api -> login, session <- store <-> SQL
//	 ^------- outbox, revocations ------'
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

	kept, err := keep(ctx, cfg, db)
	if err != nil {
		return err
	}
	face, err := assemble(cfg, kept, rt)
	if err != nil {
		return err
	}
	if err := face.Mount(rt.Bus); err != nil { //nolint:contextcheck // a handler's context comes with its call
		return err
	}
	stop, err := db.Watch(rt.Meter, "auth")
	if err != nil {
		return err
	}
	defer stop()
	rt.Go(func() {
		_ = db.Relay(ctx, func(ctx context.Context, m contract.Message) error { return bus.Publish(ctx, rt.Bus, m) })
	})
	retell := face.Keeper.RetellAll // the first time; the bus may have been restarted too
	rt.Every(ctx, retellPeriod, func(ctx context.Context) error {
		if err := retell(ctx); err != nil {
			return err
		}
		retell = face.Keeper.Retell
		return nil
	})
	rt.Every(ctx, authv1.BeatEvery, beat(rt.Bus))
	rt.Every(ctx, sweepPeriod, func(ctx context.Context) error { return kept.Sweep(ctx, time.Now(), cfg.SessionIdle) })
	return rt.Wait(ctx)
}

// keep opens what is kept, and seals what an earlier version has left readable.
func keep(ctx context.Context, cfg settings, db *sqldb.DB) (*store.Store, error) {
	key, err := cfg.dataKey()
	if err != nil {
		return nil, err
	}
	keys, err := store.NewKeys(db, key)
	if err != nil {
		return nil, err
	}
	kept := store.New(db, keys)
	return kept, kept.SealPlain(ctx)
}

// assemble makes the rules of what was set.
func assemble(cfg settings, kept *store.Store, rt host.Runtime) (*api.API, error) {
	seed, err := cfg.seed()
	if err != nil {
		return nil, err
	}
	signer, err := identity.NewSigner(cfg.Issuer, seed, cfg.AccessTTL)
	if err != nil {
		return nil, err
	}
	retired, err := cfg.retired()
	if err != nil {
		return nil, err
	}
	admins, err := cfg.admins()
	if err != nil {
		return nil, err
	}
	codes, err := login.NewSecret([]byte(cfg.Secret))
	if err != nil {
		return nil, err
	}
	tokens, err := session.NewSecret([]byte(cfg.Secret))
	if err != nil {
		return nil, err
	}
	keeper := session.NewKeeper(session.Config{
		Store: kept, Family: kept, Secret: tokens, Signer: signer, Policy: cfg.sessionPolicy(), Admins: admins,
		Now: now, NewID: newID, Tell: teller(rt.Bus),
	})
	refused, err := rt.Meter.Int64Counter("sartor.auth.refused", metric.WithDescription("calls refused, by reason"))
	if err != nil {
		return nil, err
	}
	desk := login.New(kept, keeper, codes, cfg.loginPolicy(),
		login.Surroundings{Now: now, NewID: newID, Challenge: rand.Text})
	return &api.API{
		Desk: desk, Keeper: keeper, Users: kept, Admins: admins,
		Account: &account.Desk{Store: kept, Sessions: keeper, Mark: codes.Erased, Mailbox: codes.Mailbox, Now: now},
		Keys:    append([]authv1.Key{signer.Key()}, retired...), Log: rt.Log, Refused: refused,
	}, nil
}

// teller puts the end of a session where every verifier sees it.
func teller(b *bus.Bus) func(context.Context, session.Ending) error {
	return func(ctx context.Context, e session.Ending) error {
		return bus.Pin(ctx, b, authv1.Revoked, e.SessionID, authv1.Revocation{RevokedAt: e.EndedAt})
	}
}

// beat lets verifiers know that they hear of what is revoked.
func beat(b *bus.Bus) func(context.Context) error {
	return func(ctx context.Context) error {
		return bus.Pin(ctx, b, authv1.Revoked, authv1.Beat, authv1.Revocation{RevokedAt: now()})
	}
}

// now is the clock as the database keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

func newID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return id.String(), nil
}
