package store_test

import (
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

// replica is one process's view of the book.
type replica struct {
	*ledger.Book
	*store.Store
	db *sqldb.DB
}

// clock is what replicas go by; tests move it.
type clock struct{ offset atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.offset.Load())) }
func (c *clock) advance(d time.Duration) { c.offset.Add(int64(d)) }

func quiet(ledger.Entry) ([]contract.Message, error) { return nil, nil }

func open(t *testing.T, dsn string) replica {
	t.Helper()
	return openAt(t, dsn, new(clock))
}

func openAt(t *testing.T, dsn string, c *clock) replica {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	return replicaOf(t, db, c)
}

func replicaOf(t *testing.T, db *sqldb.DB, c *clock) replica {
	t.Helper()
	return capped(t, db, c, ledger.Caps{})
}

func capped(t *testing.T, db *sqldb.DB, c *clock, caps ledger.Caps) replica {
	t.Helper()
	s := store.New(db, quiet)
	book := ledger.NewBook(ledger.Config{
		Store: s, Reasons: store.NewReasons(db, []byte(strings.Repeat("k", 32))), Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: c.now, Trace: sqldb.Traceparent, Caps: caps,
	})
	t.Cleanup(func() { book.Close(); _ = db.Close() })
	return replica{Book: book, Store: s, db: db}
}

func must(op ledger.Operation, err error) ledger.Operation {
	if err != nil {
		panic(err)
	}
	return op
}

func grant(account, key string, amount int64) ledger.Operation {
	return must(ledger.Add(ledger.Grant, account, key, amount, "a gift"))
}

func reserve(account, name string, amount int64) ledger.Operation {
	return must(ledger.Reserve(account, name, amount, "", time.Hour))
}

func settle(name string, amount int64) ledger.Operation { return must(ledger.Settle(name, amount)) }

func adjust(account, key string, amount int64, direction string) ledger.Operation {
	return must(ledger.Adjust(account, key, amount, direction, "a mistake"))
}

func refund(name, key string, amount int64) ledger.Operation {
	return must(ledger.Reimburse(name, key, amount, "it was no good"))
}

func release(name string) ledger.Operation { return must(ledger.GiveBack(name, "")) }

func (r replica) do(t *testing.T, op ledger.Operation) ledger.Done {
	t.Helper()
	done, err := r.Do(t.Context(), op)
	if err != nil {
		t.Fatalf("%s %s: %v", op.Kind, op.Key, err)
	}
	return done
}

func (r replica) head(t *testing.T, id string) ledger.Account {
	t.Helper()
	a, err := r.Book.Account(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// whole fails the test unless the book passes its audit.
func (r replica) whole(t *testing.T) ledger.Report {
	t.Helper()
	report, err := r.Store.Audit(t.Context())
	if err != nil {
		t.Errorf("audit: %v", err)
	}
	return report
}
