// Package sqldb opens a service's own database, MySQL or SQLite, brings its
// schema up to date and runs transactions in it. It promises that one set of
// migrations and queries means the same on both, and that what a transaction
// enqueued is published exactly when the transaction is committed.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"time"
)

// DB is an open database with the schema its service expects.
type DB struct {
	engine engine
	write  *sql.DB
	read   *sql.DB       // the same as write where the engine has no need of two
	wake   chan struct{} // something was enqueued
}

// engine is what differs between the databases.
type engine interface {
	// open returns the pools to write and to read with.
	open() (write, read *sql.DB, err error)

	// begin begins a transaction that writes.
	begin(ctx context.Context, db *sql.DB) (work, error)

	// alone runs fn on one connection while no other process migrates.
	alone(ctx context.Context, db *sql.DB, fn func(context.Context, *sql.Conn) error) error

	// draining runs fn while no other replica drains the outbox, as far as the
	// engine can tell. Without the turn, fn does not run.
	draining(ctx context.Context, db *sql.DB, fn func(context.Context) error) error

	// identity is the type of a column that counts by itself.
	identity() string

	// forUpdate is what a query ends with to lock what it reads.
	forUpdate() string
}

const (
	patience       = time.Minute
	serverShutdown = 1053
)

// Open opens the database at dsn, mysql://user:password@host:port/name or
// sqlite:PATH, and applies the migrations that it has not seen. Several
// replicas may open one database at once. A server that is not up yet is waited
// for, a minute at most, so that nothing need start before anything else.
func Open(ctx context.Context, dsn string, migrations fs.FS) (*DB, error) {
	e, err := engineOf(dsn)
	if err != nil {
		return nil, err
	}
	write, read, err := e.open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", e, err)
	}
	db := &DB{engine: e, write: write, read: read, wake: make(chan struct{}, 1)}
	if err := db.comeUp(ctx, migrations); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("migrate %s: %w", e, err)
	}
	return db, nil
}

func (db *DB) comeUp(ctx context.Context, migrations fs.FS) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for n := 0; ; n++ {
		err := db.migrate(ctx, migrations)
		if err == nil || !notUp(err) || !pause(ctx, n) {
			return err
		}
	}
}

// notUp reports whether a server could not be reached at all.
func notUp(err error) bool {
	_, ok := errors.AsType[*net.OpError](err)
	return ok || isBroken(err) || isMySQL(err, serverShutdown)
}

func engineOf(dsn string) (engine, error) {
	scheme, rest, _ := strings.Cut(dsn, ":")
	switch scheme {
	case "mysql":
		return newMySQL(dsn)
	case "sqlite":
		return newSQLite(rest)
	default:
		return nil, fmt.Errorf("a database is mysql://user:password@host:port/name or sqlite:PATH, not %q", scheme+":…")
	}
}

// Close closes all connections.
func (db *DB) Close() error {
	err := db.write.Close()
	if db.read != db.write {
		if e := db.read.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// Exec runs a statement by itself, or in the transaction that ctx belongs to.
// Like a commit it is ErrUncertain when the connection breaks under it.
func (db *DB) Exec(ctx context.Context, query string, args ...any) (result sql.Result, err error) {
	if tx := db.current(ctx); tx != nil {
		return tx.Exec(ctx, query, args...)
	}
	err = retry(ctx, func() error {
		result, err = db.write.ExecContext(ctx, one(query), args...)
		return uncertain(err)
	})
	return result, err
}

// Query reads outside any transaction, or in the one that ctx belongs to.
func (db *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if tx := db.current(ctx); tx != nil {
		return tx.Query(ctx, query, args...)
	}
	return db.read.QueryContext(ctx, one(query), args...)
}

// QueryRow is Query for one row.
func (db *DB) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	if tx := db.current(ctx); tx != nil {
		return tx.QueryRow(ctx, query, args...)
	}
	return db.read.QueryRowContext(ctx, one(query), args...)
}

// ForUpdate ends a SELECT that locks what it reads: the one thing that queries
// can't say to both engines alike. SQLite has one writer and needs no such word.
func (db *DB) ForUpdate() string { return db.engine.forUpdate() }

// Micros is how a time is stored: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time is the inverse of Micros.
func Time(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
