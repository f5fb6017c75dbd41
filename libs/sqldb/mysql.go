package sqldb

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	mysqlConns   = 20
	mysqlIdle    = 2 * time.Minute
	mysqlLife    = 10 * time.Minute
	migrateWait  = 60 // seconds that a replica waits for another one's migration
	drainWait    = 2  // seconds to wait for one's turn with the outbox
	strictMode   = "'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"
	setIsolation = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
)

// mysqlEngine is MariaDB, MySQL or what speaks like them.
type mysqlEngine struct {
	config *mysql.Config
	conns  int
}

// newMySQL reads mysql://user:password@host:port/name with the optional
// parameters tls (true, skip-verify or preferred), socket (a path instead of
// host and port) and conns (the most connections).
func newMySQL(dsn string) (*mysqlEngine, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, errors.New("the mysql:// address can't be read") // err shows the password
	}
	c := mysql.NewConfig()
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.DBName = strings.TrimPrefix(u.Path, "/")
	c.Net, c.Addr = "tcp", u.Host
	if c.DBName == "" || strings.Contains(c.DBName, "/") {
		return nil, errors.New("the mysql:// address needs the name of a database: mysql://user:password@host:port/name")
	}
	if u.Host != "" && u.Port() == "" {
		c.Addr = net.JoinHostPort(u.Hostname(), "3306")
	}

	e := &mysqlEngine{config: c, conns: mysqlConns}
	for name, values := range u.Query() {
		if err := e.set(name, values[0]); err != nil {
			return nil, err
		}
	}
	if c.Addr == "" {
		return nil, errors.New("the mysql:// address needs a host")
	}
	e.tune()
	return e, nil
}

func (e *mysqlEngine) set(name, value string) (err error) {
	switch name {
	case "tls":
		e.config.TLSConfig = value
		if value != "true" && value != "skip-verify" && value != "preferred" && value != "false" {
			return errors.New("the mysql:// address has tls=true, skip-verify, preferred or false")
		}
		if value == "true" {
			e.config.TLS = &tls.Config{MinVersion: tls.VersionTLS12, ServerName: hostOf(e.config.Addr)}
		}
	case "socket":
		e.config.Net, e.config.Addr = "unix", value
	case "conns":
		if e.conns, err = strconv.Atoi(value); err != nil || e.conns < 2 {
			return errors.New("the mysql:// address has conns=2 or more")
		}
	default:
		return fmt.Errorf("the mysql:// address knows tls, socket and conns, not %q", name)
	}
	return nil
}

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host
}

func (e *mysqlEngine) tune() {
	c := e.config
	c.Collation = "utf8mb4_bin"
	c.ClientFoundRows = true   // an UPDATE that changes nothing has still found its row, as on SQLite
	c.InterpolateParams = true // one round trip for a query instead of three
	c.MultiStatements = true   // a transaction's last statements and its commit
	c.CheckConnLiveness = true
	c.Timeout = 10 * time.Second
	c.Logger = &mysql.NopLogger{} // what it says comes back as an error too
	c.Params = map[string]string{
		"sql_mode":                 strictMode,
		"innodb_lock_wait_timeout": "5",
		"time_zone":                "'+00:00'",
	}
}

func (e *mysqlEngine) String() string    { return "mysql://" + e.config.Addr + "/" + e.config.DBName }
func (e *mysqlEngine) forUpdate() string { return " FOR UPDATE" }
func (e *mysqlEngine) identity() string  { return "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY" }

func (e *mysqlEngine) open() (write, read *sql.DB, err error) {
	connector, err := mysql.NewConnector(e.config)
	if err != nil {
		return nil, nil, errors.New("the mysql:// address is not usable")
	}
	db := sql.OpenDB(readCommitted{connector})
	db.SetMaxOpenConns(e.conns)
	db.SetMaxIdleConns(e.conns)
	db.SetConnMaxIdleTime(mysqlIdle)
	db.SetConnMaxLifetime(mysqlLife)
	return db, db, nil
}

func (e *mysqlEngine) begin(ctx context.Context, db *sql.DB) (work, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &packed{conn: conn}, nil
}

// readCommitted sets the isolation level of each new connection: MariaDB and
// MySQL have no common variable for it, only a common statement.
type readCommitted struct{ driver.Connector }

func (r readCommitted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	execer, ok := conn.(driver.ExecerContext)
	if !ok {
		return nil, errors.Join(driver.ErrBadConn, conn.Close())
	}
	if _, err := execer.ExecContext(ctx, setIsolation, nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func (e *mysqlEngine) alone(ctx context.Context, db *sql.DB, fn func(context.Context, *sql.Conn) error) error {
	got, err := e.locked(ctx, db, "migrate", migrateWait, func(ctx context.Context, conn *sql.Conn) error {
		var charset string
		if err := conn.QueryRowContext(ctx, "SELECT @@character_set_database").Scan(&charset); err != nil {
			return err
		}
		if charset != "utf8mb4" {
			return fmt.Errorf("the database's character set is %s; make it with CHARACTER SET utf8mb4", charset)
		}
		return fn(ctx, conn)
	})
	if err == nil && !got {
		return errors.New("another process has been migrating for a minute")
	}
	return err
}

func (e *mysqlEngine) draining(ctx context.Context, db *sql.DB, fn func(context.Context) error) error {
	_, err := e.locked(ctx, db, "outbox", drainWait, func(ctx context.Context, _ *sql.Conn) error { return fn(ctx) })
	return err
}

// locked runs fn on a connection that holds the database's lock of that name,
// unless another connection still holds it after so many seconds.
func (e *mysqlEngine) locked(
	ctx context.Context, db *sql.DB, name string, wait int, fn func(context.Context, *sql.Conn) error,
) (got bool, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close() }()

	lock := e.lock(name)
	var given sql.NullInt64
	if err := conn.QueryRowContext(ctx, "SELECT GET_LOCK(?, ?)", lock, wait).Scan(&given); err != nil {
		return false, fmt.Errorf("wait for %s: %w", name, err)
	}
	if given.Int64 != 1 {
		return false, nil
	}
	defer func() {
		if _, err := conn.ExecContext(context.WithoutCancel(ctx), "DO RELEASE_LOCK(?)", lock); err != nil {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // the lock goes with the connection
		}
	}()
	return true, fn(ctx, conn)
}

// lock is the name of one of this database's locks; the server has one space of
// names for all, of at most 64 bytes each.
func (e *mysqlEngine) lock(name string) string {
	sum := sha256.Sum256([]byte(e.config.DBName))
	return "sartor." + name + "." + hex.EncodeToString(sum[:16])
}
