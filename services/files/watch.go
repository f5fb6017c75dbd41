package files

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// watch shows how long files have waited to be read and results to be
// announced: optimizations that need them wait meanwhile.
func watch(rt host.Runtime, db *sqldb.DB) (stop func(), err error) {
	waiting, err1 := rt.Meter.Int64ObservableGauge("sartor.files.outbox.waiting",
		metric.WithDescription("events and tasks that are not published yet"))
	refused, err2 := rt.Meter.Int64ObservableGauge("sartor.files.outbox.refused",
		metric.WithDescription("events and tasks that can't be published and wait for an operator"))
	oldest, err3 := rt.Meter.Float64ObservableGauge("sartor.files.outbox.oldest", metric.WithUnit("s"),
		metric.WithDescription("age of the oldest event or task that is not published yet"))
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

// outcomes counts what came of files.
func outcomes(rt host.Runtime) (count func(context.Context, cabinet.File, extract.Result), err error) {
	read, err := rt.Meter.Int64Counter("sartor.files.read",
		metric.WithDescription("files that were read, by format and by what came of it"))
	if err != nil {
		return nil, fmt.Errorf("make a counter: %w", err)
	}
	return func(ctx context.Context, f cabinet.File, r extract.Result) {
		read.Add(ctx, 1, metric.WithAttributes(
			attribute.String("format", string(f.Format)), attribute.String("outcome", r.Outcome())))
	}, nil
}
