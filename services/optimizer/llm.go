package optimizer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/store"
)

// obeyPeriod is how soon a switch that was turned elsewhere is obeyed.
const obeyPeriod = time.Second

var llmCommand = host.Command{
	Name:  "llm",
	About: "stops all tailoring at once (off), allows it again (on), or says how it stands; needs no running service",
	Run:   turn,
}

// turn turns the switch, in the database: every replica looks there each second.
func turn(ctx context.Context, in host.Invocation) error {
	if len(in.Args) > 1 || len(in.Args) == 1 && in.Args[0] != "on" && in.Args[0] != "off" {
		return errors.New("usage: optimizer llm [on|off]")
	}
	dsn := in.Env("OPTIMIZER_DSN")
	if dsn == "" {
		return errors.New("OPTIMIZER_DSN is not set")
	}
	db, err := sqldb.Open(ctx, dsn, store.Migrations())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()

	s := &store.Switch{DB: db, Now: time.Now}
	if len(in.Args) == 1 {
		if err := s.Set(ctx, in.Args[0] == "off"); err != nil {
			return err
		}
	}
	since, off, err := s.Off(ctx)
	if err != nil {
		return err
	}
	state := "on"
	if off {
		state = "off since " + since.Format(time.RFC3339)
	}
	_, err = fmt.Fprintln(in.Out, state)
	return err
}
