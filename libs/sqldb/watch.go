package sqldb

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/metric"
)

// Watch shows how much of what happened here waits to be announced, and for how
// long, as sartor.SERVICE.outbox.waiting, .refused and .oldest (seconds). It
// returns how to end it.
func (db *DB) Watch(meter metric.Meter, service string) (stop func(), err error) {
	name := "sartor." + service + ".outbox."
	waiting, err1 := meter.Int64ObservableGauge(name+"waiting",
		metric.WithDescription("messages that are not published yet"))
	refused, err2 := meter.Int64ObservableGauge(name+"refused",
		metric.WithDescription("messages that can't be published and wait for an operator"))
	oldest, err3 := meter.Float64ObservableGauge(name+"oldest", metric.WithUnit("s"),
		metric.WithDescription("age of the oldest message that is not published yet"))
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, fmt.Errorf("make gauges: %w", err)
	}
	registered, err := meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
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
