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
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := server.exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4"); err != nil {
		tb.Fatalf("create %s: %v", name, err)
	}
	tb.Cleanup(func() {
		if err := server.exec("DROP DATABASE " + name); err != nil {
			tb.Errorf("drop %s: %v", name, err)
		}
	})
	return "mysql://root@localhost/" + name + "?socket=" + url.QueryEscape(server.socket)
}

var (
	databases     atomic.Int64
	skipped       atomic.Int64
	sharedMariaDB = sync.OnceValues(startMariaDB)
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
	config.User, config.Net, config.Addr = "root", "unix", m.socket
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return err
	}
	m.admin = sql.OpenDB(connector)
	m.admin.SetMaxIdleConns(1)
	return nil
}
