package sqldb_test

import (
	"testing"
	"testing/fstest"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
)

// A service may start before its database does.
func TestOpenWaitsForAServerThatIsNotUp(t *testing.T) {
	cable, dsn := testkit.CableTo(t, testkit.MariaDB(t))
	cable.Cut()
	opened := make(chan error, 1)
	go func() {
		db, err := sqldb.Open(t.Context(), dsn, fstest.MapFS{})
		if err == nil {
			err = db.Close()
		}
		opened <- err
	}()

	select {
	case err := <-opened:
		t.Fatalf("got %v before the server was up", err)
	default:
	}
	cable.Mend()

	if err := <-opened; err != nil {
		t.Errorf("got %v; want it open", err)
	}
}
