package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"testing"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
)

func TestErrorsOfTheDatabaseAreExplained(t *testing.T) {
	ours := fault.New(fault.Limited, "rate_limited", "")
	for name, c := range map[string]struct {
		err  error
		want fault.Code
	}{
		"a fault of ours":     {fmt.Errorf("inside: %w", ours), fault.Limited},
		"no connection":       {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, fault.Unavailable},
		"an uncertain commit": {sqldb.ErrUncertain, fault.Unavailable},
		"no time left":        {context.DeadlineExceeded, fault.Unavailable},
		"a bug":               {errors.New("no such column"), fault.Internal},
	} {
		got := explain("test", c.err)

		if fault.From(got).Code != c.want || !errors.Is(got, c.err) {
			t.Errorf("%s: got %v; want %s", name, got, c.want)
		}
	}
	if err := explain("test", nil); err != nil {
		t.Errorf("nothing: got %v", err)
	}
}

func TestCollisionsDontQuoteTheRow(t *testing.T) {
	db, err := sqldb.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "auth.db"), Migrations())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	s, runs := New(db, Keys{}), 0

	err = s.tx(t.Context(), "test", func(ctx context.Context, tx *sqldb.Tx) error {
		runs++
		for range 2 {
			if err := insertTwice(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})

	if runs != collisions || !errors.Is(err, errCollision) || err.Error() != "test: "+errCollision.Error() {
		t.Errorf("got %v after %d runs; want %v after %d", err, runs, errCollision, collisions)
	}
}

func insertTwice(ctx context.Context, tx *sqldb.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO known_clients (id, until_us) VALUES ('ada@example.com', 1)`)
	return err
}
