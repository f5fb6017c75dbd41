package sqldb

import (
	"errors"

	"github.com/go-sql-driver/mysql"

	"github.com/sartor-cv/sartor/libs/fault"
)

// A connection that broke means that the database is away, not that we are
// wrong: callers are told to come back, and listeners wait.
func init() {
	fault.Away(func(err error) bool {
		return errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, ErrUncertain) || isSQLiteBusy(err)
	})
}
