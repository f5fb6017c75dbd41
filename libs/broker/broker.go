// Package broker runs a NATS server with JetStream in this process. Each
// service has a user of its own and the rights that its ports need, so that
// one machine denies what a cluster denies.
package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"github.com/sartor-cv/sartor/libs/bus"
)

const (
	readyTimeout  = 20 * time.Second
	memoryForJS   = 1 << 30
	repliesExpire = time.Minute
)

// Config says where and how the server runs.
type Config struct {
	Dir  string // where JetStream keeps its files
	Addr string // host:port to listen on; empty for this process alone

	// Durable syncs every stored message to the disk before it is acknowledged.
	Durable bool

	// Key encrypts what JetStream keeps; empty leaves it readable. What was kept
	// without one is encrypted at the next start.
	Key string
}

// Broker is a running server.
type Broker struct {
	srv  *server.Server
	opts *server.Options

	mu    sync.Mutex
	users map[string]nkeys.KeyPair
}

// Start runs a server that admits nobody but its operator.
func Start(cfg Config) (*Broker, error) {
	b := &Broker{users: map[string]nkeys.KeyPair{}, opts: &server.Options{
		ServerName: "sartor", DontListen: cfg.Addr == "", NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: cfg.Dir, JetStreamMaxMemory: memoryForJS, SyncAlways: cfg.Durable,
		JetStreamKey: cfg.Key, JetStreamCipher: server.AES,
	}}
	if cfg.Addr != "" {
		host, port, err := splitAddr(cfg.Addr)
		if err != nil {
			return nil, err
		}
		b.opts.Host, b.opts.Port = host, port
	}
	if err := b.user(operator, nil); err != nil {
		return nil, err
	}
	srv, err := server.NewServer(b.opts.Clone())
	if err != nil {
		return nil, fmt.Errorf("NATS: %w", err)
	}
	b.srv = srv
	srv.Start()
	if !srv.ReadyForConnections(readyTimeout) || !srv.JetStreamEnabled() {
		srv.Shutdown()
		return nil, errors.New("NATS did not start")
	}
	return b, nil
}

// operator is the user with every right. It makes streams and consumers, and
// no service is it.
const operator = "operator"

// Admit gives a service a user with the given rights, or new rights.
func (b *Broker) Admit(service string, rights bus.Rights) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.user(service, &rights); err != nil {
		return err
	}
	if err := b.srv.ReloadOptions(b.opts.Clone()); err != nil {
		return fmt.Errorf("admit %s: %w", service, err)
	}
	return nil
}

// Seed returns the nkey seed by which a service that was admitted connects.
func (b *Broker) Seed(service string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	pair, ok := b.users[service]
	if !ok {
		return "", fmt.Errorf("%s was not admitted", service)
	}
	seed, err := pair.Seed()
	return string(seed), err
}

// user makes a user or changes its rights; nil rights are all rights.
func (b *Broker) user(name string, rights *bus.Rights) error {
	pair, known := b.users[name]
	if !known {
		var err error
		if pair, err = nkeys.CreateUser(); err != nil {
			return fmt.Errorf("key of %s: %w", name, err)
		}
		b.users[name] = pair
	}
	public, err := pair.PublicKey()
	if err != nil {
		return fmt.Errorf("key of %s: %w", name, err)
	}
	u := &server.NkeyUser{Nkey: public}
	if rights != nil {
		u.Permissions = permissions(*rights)
	}
	for i, other := range b.opts.Nkeys {
		if other.Nkey == public {
			b.opts.Nkeys[i] = u
			return nil
		}
	}
	b.opts.Nkeys = append(b.opts.Nkeys, u)
	return nil
}

func permissions(r bus.Rights) *server.Permissions {
	return &server.Permissions{
		Publish:   &server.SubjectPermission{Allow: r.Publish},
		Subscribe: &server.SubjectPermission{Allow: r.Subscribe},
		Response:  &server.ResponsePermission{MaxMsgs: 1, Expires: repliesExpire},
	}
}

// Connect returns an in-process connection as a service that was admitted.
func (b *Broker) Connect(service string, log *slog.Logger) (*nats.Conn, error) {
	seed, err := b.Seed(service)
	if err != nil {
		return nil, err
	}
	key, err := bus.Nkey(seed)
	if err != nil {
		return nil, err
	}
	conn, err := nats.Connect("", append(bus.Options(service, log), key, nats.InProcessServer(b.srv))...)
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", service, err)
	}
	return conn, nil
}

// Operate returns an in-process connection with every right.
func (b *Broker) Operate(log *slog.Logger) (*nats.Conn, error) { return b.Connect(operator, log) }

// Provision admits services and makes their streams, consumers and buckets.
func (b *Broker) Provision(ctx context.Context, services map[string]bus.Ports, log *slog.Logger) error {
	for name, ports := range services {
		if err := b.Admit(name, bus.RightsOf(name, ports)); err != nil {
			return err
		}
	}
	conn, err := b.Operate(log)
	if err != nil {
		return err
	}
	defer conn.Close()
	return bus.Provision(ctx, conn, services, 1)
}

// URL is where the server listens, if it does.
func (b *Broker) URL() string { return b.srv.ClientURL() }

// Stop ends the server; what was acknowledged is on the disk.
func (b *Broker) Stop() {
	b.srv.Shutdown()
	b.srv.WaitForShutdown()
}

func splitAddr(addr string) (host string, port int, err error) {
	host, digits, err := net.SplitHostPort(addr)
	if err == nil {
		port, err = strconv.Atoi(digits)
	}
	if err != nil {
		return "", 0, fmt.Errorf("%q is not host:port", addr)
	}
	if port == 0 {
		port = server.RANDOM_PORT
	}
	return host, port, nil
}
