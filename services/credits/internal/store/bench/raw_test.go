package bench

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/api"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

const (
	rawGroup = 256    // rows at once, as many as the ledger writes at most
	mostRows = 60_000 // in a second, more than any machine we know inserts
)

// batch is what one group of the hot account's operations leaves behind, ready
// to be inserted.
type batch struct{ entries, messages []any }

// raw inserts rows that are ready, as the ledger would leave them behind: a
// multi-row INSERT of entries with all their indexes, one of the messages, and a
// commit, in one round trip on one connection. No ledger in this database, with
// these rows, can do more. Without messages it inserts the entries alone.
func raw(t *testing.T, server *testkit.MariaDBServer, messages bool, long time.Duration) phase {
	t.Helper()
	dsn, drop := server.Database()
	defer drop()
	db, err := sqldb.Open(t.Context(), dsn, store.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	all := int(long.Seconds()*mostRows) / rawGroup
	batches := ready(all + all/6)
	for _, b := range batches[all:] { // to warm up
		b.insert(t, db, messages)
	}
	runtime.GC()
	before, err := cpuTime(server.PID())
	if err != nil {
		t.Fatal(err)
	}
	p := phase{}
	began := time.Now()
	for _, b := range batches[:all] {
		if time.Since(began) > long {
			break
		}
		b.insert(t, db, messages)
		p.operations += rawGroup
	}
	p.took = time.Since(began)
	after, err := cpuTime(server.PID())
	if err != nil {
		t.Fatal(err)
	}
	p.cpu = after - before
	return p
}

const (
	entryColumns = `account_id, seq, id, op_key, kind, amount, balance, held, reference, reason, expires_us, created_us,
	fingerprint, hash`
	messageColumns = `message_id, subject, body, trace, enqueued_us`
)

func (b batch) insert(t *testing.T, db *sqldb.DB, messages bool) {
	t.Helper()
	err := db.Tx(t.Context(), func(_ context.Context, tx *sqldb.Tx) error {
		tx.Finally(insert("entries", entryColumns, b.entries), b.entries...)
		if messages && len(b.messages) > 0 {
			tx.Finally(insert("outbox", messageColumns, b.messages), b.messages...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func insert(table, columns string, args []any) string {
	width := strings.Count(columns, ",") + 1
	one := ", (?" + strings.Repeat(", ?", width-1) + ")"
	return `INSERT INTO ` + table + ` (` + columns + `) VALUES ` + strings.Repeat(one, len(args)/width)[2:]
}

func ready(count int) []batch {
	p := &ledger.Page{
		Now: time.Now(), Accounts: map[string]ledger.Account{account(0): {ID: account(0), Balance: funds}},
		Entries: map[string]ledger.Entry{},
	}
	crowd := callers(rawGroup, hot)
	batches := make([]batch, count)
	for n := range batches {
		p.Added = nil
		for _, c := range crowd {
			op := operation(c.next())
			op.ID = uuid.Must(uuid.NewV7()).String()
			if _, err := p.Apply(op); err != nil {
				panic(err)
			}
		}
		for _, e := range p.Added {
			batches[n].add(e)
		}
	}
	return batches
}

func (b *batch) add(e ledger.Entry) {
	var expires int64
	if !e.Expires.IsZero() {
		expires = sqldb.Micros(e.Expires)
	}
	b.entries = append(b.entries, e.Account, e.Seq, e.ID, e.Key, string(e.Kind), e.Amount, e.Balance, e.Held,
		e.Reference, e.Reason, expires, sqldb.Micros(e.At), e.Fingerprint[:], e.Hash[:])
	messages, err := api.Announcement(e)
	if err != nil {
		panic(err)
	}
	for _, m := range messages {
		b.messages = append(b.messages, m.ID, m.Subject, m.Body, "", sqldb.Micros(e.At))
	}
}
