package host

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/identity"
)

const flushTimeout = 5 * time.Second

// Surroundings is what a service is started in.
type Surroundings struct {
	Conn      *nats.Conn // made with bus.Options of the service
	Log       *slog.Logger
	Env       map[string]string
	Telemetry *Telemetry
	Ready     func() // called once, when the service answers
}

// AllPorts returns the ports of s and those that every service has: it verifies
// access tokens, so it asks for the keys and follows the revoked sessions.
func (s Service) AllPorts() bus.Ports {
	return s.Ports.With(bus.Ports{Asks: []contract.Port{authv1.Keys}, Reads: []contract.Port{authv1.Revoked}})
}

// Start runs s in the given surroundings until ctx ends or s fails.
func Start(ctx context.Context, s Service, in Surroundings) (err error) {
	cfg, err := ReadEnv[settings](in.Env)
	if err != nil {
		return err
	}
	log := in.Log.With("service", s.Name)
	tracer, meter := in.Telemetry.Tracer(s.Name), in.Telemetry.Meter(s.Name)
	b, err := bus.Join(in.Conn, bus.Config{Service: s.Name, Log: log, Tracer: tracer, Meter: meter})
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	jobs := new(sync.WaitGroup)
	finish := sync.OnceValue(func() error {
		jobs.Wait()
		return b.Leave()
	})
	defer func() {
		stop()
		if e := finish(); err == nil {
			err = e
		}
	}()

	verifier := identity.NewVerifier(identity.Config{
		Issuer: cfg.Issuer,
		Keys: func(ctx context.Context) ([]authv1.Key, error) {
			reply, err := bus.Call(ctx, b, authv1.Keys, authv1.KeysRequest{})
			return reply.Keys, err
		},
	})
	follow := bus.Follow(ctx, b, authv1.Revoked, func(session string, r authv1.Revocation, present bool) {
		if session == authv1.Beat {
			verifier.Hear()
			return
		}
		verifier.Revoke(session, r.RevokedAt, present)
	})
	if follow != nil {
		return nil // stopped before the bus was there
	}
	verifier.Hear()
	b.Trust(verifier.Verify)
	err = s.Run(ctx, Runtime{
		Bus: b, Log: log, Tracer: tracer, Meter: meter, Verifier: verifier,
		Ready: func() {
			_ = in.Conn.FlushTimeout(flushTimeout) // NATS knows what is answered here before anybody is told so
			in.Ready()
		},
		env: in.Env, jobs: jobs, finish: finish,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", s.Name, err)
	}
	return nil
}
