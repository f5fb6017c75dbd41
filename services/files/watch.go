package files

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

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
