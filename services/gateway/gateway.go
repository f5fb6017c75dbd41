// Package gateway runs the gateway: the HTTP door to every other service. It
// has no data of its own.
package gateway

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/gateway/internal/limit"
	"github.com/sartor-cv/sartor/services/gateway/internal/rest"
)

const (
	heartbeat = 15 * time.Second
	patience  = 15 * time.Second
)

// Service is the gateway, ready to host.
var Service = service(tuning{heartbeat: heartbeat, patience: patience})

// tuning is what tests change: they can't wait that long, and have to know
// which port they were given.
type tuning struct {
	heartbeat, patience time.Duration
	listening           func(net.Addr)
	current             func() error // nil for what the verifier says
}

func service(t tuning) host.Service {
	return host.Service{
		Name:  "gateway",
		About: "the HTTP API: checks who asks and what, and passes it on",
		Ports: bus.Ports{
			Asks: []contract.Port{
				authv1.SendOTP, authv1.VerifyOTP, authv1.Refresh, authv1.Logout, authv1.Leave, authv1.Me, authv1.Keys,
				authv1.Sessions, authv1.EndSession, authv1.LogoutAll, authv1.UpdateMe, authv1.Erase,
				authv1.UserSessions, authv1.EndUserSessions,
				creditsv1.Balance, creditsv1.History, creditsv1.Add, creditsv1.Refund, creditsv1.Adjust, creditsv1.Audit,
				filesv1.Register, filesv1.List, filesv1.Read, filesv1.Text, filesv1.Stats, filesv1.Delete,
				optimizerv1.Create, optimizerv1.Get, optimizerv1.List, optimizerv1.Stats,
				optimizerv1.Cancel, optimizerv1.Delete, optimizerv1.Record, optimizerv1.Comparisons,
				optimizerv1.Used, optimizerv1.UsedByAll, optimizerv1.Turn,
				optimizerv1.Revise, optimizerv1.Revisions, optimizerv1.Answer, optimizerv1.Answers, optimizerv1.Forget,
				optimizerv1.Export, optimizerv1.Compare,
			},
			Watches: []contract.Port{optimizerv1.Progress},
			Puts:    []contract.Port{filesv1.Uploads},
		},
		Settings: settings{},
		Run:      func(ctx context.Context, rt host.Runtime) error { return run(ctx, rt, t) },
	}
}

// run is the wiring, from the outside in:
//
//	client -> rest -> bus
func run(ctx context.Context, rt host.Runtime, t tuning) error {
	cfg, err := host.Read[settings](rt)
	if err != nil {
		return err
	}
	proxies, err := cfg.proxies()
	if err != nil {
		return err
	}
	current := rt.Verifier.Current
	if t.current != nil {
		current = t.current
	}
	server, err := rest.New(rest.Config{ //nolint:contextcheck // no request is there yet
		Bus: rt.Bus, Log: rt.Log, Tracer: rt.Tracer, Meter: rt.Meter,
		Verify:  rt.Verifier.Verify,
		Current: current,
		Proxies: proxies, Origins: cfg.Origins,
		MaxUpload: cfg.MaxUpload,
		Users:     limit.New(cfg.UserRate, cfg.UserBurst),
		Clients:   limit.New(cfg.ClientRate, cfg.ClientBurst),
		Streams:   limit.NewCount(cfg.UserStreams),
		Heartbeat: t.heartbeat, Patience: t.patience,
	})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return fmt.Errorf("SARTOR_HTTP_ADDR: %w", err)
	}
	rt.Log.InfoContext(ctx, "listening", "addr", listener.Addr().String())
	if t.listening != nil {
		t.listening(listener.Addr())
	}
	rt.Ready()
	return server.Serve(ctx, listener)
}
