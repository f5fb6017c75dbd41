package textbook

import (
	"database/sql"
	"net/url"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// Open opens a database at a mysql:// address with a socket, with at most so many
// connections, which are all kept.
func Open(dsn string, conns int) (*sql.DB, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, err
	}
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr, c.DBName = u.User.Username(), "unix", u.Query().Get("socket"), strings.TrimPrefix(u.Path, "/")
	c.Collation = "utf8mb4_bin"
	c.InterpolateParams = true // else each statement would be prepared first, in a round trip of its own
	c.Params = map[string]string{"tx_isolation": "'READ-COMMITTED'"}
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}
