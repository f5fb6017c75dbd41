package bus

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
)

// Options are how a service connects. While NATS is away calls fail at once
// instead of being kept and sent later: a call that is carried out after its
// caller was told that it failed is a ghost.
func Options(service string, log *slog.Logger) []nats.Option {
	return []nats.Option{
		nats.Name(service),
		nats.CustomInboxPrefix(InboxPrefix(service)),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(250 * time.Millisecond),
		nats.ReconnectJitter(250*time.Millisecond, time.Second),
		nats.ReconnectBufSize(-1),
		nats.RetryOnFailedConnect(true),
		nats.PingInterval(10 * time.Second),
		nats.MaxPingsOutstanding(2),
		nats.Timeout(2 * time.Second),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			// A right that is missing looks like a timeout to the caller; this is the only trace of it.
			log.ErrorContext(context.Background(), "bus error", "err", err)
		}),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err == nil {
				return // closed by us
			}
			log.WarnContext(context.Background(), "bus lost", "err", err)
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.InfoContext(context.Background(), "bus found") }),
	}
}

// Nkey is the option to connect with an nkey seed. The error does not show it.
func Nkey(seed string) (nats.Option, error) {
	pair, err := nkeys.FromSeed([]byte(seed))
	if err != nil {
		return nil, errors.New("not an nkey seed")
	}
	public, err := pair.PublicKey()
	if err != nil {
		return nil, errors.New("not an nkey seed")
	}
	return nats.Nkey(public, pair.Sign), nil
}
