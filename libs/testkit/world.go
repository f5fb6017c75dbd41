package testkit

import (
	"context"
	"encoding/base64"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/identity"
)

// World is a real NATS with JetStream, and the services that were started on
// it, each with its own user and rights. A right that is missing fails the test.
type World struct {
	t         *testing.T
	log       *slog.Logger
	broker    *broker.Broker
	conn      *nats.Conn
	bus       *bus.Bus
	seed      []byte
	signer    *identity.Signer
	telemetry *host.Telemetry
	keys      sync.Once
	admitted  map[string]bus.Ports
	cut       *atomic.Bool // a service has lost its connection
}

// NewWorld starts an empty world that ends with the test.
func NewWorld(t *testing.T) *World {
	t.Helper()
	cut := new(atomic.Bool)
	log := slog.New(watchful{t: t, cut: cut, Handler: slog.NewTextHandler(t.Output(), nil)})
	b, err := broker.Start(broker.Config{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(b.Stop)
	w := &World{
		t: t, log: log, broker: b, seed: []byte("a seed for tests, 32 bytes long."), admitted: map[string]bus.Ports{},
		cut: cut,
	}
	w.signer, err = identity.NewSigner("sartor", w.seed, authv1.AccessLife)
	must(t, err)
	w.telemetry, err = host.NewTelemetry(t.Context(), nil)
	must(t, err)
	w.conn, err = b.Operate(log)
	must(t, err)
	t.Cleanup(w.conn.Close)
	must(t, bus.Provision(t.Context(), w.conn, map[string]bus.Ports{
		"test": {Reads: []contract.Port{authv1.Revoked}},
	}, 1))
	w.bus, err = bus.Join(w.conn, bus.Config{Service: "test", Log: log})
	must(t, err)
	t.Cleanup(func() { must(t, w.bus.Leave()) })
	verifier := identity.NewVerifier(identity.Config{Issuer: "sartor", Keys: w.publicKeys})
	w.bus.Trust(verifier.Verify)
	return w
}

// Running is a service in a world.
type Running struct {
	stop func()
	conn *nats.Conn
	cut  *atomic.Bool
}

// Disconnect breaks the service's connection to NATS, which it makes again by
// itself. What was asked before can't be answered any more: the right to do so
// went with the connection.
func (r *Running) Disconnect() error {
	r.cut.Store(true)
	return r.conn.ForceReconnect()
}

// Stop stops the service, gracefully, and waits for it. It is stopped at the
// end of the test anyway.
func (r *Running) Stop() { r.stop() }

// Start runs s until the test ends. It returns when s is ready. If auth is to
// run, it must be started first.
func (w *World) Start(s host.Service, env map[string]string) *Running {
	w.t.Helper()
	if s.Name == "auth" {
		env = host.Merge(env, map[string]string{"JWT_PRIVATE_KEY": base64.StdEncoding.EncodeToString(w.seed)})
	}
	w.keys.Do(func() {
		if s.Name != "auth" {
			must(w.t, bus.Handle(w.bus, authv1.Keys, func(ctx context.Context, _ authv1.KeysRequest) (authv1.KeysReply, error) {
				keys, err := w.publicKeys(ctx)
				return authv1.KeysReply{Keys: keys}, err
			}))
		}
	})
	w.admit(s)
	conn, err := w.broker.Connect(s.Name, w.log)
	must(w.t, err)
	return w.run(s, conn, env)
}

// admit gives s its rights, once: giving them again would take away the right to
// answer what is being asked.
func (w *World) admit(s host.Service) {
	w.t.Helper()
	ports := s.AllPorts()
	if was, done := w.admitted[s.Name]; done && reflect.DeepEqual(was, ports) {
		return
	}
	must(w.t, w.broker.Provision(w.t.Context(), map[string]bus.Ports{s.Name: ports}, w.log))
	must(w.t, bus.Provision(w.t.Context(), w.conn, map[string]bus.Ports{"test": {Hears: s.Ports.Announces}}, 1))
	w.admitted[s.Name] = ports
}

func (w *World) run(s host.Service, conn *nats.Conn, env map[string]string) *Running {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(w.t.Context()))
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- host.Start(ctx, s, host.Surroundings{
			Conn: conn, Log: w.log, Env: env, Telemetry: w.telemetry, Ready: sync.OnceFunc(func() { close(ready) }),
		})
	}()
	running := &Running{conn: conn, cut: w.cut, stop: sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("%s: %v", s.Name, err)
		}
		conn.Close()
	})}
	select {
	case <-ready:
	case err := <-done:
		cancel()
		w.t.Fatalf("%s did not start: %v", s.Name, err)
	case <-time.After(time.Minute):
		w.t.Fatalf("%s was not ready within a minute", s.Name)
	}
	w.t.Cleanup(running.stop)
	return running
}

// Bus talks to the services, as somebody with every right, and can stand in for
// those that were not started.
func (w *World) Bus() *bus.Bus { return w.bus }

// As returns a context in which a user asks.
func (w *World) As(ctx context.Context, userID string) context.Context {
	return w.as(ctx, userID, identity.RoleUser)
}

// AsAdmin returns a context in which an admin asks.
func (w *World) AsAdmin(ctx context.Context, userID string) context.Context {
	return w.as(ctx, userID, identity.RoleAdmin)
}

// Token returns an access token of a user, made out by the key that the
// services of this world trust.
func (w *World) Token(userID, role string) string {
	w.t.Helper()
	token, err := w.signer.Sign(time.Now(), userID, "session-of-"+userID, role)
	must(w.t, err)
	return token
}

func (w *World) as(ctx context.Context, userID, role string) context.Context {
	w.t.Helper()
	return identity.With(ctx, identity.Caller{
		UserID: userID, SessionID: "session-of-" + userID, Role: role, Token: w.Token(userID, role),
		ExpiresAt: time.Now().Add(authv1.AccessLife),
	})
}

func (w *World) publicKeys(context.Context) ([]authv1.Key, error) {
	return []authv1.Key{w.signer.Key()}, nil
}

// watchful fails the test when NATS has denied something: to whoever asked, it
// looks like a timeout.
type watchful struct {
	slog.Handler
	t   *testing.T
	cut *atomic.Bool // late answers are denied
}

// Handle implements slog.Handler.
func (h watchful) Handle(ctx context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		text := a.Value.String()
		late := h.cut.Load() && strings.Contains(text, `Publish to "_INBOX_`)
		if strings.Contains(strings.ToLower(text), "permissions violation") && !late {
			h.t.Errorf("NATS denied it: %s", text)
		}
		return true
	})
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h watchful) WithAttrs(attrs []slog.Attr) slog.Handler {
	return watchful{Handler: h.Handler.WithAttrs(attrs), t: h.t, cut: h.cut}
}

// WithGroup implements slog.Handler.
func (h watchful) WithGroup(name string) slog.Handler {
	return watchful{Handler: h.Handler.WithGroup(name), t: h.t, cut: h.cut}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
