package bench

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits"
	"github.com/sartor-cv/sartor/services/credits/internal/api"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
	"github.com/sartor-cv/sartor/services/credits/internal/store/textbook"
)

const holdLife = 24 * time.Hour

// design is a way to keep the book, in a database of its own.
type design struct {
	name string
	db   *sqldb.DB
	ask  asker
	stop func()
}

// durable is the server that all designs share: nothing is acknowledged before
// it is on the disk, in the log of the engine and in the one of the server.
func durable(t *testing.T) *testkit.MariaDBServer {
	t.Helper()
	return testkit.NewMariaDBServer(t,
		"--innodb-flush-log-at-trx-commit=1", "--log-bin=binlog", "--binlog-format=ROW", "--sync-binlog=1", "--server-id=1",
		"--log-bin-trust-function-creators=1", "--innodb-buffer-pool-size=512M", "--innodb-log-file-size=256M")
}

// textbookConns is where the textbook is fastest with 256 callers: with fewer
// connections it has fewer commits to flush together, with more nothing is gained.
const textbookConns = 128

// plain is the textbook's ledger.
func plain(t *testing.T, server *testkit.MariaDBServer) design {
	t.Helper()
	db, dsn, stop := open(t, server)
	pool, err := textbook.Open(dsn, textbookConns)
	if err != nil {
		t.Fatal(err)
	}
	l := textbook.New(pool, api.Announcement)
	return design{name: "textbook", db: db, stop: func() { _ = pool.Close(); stop() }, ask: func(ctx context.Context, s step) error {
		op := operation(s)
		op.ID = uuid.Must(uuid.NewV7()).String()
		_, err := l.Do(ctx, time.Now(), op)
		return err
	}}
}

// direct is the service's own entry point: what answers on the bus calls the same.
func direct(t *testing.T, server *testkit.MariaDBServer) design {
	t.Helper()
	db, _, stop := open(t, server)
	book := ledger.NewBook(ledger.Config{
		Store: store.New(db, api.Announcement), Log: slog.New(slog.DiscardHandler), Now: time.Now, Trace: sqldb.Traceparent,
	})
	return design{name: "ours", db: db, stop: func() { book.Close(); stop() }, ask: func(ctx context.Context, s step) error {
		_, err := book.Do(ctx, operation(s))
		return err
	}}
}

// crowd is who asks through NATS: signing their tokens is not what is measured.
type crowd map[int]context.Context

func newCrowd(t *testing.T, w *testkit.World, accounts []int) crowd {
	t.Helper()
	all := crowd{}
	for _, n := range accounts {
		all[n] = w.As(t.Context(), account(n))
	}
	return all
}

// remote is the whole service behind NATS, which publishes its events too.
func remote(t *testing.T, server *testkit.MariaDBServer, w *testkit.World, c crowd) design {
	t.Helper()
	db, dsn, stop := open(t, server)
	running := w.Start(credits.Service, map[string]string{
		"CREDITS_DSN": dsn, "CREDITS_SELF_SERVICE": "true", "CREDITS_CHECKPOINT_KEY": strings.Repeat("5e", 32),
		"SARTOR_DATA_KEY": strings.Repeat("da", 32),
	})
	return design{name: "nats", db: db, stop: func() { running.Stop(); stop() }, ask: func(_ context.Context, s step) (err error) {
		switch s.verb {
		case add:
			_, err = bus.Call(c[s.account], w.Bus(), creditsv1.Add, creditsv1.AddRequest{Amount: 1, IdempotencyKey: s.name, Reason: "more"})
		case reserve:
			_, err = bus.Call(c[s.account], w.Bus(), creditsv1.Reserve, creditsv1.ReserveRequest{OperationID: s.name, Amount: 2, Reference: s.name})
		default:
			_, err = bus.Call(c[s.account], w.Bus(), creditsv1.Settle, creditsv1.SettleRequest{OperationID: s.name, Amount: 1})
		}
		return err
	}}
}

// open makes a database in which every account has its funds, and nothing else
// has happened.
func open(t *testing.T, server *testkit.MariaDBServer) (db *sqldb.DB, dsn string, stop func()) {
	t.Helper()
	dsn, drop := server.Database()
	db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	quiet := func(ledger.Entry) ([]contract.Message, error) { return nil, nil }
	for group := range slices.Chunk(grants(), 1000) {
		err := store.New(db, quiet).Write(t.Context(), time.Now(), group, func(p *ledger.Page) error {
			for _, op := range group {
				if _, err := p.Apply(op); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return db, dsn, func() { _ = db.Close(); drop() }
}

func grants() []ledger.Operation {
	all := make([]ledger.Operation, many)
	for n := range all {
		all[n] = checked(ledger.Add(ledger.Grant, account(n), "first:"+account(n), funds, "to begin with"))
		all[n].ID = uuid.Must(uuid.NewV7()).String()
	}
	return all
}

// operation is a step as the ledger is asked for it.
func operation(s step) ledger.Operation {
	switch s.verb {
	case add:
		return checked(ledger.Add(ledger.Purchase, account(s.account), "add:"+s.name, 1, "more"))
	case reserve:
		return checked(ledger.Reserve(account(s.account), s.name, 2, s.name, holdLife))
	default:
		return checked(ledger.Settle(s.name, 1))
	}
}

func checked(op ledger.Operation, err error) ledger.Operation {
	if err != nil {
		panic(err)
	}
	return op
}
