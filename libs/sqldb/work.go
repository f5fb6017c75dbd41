package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"strings"
)

// work is a transaction in progress.
type work interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row

	// commit runs the last statements and commits. Of nothing done there is
	// nothing to commit.
	commit(ctx context.Context, last []statement) error

	// end rolls back what was not committed.
	end(ctx context.Context)
}

// statement is one that nobody waits for.
type statement struct {
	query string
	args  []any
}

// one lets a single statement through. Of several it makes one that no database
// understands and that says why: what several in one call are for is injection.
func one(query string) string {
	if strings.Contains(query, ";") {
		return "a call is a single statement"
	}
	return query
}

// stepwise is a transaction whose statements cost no round trip.
type stepwise struct{ *sql.Tx }

func (s stepwise) commit(ctx context.Context, last []statement) error {
	for _, l := range last {
		if _, err := s.ExecContext(ctx, l.query, l.args...); err != nil {
			return err
		}
	}
	return s.Commit()
}

func (s stepwise) end(context.Context) { _ = s.Rollback() }

// packed is a transaction on a server, made of as few round trips as there can
// be: it begins with its first statement, and the last ones are sent with the
// commit. When one fails the server does none of those after it.
type packed struct {
	conn  *sql.Conn
	begun bool
	ended bool
}

func (p *packed) opened(query string) string {
	if p.begun {
		return query
	}
	p.begun = true
	return "START TRANSACTION; " + query
}

func (p *packed) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.conn.ExecContext(ctx, p.opened(query), args...)
}

func (p *packed) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return p.conn.QueryContext(ctx, p.opened(query), args...)
}

func (p *packed) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return p.conn.QueryRowContext(ctx, p.opened(query), args...)
}

func (p *packed) commit(ctx context.Context, last []statement) error {
	if !p.begun && len(last) == 0 {
		return nil
	}
	var script strings.Builder
	args := make([][]any, 0, len(last))
	for _, l := range last {
		script.WriteString(l.query)
		script.WriteString("; ")
		args = append(args, l.args)
	}
	script.WriteString("COMMIT")
	_, err := p.ExecContext(ctx, script.String(), slices.Concat(args...)...)
	p.ended = err == nil
	if err != nil && ctx.Err() != nil {
		err = errors.Join(ErrUncertain, err)
	}
	return uncertain(err)
}

// end also gives the connection back, unless nobody knows what it is in the
// middle of.
func (p *packed) end(ctx context.Context) {
	if p.begun && !p.ended {
		if _, err := p.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
			_ = p.conn.Raw(func(any) error { return driver.ErrBadConn })
		}
	}
	_ = p.conn.Close()
}
