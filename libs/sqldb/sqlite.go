package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
)

const sqliteReaders = 4

func init() {
	// The name that MySQL's binary collation has, so that one schema serves both.
	sqlite.MustRegisterCollationUtf8("utf8mb4_bin", strings.Compare)
}

// sqliteEngine is one file, written by one connection of this process at a time.
type sqliteEngine struct{ path string }

func newSQLite(path string) (*sqliteEngine, error) {
	path = strings.TrimPrefix(path, "//")
	if path == "" || strings.HasPrefix(path, ":memory:") {
		return nil, errors.New("sqlite:PATH needs the path of a file")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", path, err)
	}
	return &sqliteEngine{path: abs}, nil
}

func (e *sqliteEngine) String() string    { return "sqlite:" + e.path }
func (e *sqliteEngine) forUpdate() string { return "" }
func (e *sqliteEngine) identity() string  { return "INTEGER PRIMARY KEY AUTOINCREMENT" }

func (e *sqliteEngine) open() (write, read *sql.DB, err error) {
	if err := e.create(); err != nil {
		return nil, nil, err
	}
	if write, err = sql.Open("sqlite", e.dsn("immediate", "query_only(0)")); err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if read, err = sql.Open("sqlite", e.dsn("deferred", "query_only(1)")); err != nil {
		_ = write.Close()
		return nil, nil, err
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	return write, read, nil
}

func (e *sqliteEngine) begin(ctx context.Context, db *sql.DB) (work, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return stepwise{tx}, nil
}

// create makes the file, and with it the journal beside it, readable to nobody else.
func (e *sqliteEngine) create() error {
	if err := os.MkdirAll(filepath.Dir(e.path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(e.path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (e *sqliteEngine) dsn(lock, mode string) string {
	settings := url.Values{
		"_txlock": {lock},
		"_pragma": {
			"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
			"recursive_triggers(1)", // else REPLACE would pass by triggers that forbid DELETE
			"secure_delete(1)",      // what is erased is overwritten
			mode,
		},
	}
	file := url.URL{Scheme: "file", Path: e.path}
	return file.String() + "?" + settings.Encode()
}

// alone migrates in one transaction, in which SQLite keeps its schema too.
func (e *sqliteEngine) alone(ctx context.Context, db *sql.DB, fn func(context.Context, *sql.Conn) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	return retryFor(ctx, func() error {
		conn, err := db.Conn(ctx)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close() }()
		if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		if err := fn(ctx, conn); err != nil {
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			return err
		}
		_, err = conn.ExecContext(ctx, "COMMIT")
		return err
	})
}

// draining needs no turn: a file has one process, or its messages are published
// twice under one id.
func (e *sqliteEngine) draining(ctx context.Context, _ *sql.DB, fn func(context.Context) error) error {
	return fn(ctx)
}
