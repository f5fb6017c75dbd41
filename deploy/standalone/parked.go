package standalone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/nats-io/nats.go"
	"go.opentelemetry.io/otel/metric/noop"
	tracing "go.opentelemetry.io/otel/trace/noop"

	"github.com/sartor-cv/sartor/libs/broker"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/host"
)

var errParkedUsage = errors.New("usage: sartor parked [replay NUMBER|all] [forget NUMBER]")

// Parked shows the messages that services have given up, sends them again, or
// forgets them: in the NATS at NATS_URL as its operator, or, where there is none,
// in the data folder, which must not be in use.
func Parked(ctx context.Context, environment map[string]string, args []string, out, logs io.Writer) error {
	if len(args) == 1 || len(args) > 2 {
		return errParkedUsage
	}
	log := slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: slog.LevelWarn}))
	conn, stop, err := operate(environment, log)
	if err != nil {
		return err
	}
	defer stop()
	b, err := bus.Join(conn, bus.Config{Service: operator, Log: log, Tracer: tracing.Tracer{}, Meter: noop.Meter{}})
	if err != nil {
		return err
	}
	defer func() { _ = b.Leave() }()
	if len(args) == 0 {
		return listParked(ctx, b, out)
	}
	return handleParked(ctx, b, args[0], args[1], out)
}

// operate connects with every right.
func operate(environment map[string]string, log *slog.Logger) (conn *nats.Conn, stop func(), err error) {
	if environment["NATS_URL"] != "" {
		conn, err = host.Dial(operator, environmentOf(operator, environment), log)
		if err != nil {
			return nil, nil, err
		}
		return conn, conn.Close, nil
	}
	p, err := prepare(environment)
	if err != nil {
		return nil, nil, err
	}
	b, err := broker.Start(broker.Config{Dir: filepath.Join(p.settings.DataDir, "nats"), Durable: true, Key: p.streamKey()})
	if err != nil {
		p.unlock()
		return nil, nil, err
	}
	conn, err = b.Operate(log)
	if err != nil {
		b.Stop()
		p.unlock()
		return nil, nil, err
	}
	return conn, func() { conn.Close(); b.Stop(); p.unlock() }, nil
}

// listParked says what there is, and nothing of what it says.
func listParked(ctx context.Context, b *bus.Bus, out io.Writer) error {
	all, err := bus.Parked(ctx, b)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, m := range all {
		_, _ = fmt.Fprintf(table, "%d\t%s\t%s\t%d bytes\n", m.Seq, m.ParkedAt.UTC().Format(time.RFC3339), m.Subject, len(m.Body))
	}
	return table.Flush()
}

func handleParked(ctx context.Context, b *bus.Bus, verb, which string, out io.Writer) error {
	do := bus.Replay
	switch {
	case verb == "forget" && which != "all":
		do = bus.Discard
	case verb != "replay":
		return errParkedUsage
	}
	seqs, err := chosen(ctx, b, which)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if err := do(ctx, b, seq); err != nil {
			return fmt.Errorf("message %d: %w", seq, err)
		}
	}
	_, err = fmt.Fprintf(out, "%d done\n", len(seqs))
	return err
}

func chosen(ctx context.Context, b *bus.Bus, which string) (seqs []uint64, err error) {
	if which != "all" {
		seq, err := strconv.ParseUint(which, 10, 64)
		if err != nil {
			return nil, errParkedUsage
		}
		return []uint64{seq}, nil
	}
	all, err := bus.Parked(ctx, b)
	for _, m := range all {
		seqs = append(seqs, m.Seq)
	}
	return seqs, err
}
