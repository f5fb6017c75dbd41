package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// Databases runs a test on every engine the product stores in: as the subtests
// "sqlite" and "mariadb", each with a fresh, empty database.
func Databases(t *testing.T, run func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		run(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	})
	t.Run("mariadb", func(t *testing.T) {
		run(t, MariaDB(t))
	})
}

// MariaDB returns the address of a fresh database on a real MariaDB server, which
// is this test binary's own and ends with it. Where none is installed the test
// is skipped, or fails if SARTOR_REQUIRE_MARIADB=1.
func MariaDB(tb testing.TB) string {
	tb.Helper()
	if mariadbd() == "" {
		skipMariaDB(tb)
	}
	server, err := sharedMariaDB()
	if err != nil {
		tb.Fatalf("start mariadb: %v", err)
	}
	dsn, err := server.create()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := server.drop(dsn); err != nil {
			tb.Error(err)
		}
	})
	return dsn
}

// MariaDBServer is a server of one test, which may kill it.
type MariaDBServer struct {
	DSN    string // of a database that survives
	t      *testing.T
	server *mariadb
}

// NewMariaDBServer starts a server for one test, with options that the shared
// one does not have.
func NewMariaDBServer(t *testing.T, options ...string) *MariaDBServer {
	t.Helper()
	if mariadbd() == "" {
		skipMariaDB(t)
	}
	server, err := startMariaDB(options...)
	must(t, err)
	t.Cleanup(func() { _ = server.leash.Close() })
	dsn, err := server.create()
	must(t, err)
	return &MariaDBServer{DSN: dsn, t: t, server: server}
}

// PID is the process that runs the server, until it is killed.
func (s *MariaDBServer) PID() int { return s.server.server.Pid }

// Database makes another database and returns its address. Dropping it leaves
// the server to the next.
func (s *MariaDBServer) Database() (dsn string, drop func()) {
	s.t.Helper()
	dsn, err := s.server.create()
	must(s.t, err)
	return dsn, func() { must(s.t, s.server.drop(dsn)) }
}

// Kill kills the server as a crash would and starts it again.
func (s *MariaDBServer) Kill() {
	s.t.Helper()
	must(s.t, s.server.server.Kill())
	if err := <-s.server.exited; err == nil {
		s.t.Error("mariadbd ended by itself")
	}
	_ = s.server.admin.Close()
	must(s.t, s.server.launch())
	_, err := fmt.Fprintln(s.server.leash, s.server.server.Pid)
	must(s.t, err)
	must(s.t, s.server.await())
}

func (m *mariadb) create() (dsn string, err error) {
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := m.exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4"); err != nil {
		return "", fmt.Errorf("create %s: %w", name, err)
	}
	return "mysql://root@localhost/" + name + "?socket=" + url.QueryEscape(m.socket), nil
}

func (m *mariadb) drop(dsn string) error {
	u, err := url.Parse(dsn)
	if err != nil {
		return err
	}
	name := u.Path[1:]
	if err := m.exec("DROP DATABASE " + name); err != nil {
		return fmt.Errorf("drop %s: %w", name, err)
	}
	return nil
}

var (
	databases     atomic.Int64
	skipped       atomic.Int64
	sharedMariaDB = sync.OnceValues(func() (*mariadb, error) { return startMariaDB() })
)

func skipMariaDB(tb testing.TB) {
	tb.Helper()
	if os.Getenv("SARTOR_REQUIRE_MARIADB") == "1" {
		tb.Fatal("mariadbd is not installed, and SARTOR_REQUIRE_MARIADB=1")
	}
	fmt.Printf("SKIPPED: mariadb is not installed (%d skipped, now %s)\n", skipped.Add(1), tb.Name())
	tb.Skip("mariadbd is not installed (apt-get install mariadb-server)")
}

// exec runs a statement as the server's administrator.
func (m *mariadb) exec(statement string) error {
	_, err := m.admin.ExecContext(context.Background(), statement)
	return err
}

func (m *mariadb) connect() error {
	config := mysql.NewConfig()
	config.User, config.Net, config.Addr, config.Logger = "root", "unix", m.socket, &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return err
	}
	m.admin = sql.OpenDB(connector)
	m.admin.SetMaxIdleConns(1)
	return nil
}
