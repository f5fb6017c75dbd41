package credits

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/host"
)

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
