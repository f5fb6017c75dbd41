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
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("make gauges: %w", err)
	}
	registered, err := rt.Meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		backlog, err := kept.Backlog(ctx)
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
		return nil
	}, open, unsettled)
	if err != nil {
		return nil, fmt.Errorf("watch the backlog: %w", err)
	}
	unwatch, err := db.Watch(rt.Meter, "optimizer")
	if err != nil {
		_ = registered.Unregister()
		return nil, err
	}
	return func() { unwatch(); _ = registered.Unregister() }, nil
}
