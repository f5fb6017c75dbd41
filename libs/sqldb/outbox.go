package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/otel/propagation"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
)

const (
	relayPeriod  = time.Second // for what another replica left behind
	relayBatch   = 100
	publishLimit = 15 * time.Second

	databaseLimit = 15 * time.Second
)

// traceparent carries the trace of who enqueued to who hears, as W3C says.
var traceparent propagation.TraceContext

// outboxStep makes the table of what is committed but not yet published. A
// refused message stays, out of the way, for an operator to look at.
func (db *DB) outboxStep() step {
	return newStep("sqldb/outbox", 1, `CREATE TABLE IF NOT EXISTS outbox (
	id          `+db.engine.identity()+`,
	message_id  VARCHAR(190) COLLATE utf8mb4_bin NOT NULL,
	subject     VARCHAR(190) COLLATE utf8mb4_bin NOT NULL,
	body        LONGBLOB NOT NULL,
	trace       VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	enqueued_us BIGINT NOT NULL,
	refused     BIGINT NOT NULL DEFAULT 0
)`)
}

// Traced is a message and the trace that caused it, as Traceparent gives it.
type Traced struct {
	contract.Message
	Trace string
}

// Traceparent names the trace that ctx belongs to; empty for none.
func Traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	traceparent.Inject(ctx, carrier)
	return carrier.Get("traceparent")
}

// Enqueue publishes the messages once the transaction is committed, in order,
// and not at all if it isn't. What it fails with, the commit does.
func (tx *Tx) Enqueue(ctx context.Context, messages ...contract.Message) error {
	here := Traceparent(ctx)
	traced := make([]Traced, 0, len(messages))
	for _, m := range messages {
		traced = append(traced, Traced{Message: m, Trace: here})
	}
	tx.EnqueueTraced(traced...)
	return nil
}

// EnqueueTraced is Enqueue for a transaction that several callers share, each
// with a trace of its own.
func (tx *Tx) EnqueueTraced(messages ...Traced) {
	if len(messages) == 0 {
		return
	}
	now := Micros(time.Now())
	args := make([]any, 0, 5*len(messages))
	for _, m := range messages {
		body := m.Body
		if body == nil {
			body = []byte{} // nil would be NULL
		}
		args = append(args, m.ID, m.Subject, body, m.Trace, now)
	}
	rows := strings.Repeat(", (?, ?, ?, ?, ?)", len(messages))[2:]
	tx.Finally(`INSERT INTO outbox (message_id, subject, body, trace, enqueued_us) VALUES `+rows, args...)
	tx.enqueued = true
}

// rouse wakes the relay.
func (db *DB) rouse() {
	select {
	case db.wake <- struct{}{}:
	default:
	}
}

// Relay publishes what was enqueued, the oldest first, each message until publish
// has succeeded, until ctx ends. A message may be published twice, under one id;
// none is lost or overtaken. Only a message that publish refuses for good, with
// a fault that is not temporary, is set aside; Backlog counts it.
func (db *DB) Relay(ctx context.Context, publish func(context.Context, contract.Message) error) error {
	tick := time.NewTicker(relayPeriod)
	defer tick.Stop()
	for failures := 0; ; {
		err := db.drain(ctx, publish)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			failures++
			pause(ctx, failures+4)
			continue
		}
		failures = 0
		select {
		case <-ctx.Done():
			return nil
		case <-db.wake:
		case <-tick.C:
		}
	}
}

// queued is one row of the outbox.
type queued struct {
	row     int64
	trace   string
	message contract.Message
}

// drain publishes until the outbox is empty. It asks for its turn only when
// there is something to do.
func (db *DB) drain(ctx context.Context, publish func(context.Context, contract.Message) error) error {
	waiting, err := db.waiting(ctx)
	if err != nil || len(waiting) == 0 {
		return err
	}
	return db.engine.draining(ctx, db.write, func(ctx context.Context) error {
		for {
			waiting, err := db.waiting(ctx)
			if err != nil || len(waiting) == 0 {
				return err
			}
			if err := db.publish(ctx, waiting, publish); err != nil {
				return err
			}
		}
	})
}

func (db *DB) waiting(ctx context.Context) ([]queued, error) {
	ctx, cancel := context.WithTimeout(ctx, databaseLimit) // a server that went silent is not waited for
	defer cancel()
	rows, err := db.read.QueryContext(ctx,
		`SELECT id, message_id, subject, body, trace FROM outbox WHERE refused = 0 ORDER BY id LIMIT ?`, relayBatch)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	defer func() { _ = rows.Close() }()

	var all []queued
	for rows.Next() {
		var q queued
		if err := rows.Scan(&q.row, &q.message.ID, &q.message.Subject, &q.message.Body, &q.trace); err != nil {
			return nil, fmt.Errorf("read the outbox: %w", err)
		}
		all = append(all, q)
	}
	return all, rows.Err()
}

// publish stops at the first message that can't be published now, and removes
// those before it.
func (db *DB) publish(
	ctx context.Context, waiting []queued, publish func(context.Context, contract.Message) error,
) (err error) {
	done := make([]any, 0, len(waiting))
	for _, q := range waiting {
		if err = publishOne(ctx, q, publish); err != nil {
			break
		}
		done = append(done, q.row)
	}
	if e := db.remove(context.WithoutCancel(ctx), done); e != nil {
		return e
	}
	if err != nil && !fault.Temporary(err) {
		return db.setAside(ctx, waiting[len(done)].row)
	}
	return err
}

func publishOne(ctx context.Context, q queued, publish func(context.Context, contract.Message) error) error {
	ctx, cancel := context.WithTimeout(ctx, publishLimit)
	defer cancel()
	ctx = traceparent.Extract(ctx, propagation.MapCarrier{"traceparent": q.trace})
	return publish(ctx, q.message)
}

func (db *DB) remove(ctx context.Context, rows []any) error {
	if len(rows) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, databaseLimit)
	defer cancel()
	list := strings.Repeat(", ?", len(rows))[2:]
	if _, err := db.Exec(ctx, `DELETE FROM outbox WHERE id IN (`+list+`)`, rows...); err != nil {
		return fmt.Errorf("remove what is published: %w", err)
	}
	return nil
}

func (db *DB) setAside(ctx context.Context, row int64) error {
	ctx, cancel := context.WithTimeout(ctx, databaseLimit)
	defer cancel()
	if _, err := db.Exec(ctx, `UPDATE outbox SET refused = 1 WHERE id = ?`, row); err != nil {
		return fmt.Errorf("set a refused message aside: %w", err)
	}
	return nil
}

// Backlog is what the outbox holds.
type Backlog struct {
	Waiting int64         // not yet published
	Refused int64         // never to be published as they are
	Age     time.Duration // of the oldest one waiting
}

// Backlog counts what the outbox holds.
func (db *DB) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	var oldest, refused sql.NullInt64
	err := db.read.QueryRowContext(ctx, `SELECT COUNT(*), SUM(refused),
		MIN(CASE WHEN refused = 0 THEN enqueued_us END) FROM outbox`).Scan(&b.Waiting, &refused, &oldest)
	if err != nil {
		return Backlog{}, fmt.Errorf("count the outbox: %w", err)
	}
	b.Refused = refused.Int64
	b.Waiting -= b.Refused
	if oldest.Valid {
		b.Age = time.Since(Time(oldest.Int64))
	}
	return b, nil
}
