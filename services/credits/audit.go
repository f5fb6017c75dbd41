package credits

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/credits/internal/api"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
	"github.com/sartor-cv/sartor/services/credits/internal/store"
)

var auditCommand = host.Command{
	Name:  "audit",
	About: "recomputes every balance and hash of the ledger, checks its seals and names the first entry that is broken",
	Run:   audit,
}

// auditing is what the flags of `credits audit` say.
type auditing struct {
	json    bool
	keys    []string
	witness ledger.Witness
}

// audit needs no running service, and disturbs none that is running.
func audit(ctx context.Context, in host.Invocation) error {
	how, err := parseAuditing(in)
	if err != nil {
		return err
	}
	keys, err := how.keyring(in)
	if err != nil {
		return err
	}
	db, err := openLedger(ctx, in)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()

	auditor := api.Auditor{
		Book:   ledger.NewBook(ledger.Config{Store: store.New(db, api.Announcement), Log: slog.New(slog.DiscardHandler), Now: time.Now}),
		Notary: &ledger.Notary{Seals: store.NewSeals(db, api.Checkpointed), Keys: keys, Now: time.Now},
		Log:    slog.New(slog.DiscardHandler), Now: time.Now, Witness: how.witness,
	}
	report, err := auditor.Audit(ctx)
	if err != nil {
		return err
	}
	if how.json {
		err = json.NewEncoder(in.Out).Encode(report)
	} else if report.Whole {
		_, err = fmt.Fprintf(in.Out, "the ledger is whole: %d entries of %d accounts; balance %d, held %d, spent %d\n",
			report.Entries, report.Accounts, report.Balance, report.Held, report.Spent)
	}
	if err == nil && report.Whole && !how.json && report.Checkpoint != "" {
		_, err = fmt.Fprintf(in.Out, "newest checkpoint %s\n", report.Checkpoint)
	}
	if !report.Whole {
		return fmt.Errorf("the ledger is broken after %d good entries: %s", report.Entries, report.Broken)
	}
	return err
}

func parseAuditing(in host.Invocation) (how auditing, err error) {
	f := flag.NewFlagSet("audit", flag.ContinueOnError)
	f.SetOutput(in.Err)
	f.BoolVar(&how.json, "json", false, "print the report as JSON")
	f.Func("public-key", "key that seals are checked with instead of CREDITS_CHECKPOINT_KEY; may be repeated", func(s string) error {
		how.keys = append(how.keys, s)
		return nil
	})
	f.Func("checkpoint", "NUMBER:HASH of a seal that was kept elsewhere and must be there", func(s string) (err error) {
		how.witness, err = ledger.ParseWitness(s)
		return err
	})
	return how, f.Parse(in.Args)
}

// keyring has the public keys that were given, or else the service's own.
func (how auditing) keyring(in host.Invocation) (*ledger.Keyring, error) {
	texts, seed := how.keys, []byte(nil)
	if len(texts) == 0 {
		if retired := in.Env("CREDITS_CHECKPOINT_RETIRED_KEYS"); retired != "" {
			texts = strings.Split(retired, ",")
		}
		var err error
		if seed, err = vault.ParseKey(in.Env("CREDITS_CHECKPOINT_KEY")); err != nil {
			return nil, fmt.Errorf("CREDITS_CHECKPOINT_KEY, or -public-key: %w", err)
		}
	}
	public, err := publicKeys(texts)
	if err != nil {
		return nil, fmt.Errorf("a public key: %w", err)
	}
	keys, err := ledger.NewKeyring(seed, public...)
	if err == nil && seed != nil {
		_, err = fmt.Fprintf(in.Err, "checked with the public key %s\n", base64.StdEncoding.EncodeToString(keys.Public()))
	}
	return keys, err
}

func openLedger(ctx context.Context, in host.Invocation) (*sqldb.DB, error) {
	dsn := in.Env("CREDITS_DSN")
	if dsn == "" {
		return nil, errors.New("CREDITS_DSN is not set")
	}
	return sqldb.Open(ctx, dsn, store.Migrations())
}
