package optimizer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/store"
)

// watch shows what is under way and what can't be finished.
func watch(rt host.Runtime, db *sqldb.DB, kept *store.Store) (stop func(), err error) {
	open, err1 := rt.Meter.Int64ObservableGauge("sartor.optimizer.open",
		metric.WithDescription("optimizations that are not final, by state"))
	unsettled, err2 := rt.Meter.Float64ObservableGauge("sartor.optimizer.unsettled.oldest", metric.WithUnit("s"),
		metric.WithDescription("age of the oldest end whose credits are not settled or released yet"))
	waiting, err3 := rt.Meter.Float64ObservableGauge("sartor.optimizer.outbox.oldest", metric.WithUnit("s"),
		metric.WithDescription("age of the oldest job or event that is not published yet"))
	refused, err4 := rt.Meter.Int64ObservableGauge("sartor.optimizer.outbox.refused",
		metric.WithDescription("messages that can't be published and wait for an operator"))
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, fmt.Errorf("make gauges: %w", err)
	}
	registered, err := rt.Meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		backlog, err := kept.Backlog(ctx)
		if err != nil {
			return err
		}
		outbox, err := db.Backlog(ctx)
		if err != nil {
			return err
		}
		for state, n := range backlog.Open {
			o.ObserveInt64(open, n, metric.WithAttributes(attribute.String("state", string(state))))
		}
		age := 0.0
		if !backlog.OldestEnd.IsZero() {
			age = time.Since(backlog.OldestEnd).Seconds()
		}
		o.ObserveFloat64(unsettled, age)
		o.ObserveFloat64(waiting, outbox.Age.Seconds())
		o.ObserveInt64(refused, outbox.Refused)
		return nil
	}, open, unsettled, waiting, refused)
	if err != nil {
		return nil, fmt.Errorf("watch the backlog: %w", err)
	}
	return func() { _ = registered.Unregister() }, nil
}
