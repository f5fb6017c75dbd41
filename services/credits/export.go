package credits

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/credits/internal/api"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

const exportPage = 100

var exportCommand = host.Command{
	Name:  "export",
	About: "writes all entries of an account as CSV, with all that their hashes are of, and with SARTOR_DATA_KEY the reasons: -account ID",
	Run:   export,
}

var exportColumns = []string{
	"account", "seq", "id", "key", "kind", "amount", "balance", "held", "reference", "reason", "expires_us", "created_us", "fingerprint", "hash", "sealed",
}

// export writes the newest entry first.
func export(ctx context.Context, in host.Invocation) error {
	f := flag.NewFlagSet("export", flag.ContinueOnError)
	f.SetOutput(in.Err)
	account := f.String("account", "", "id of the account")
	if err := f.Parse(in.Args); err != nil {
		return err
	}
	if *account == "" {
		return errors.New("say which account: -account ID")
	}
	db, err := openLedger(ctx, in)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	reasons, err := openReasons(in, db)
	if err != nil {
		return err
	}
	book := ledger.NewBook(ledger.Config{Store: store.New(db, api.Announcement), Reasons: reasons, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	out := csv.NewWriter(in.Out)
	if err := out.Write(exportColumns); err != nil {
		return err
	}
	for cursor, more := "", true; more; more = cursor != "" {
		listing, err := ledger.NewListing(*account, "", exportPage, cursor)
		if err != nil {
			return err
		}
		var entries []ledger.Entry
		if entries, cursor, err = book.History(ctx, listing); err != nil {
			return err
		}
		for _, e := range entries {
			if err := out.Write(fields(e)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func fields(e ledger.Entry) []string {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	expires := int64(0)
	if !e.Expires.IsZero() {
		expires = e.Expires.UnixMicro()
	}
	return []string{
		e.Account, number(e.Seq), e.ID, e.Key, string(e.Kind), number(e.Amount), number(e.Balance), number(e.Held),
		e.Reference, e.Reason, number(expires), number(e.At.UnixMicro()),
		hex.EncodeToString(e.Fingerprint[:]), hex.EncodeToString(e.Hash[:]), hex.EncodeToString([]byte(e.Sealed)),
	}
}

// openReasons is nil where there is no key to open them with.
func openReasons(in host.Invocation, db *sqldb.DB) (ledger.Reasons, error) {
	text := in.Env("SARTOR_DATA_KEY")
	if text == "" {
		return nil, nil //nolint:nilnil // a book without is as good
	}
	key, err := vault.ParseKey(text)
	if err != nil {
		return nil, fmt.Errorf("SARTOR_DATA_KEY: %w", err)
	}
	return store.NewReasons(db, key), nil
}
