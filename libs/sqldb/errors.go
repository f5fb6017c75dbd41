package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
)

const (
	attempts   = 12
	firstPause = 4 * time.Millisecond
	lastPause  = 400 * time.Millisecond
)

// IsDuplicate reports whether err is that of a row whose key is there already.
func IsDuplicate(err error) bool {
	return isMySQL(err, 1062, 1586) || isSQLite(err, 1555, 2067)
}

// IsCheck reports whether err is that of a row that a CHECK refused.
func IsCheck(err error) bool {
	return isMySQL(err, 4025, 3819) || isSQLite(err, 275)
}

// IsRefused reports whether the database understood and will not do it, however
// often it is asked: a key twice, a CHECK, a trigger, a value that does not fit.
func IsRefused(err error) bool {
	if _, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return !isPassing(err)
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && slices.Contains([]int{18, 19, 20}, e.Code()&0xff) // too big, constraint, mismatch
}

// isThere reports whether err is MySQL's of an index made twice.
func isThere(err error) bool { return isMySQL(err, 1060, 1061) }

// IsNoRow reports whether err is that of a QueryRow that found nothing.
func IsNoRow(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// isPassing reports whether the same again, from the start, may succeed.
func isPassing(err error) bool {
	return isBroken(err) ||
		isMySQL(err, 1213, 1205, 1020, 9007, 8002, 8022) || // deadlock, lock timeout, changed row; TiDB's conflicts
		isSQLiteBusy(err)
}

// isBroken reports whether the connection was lost.
func isBroken(err error) bool {
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn)
}

func isMySQL(err error, numbers ...uint16) bool {
	e, ok := errors.AsType[*mysql.MySQLError](err)
	return ok && slices.Contains(numbers, e.Number)
}

func isSQLite(err error, codes ...int) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && slices.Contains(codes, e.Code())
}

func isSQLiteBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && slices.Contains([]int{5, 6}, e.Code()&0xff) // the low byte is the class: busy, locked
}

// retry runs fn until it succeeds, fails for good or has failed too often.
func retry(ctx context.Context, fn func() error) error {
	var err error
	for n := range attempts {
		if err = fn(); err == nil || !isPassing(err) || !pause(ctx, n) {
			return err
		}
	}
	return err
}

// retryFor is retry for as long as ctx allows.
func retryFor(ctx context.Context, fn func() error) error {
	for n := 0; ; n++ {
		if err := fn(); err == nil || !isPassing(err) || !pause(ctx, n) {
			return err
		}
	}
}

// pause waits longer each time, unevenly so that rivals part; false when ctx ends.
func pause(ctx context.Context, n int) bool {
	limit := min(firstPause<<min(n, 10), lastPause)
	timer := time.NewTimer(limit/2 + rand.N(limit/2)) //nolint:gosec // chance, not secrecy
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
