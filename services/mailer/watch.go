package mailer

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
	"github.com/sartor-cv/sartor/services/mailer/internal/store"
)

// watch traces and measures what the postman does.
type watch struct {
	tracer   trace.Tracer
	attempts metric.Int64Counter
	latency  metric.Float64Histogram
	stop     func()
}

func newWatch(rt host.Runtime, mails *store.Store) (*watch, error) {
	w := &watch{tracer: rt.Tracer}
	var errs [4]error
	w.attempts, errs[0] = rt.Meter.Int64Counter("sartor.mailer.attempts",
		metric.WithDescription("attempts to send a mail, by how they ended"))
	w.latency, errs[1] = rt.Meter.Float64Histogram("sartor.mailer.delivered",
		metric.WithUnit("s"), metric.WithDescription("time from the request of a mail to its end"))
	waiting, err := rt.Meter.Int64ObservableGauge("sartor.mailer.waiting",
		metric.WithDescription("mails that wait to be sent"))
	errs[2] = err
	oldest, err := rt.Meter.Float64ObservableGauge("sartor.mailer.oldest",
		metric.WithUnit("s"), metric.WithDescription("age of the oldest mail that waits to be sent"))
	errs[3] = err
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	registered, err := rt.Meter.RegisterCallback(func(ctx context.Context, o metric.Observer) error {
		backlog, err := mails.Backlog(ctx)
		if err != nil {
			return err
		}
		o.ObserveInt64(waiting, backlog.Waiting)
		age := 0.0
		if backlog.Waiting > 0 {
			age = time.Since(backlog.Oldest).Seconds()
		}
		o.ObserveFloat64(oldest, age)
		return nil
	}, waiting, oldest)
	if err != nil {
		return nil, err
	}
	w.stop = func() { _ = registered.Unregister() }
	return w, nil
}

// attempt implements delivery.Postman's Observe. The span continues the trace
// of the request that the mail is about.
func (w *watch) attempt(ctx context.Context, m delivery.Mail) (context.Context, func(delivery.Outcome)) {
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": m.Trace})
	ctx, span := w.tracer.Start(ctx, "send "+m.Kind, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("sartor.mail.id", m.ID), attribute.Int("sartor.mail.attempt", m.Attempts)))
	return ctx, func(end delivery.Outcome) {
		labels := metric.WithAttributes(attribute.String("kind", m.Kind), attribute.String("outcome", string(end)))
		w.attempts.Add(ctx, 1, labels)
		if end != delivery.Delayed {
			w.latency.Record(ctx, time.Since(m.CreatedAt).Seconds(), labels)
		}
		span.SetAttributes(attribute.String("sartor.mail.outcome", string(end)))
		if end != delivery.Sent {
			span.SetStatus(codes.Error, string(end))
		}
		span.End()
	}
}
