package credits

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
)

// watch shows what is announced late: it holds up nobody's work, but who hears
// of it is behind.
func watch(rt host.Runtime, db *sqldb.DB) (stop func(), err error) {
	waiting, err1 := rt.Meter.Int64ObservableGauge("sartor.credits.outbox.waiting",
		metric.WithDescription("events that are not published yet"))
	refused, err2 := rt.Meter.Int64ObservableGauge("sartor.credits.outbox.refused",
		metric.WithDescription("events that can't be published and wait for an operator"))
	oldest, err3 := rt.Meter.Float64ObservableGauge("sartor.credits.outbox.oldest", metric.WithUnit("s"),
		metric.WithDescription("age of the oldest event that is not published yet"))
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, fmt.Errorf("make gauges: %w", err)
	}
	registered, err := rt.Meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		backlog, err := db.Backlog(ctx)
		if err != nil {
			return err
		}
		o.ObserveInt64(waiting, backlog.Waiting)
		o.ObserveInt64(refused, backlog.Refused)
		o.ObserveFloat64(oldest, backlog.Age.Seconds())
		return nil
	}, waiting, refused, oldest)
	if err != nil {
		return nil, fmt.Errorf("watch the outbox: %w", err)
	}
	return func() { _ = registered.Unregister() }, nil
}

// groups measures how the ledger is written: the size of a group tells how busy
// it is, its time how fast the database is.
func groups(rt host.Runtime) (wrote func(context.Context, int, time.Duration), err error) {
	size, err1 := rt.Meter.Int64Histogram("sartor.credits.group",
		metric.WithDescription("operations written in one transaction"),
		metric.WithExplicitBucketBoundaries(1, 2, 4, 8, 16, 32, 64, 128, 256))
	seconds, err2 := rt.Meter.Float64Histogram("sartor.credits.written", metric.WithUnit("s"),
		metric.WithDescription("time to write one group"))
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("make histograms: %w", err)
	}
	return func(ctx context.Context, operations int, took time.Duration) {
		size.Record(ctx, int64(operations))
		seconds.Record(ctx, took.Seconds())
	}, nil
}
