package credits

import (
	"context"
	"errors"
	"fmt"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/api"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

var auditCommand = host.Command{
	Name:  "audit",
	About: "recomputes every balance and hash of the ledger and names the first entry that is broken",
	Run:   audit,
}

// audit needs no running service, and disturbs none that is running.
func audit(ctx context.Context, in host.Invocation) error {
	dsn := in.Env("CREDITS_DSN")
	if dsn == "" {
		return errors.New("CREDITS_DSN is not set")
	}
	db, err := sqldb.Open(ctx, dsn, store.Migrations())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()

	report, err := store.New(db, api.Announcement).Audit(ctx)
	if broken, ok := errors.AsType[*ledger.BrokenError](err); ok {
		return fmt.Errorf("the ledger is broken after %d good entries: %w", report.Entries, broken)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(in.Out, "the ledger is whole: %d entries of %d accounts; balance %d, held %d, spent %d\n",
		report.Entries, report.Accounts, report.Balance, report.Held, report.Spent)
	return nil
}
