package auth

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
)

// watch shows how long what happened here has waited to be announced: people
// get no code meanwhile, and new ones no credits.
func watch(rt host.Runtime, db *sqldb.DB) (stop func(), err error) {
	waiting, err1 := rt.Meter.Int64ObservableGauge("sartor.auth.outbox.waiting",
		metric.WithDescription("events that are not published yet"))
	refused, err2 := rt.Meter.Int64ObservableGauge("sartor.auth.outbox.refused",
		metric.WithDescription("events that can't be published and wait for an operator"))
	oldest, err3 := rt.Meter.Float64ObservableGauge("sartor.auth.outbox.oldest", metric.WithUnit("s"),
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
