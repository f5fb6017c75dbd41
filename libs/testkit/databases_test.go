package testkit_test

import (
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
)

func TestDatabasesAreFresh(t *testing.T) {
	for range 2 {
		testkit.Databases(t, func(t *testing.T, dsn string) {
			db, err := sqldb.Open(t.Context(), dsn, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()

			_, err = db.Exec(t.Context(), "CREATE TABLE once (id BIGINT PRIMARY KEY)")
			if err != nil {
				t.Errorf("the database was used before: %v", err)
			}
			if wantMySQL := strings.Contains(t.Name(), "mariadb"); wantMySQL != strings.HasPrefix(dsn, "mysql:") {
				t.Errorf("%s got %s", t.Name(), dsn)
			}
		})
	}
}
