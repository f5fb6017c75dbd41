package standalone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats.go"
	"golang.org/x/sync/errgroup"

	"github.com/sartor-cv/sartor/deploy/standalone/internal/mailbox"
	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/host"
)

const closeTimeout = 5 * time.Second

// Run serves the whole product until ctx ends. What a person should know is
// written to out, the log to logs.
func Run(ctx context.Context, environment map[string]string, out, logs io.Writer) error {
	p, err := prepare(environment)
	if err != nil {
		return err
	}
	defer p.unlock()
	level, err := host.Logger(io.Discard, p.env)
	if err != nil {
		return err
	}
	p.log = host.WithTraces(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: enabled(ctx, level)}))
	if p.telemetry, err = host.NewTelemetry(ctx, p.env); err != nil {
		return err
	}
	defer p.closeTelemetry(ctx)
	stop, err := p.openParts(ctx)
	defer stop()
	if err != nil {
		return err
	}
	return p.serve(ctx, out)
}

// product is everything while it runs.
type product struct {
	settings  Settings
	env       map[string]string
	lock      *flock.Flock
	log       *slog.Logger
	telemetry *host.Telemetry
	broker    *broker.Broker   // nil where NATS is an external one
	mailbox   *mailbox.Mailbox // nil where mail goes out for real
	ready     atomic.Int32
}

// prepare reads the settings, takes the data folder and checks that everything
// that can be set is set.
func prepare(environment map[string]string) (*product, error) {
	own, err := host.ReadEnv[Settings](environment)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(own.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("SARTOR_DATA_DIR: %w", err)
	}
	p := &product{lock: flock.New(filepath.Join(own.DataDir, "lock"))}
	if free, err := p.lock.TryLock(); err != nil {
		return nil, fmt.Errorf("SARTOR_DATA_DIR: %w", err)
	} else if !free {
		return nil, fmt.Errorf("it is running already on %s; stop it first, or set SARTOR_DATA_DIR and the addresses for a second one", own.DataDir)
	}
	made, err := secrets(own.DataDir)
	if err != nil {
		p.unlock()
		return nil, err
	}
	p.settings, p.env = own, host.Merge(host.Merge(environment, made), defaults(own))
	if err := check(p.env); err != nil {
		p.unlock()
		return nil, err
	}
	return p, nil
}

func (p *product) unlock() { _ = p.lock.Unlock() }

func (p *product) closeTelemetry(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	_ = p.telemetry.Close(ctx) // what could not be sent by now is lost
}

// openParts starts what is embedded: the broker and the mailbox.
func (p *product) openParts(ctx context.Context) (stop func(), err error) {
	stop = func() {}
	if p.env["NATS_URL"] == "" {
		p.broker, err = broker.Start(broker.Config{
			Dir: filepath.Join(p.settings.DataDir, "nats"), Addr: p.settings.NATSAddr, Durable: true, Key: p.streamKey(),
		})
		if err != nil {
			return stop, err
		}
		stop = p.broker.Stop
		if err := p.broker.Provision(ctx, Ports(), p.log); err != nil {
			return stop, err
		}
	}
	if p.env["SMTP_HOST"] != "" {
		return stop, nil
	}
	p.mailbox, err = mailbox.Open(mailbox.Config{ //nolint:contextcheck // it only listens; Serve is what a context ends
		SMTPAddr: p.settings.SMTPAddr, HTTPAddr: p.settings.MailboxAddr, Dir: p.settings.DataDir, Log: p.log.With("part", "mailbox"),
	})
	if err != nil {
		return stop, fmt.Errorf("mailbox: %w", err)
	}
	smtpHost, smtpPort, err := net.SplitHostPort(p.mailbox.SMTPAddr())
	if err != nil {
		return stop, fmt.Errorf("mailbox: %w", err)
	}
	p.env = host.Merge(map[string]string{"SMTP_HOST": smtpHost, "SMTP_PORT": smtpPort, "SMTP_TLS": "none"}, p.env)
	return stop, nil
}

// streamKey is what the embedded NATS encrypts with, empty for nothing.
func (p *product) streamKey() string {
	if key := p.env[natsKey]; key != "off" {
		return key
	}
	return ""
}

// serve runs everything. The gateway stops first, while those it asks are
// still there.
func (p *product) serve(ctx context.Context, out io.Writer) error {
	behind, stopBehind := context.WithCancel(context.WithoutCancel(ctx))
	defer stopBehind()
	group, front := errgroup.WithContext(ctx)
	if p.mailbox != nil {
		group.Go(func() error { return p.mailbox.Serve(behind) })
	}
	if addr := p.env["SARTOR_METRICS_ADDR"]; addr != "" {
		all := int32(len(Services()))
		group.Go(func() error {
			return host.Health(behind, addr, p.telemetry, func() bool { return p.ready.Load() == all })
		})
	}
	var waiting sync.WaitGroup
	for _, s := range Services() {
		lifetime, after := behind, func() {}
		if s.Name == "gateway" {
			lifetime, after = front, stopBehind
		}
		waiting.Add(1)
		group.Go(func() error {
			defer after()
			return p.start(lifetime, s, sync.OnceFunc(waiting.Done))
		})
	}
	go func() { // ends with the services: each is ready or has been counted as such when it ends
		waiting.Wait()
		if front.Err() == nil {
			p.greet(out)
		}
	}()
	context.AfterFunc(front, func() { // something failed before the gateway was there to stop the rest
		if ctx.Err() == nil {
			stopBehind()
		}
	})
	return group.Wait()
}

func (p *product) start(ctx context.Context, s host.Service, ready func()) error {
	defer ready()
	conn, err := p.connect(s.Name)
	if err != nil {
		return err
	}
	defer conn.Close()
	err = host.Start(ctx, s, host.Surroundings{
		Conn: conn, Log: p.log, Env: environmentOf(s.Name, p.env), Telemetry: p.telemetry,
		Ready: func() { p.ready.Add(1); ready() },
	})
	if err == nil && ctx.Err() == nil {
		err = errors.New(s.Name + " ended by itself")
	}
	return err
}

func (p *product) connect(service string) (*nats.Conn, error) {
	log := p.log.With("service", service)
	if p.broker != nil {
		return p.broker.Connect(service, log)
	}
	return host.Dial(service, environmentOf(service, p.env), log)
}

func enabled(ctx context.Context, log *slog.Logger) slog.Level {
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn} {
		if log.Enabled(ctx, level) {
			return level
		}
	}
	return slog.LevelError
}
