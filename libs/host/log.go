package host

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/trace"
)

// tracing adds the ids of the trace in the context to every record.
type tracing struct{ slog.Handler }

// WithTraces returns a logger that notes in every record which trace it
// belongs to.
func WithTraces(h slog.Handler) *slog.Logger { return slog.New(tracing{h}) }

// Handle implements slog.Handler.
func (t tracing) Handle(ctx context.Context, r slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		r.AddAttrs(slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
	}
	return t.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (t tracing) WithAttrs(attrs []slog.Attr) slog.Handler {
	return tracing{t.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (t tracing) WithGroup(name string) slog.Handler { return tracing{t.Handler.WithGroup(name)} }
