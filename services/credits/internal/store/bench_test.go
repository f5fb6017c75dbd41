package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/testkit"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

// BenchmarkLedger compares operations in groups with one transaction for each,
// durably: the log is flushed at every commit.
//
//	go test -run - -bench Ledger -benchtime 3s ./internal/store
func BenchmarkLedger(b *testing.B) {
	for _, engine := range []string{"sqlite", "mariadb"} {
		for _, callers := range []int{1, 64, 256} {
			for _, accounts := range []int{1, 10_000} {
				for _, design := range []string{"alone", "group"} {
					b.Run(fmt.Sprintf("%s/callers=%d/accounts=%d/%s", engine, callers, accounts, design), func(b *testing.B) {
						benchmark(b, engine, callers, accounts, design == "group")
					})
				}
			}
		}
	}
}

func benchmark(b *testing.B, engine string, callers, accounts int, grouped bool) {
	b.Helper()
	dsn := "sqlite:" + filepath.Join(b.TempDir(), "bench.db")
	if engine == "mariadb" {
		dsn = testkit.MariaDB(b)
	}
	db, err := sqldb.Open(b.Context(), dsn, store.Migrations())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if strings.HasPrefix(dsn, "mysql:") {
		if _, err := db.Exec(b.Context(), "SET GLOBAL innodb_flush_log_at_trx_commit = 1"); err != nil {
			b.Fatal(err)
		}
	}
	s := store.New(db, quiet)
	do := func(op ledger.Operation) error {
		return s.Write(b.Context(), time.Now(), []ledger.Operation{op}, func(p *ledger.Page) (err error) {
			_, err = p.Apply(op)
			return err
		})
	}
	var groups atomic.Int64
	if grouped {
		book := ledger.NewBook(ledger.Config{
			Store: s, Now: time.Now, Trace: func(context.Context) string { return "" },
			Wrote: func(context.Context, int, time.Duration) { groups.Add(1) },
		})
		do = func(op ledger.Operation) error { _, err := book.Do(b.Context(), op); return err }
	}
	ask(b, callers, accounts, do)
	if grouped {
		b.ReportMetric(float64(b.N)/float64(groups.Load()), "ops/group")
	}
}

// ask has b.N operations asked for by so many callers at once.
func ask(b *testing.B, callers, accounts int, do func(ledger.Operation) error) {
	b.Helper()
	var next atomic.Int64
	done := make(chan struct{})
	b.ResetTimer()
	for range callers {
		go func() {
			defer func() { done <- struct{}{} }()
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				op := grant(fmt.Sprint("account-", n*7919%int64(accounts)), fmt.Sprint("op-", n), 1)
				op.ID = strconv.FormatInt(n, 10)
				if err := do(op); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	for range callers {
		<-done
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
}
