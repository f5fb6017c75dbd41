package host

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

const scope = "github.com/sartor-cv/sartor/"

// Telemetry is a process's traces and metrics. Services of one process share
// it and still show up under their own names.
type Telemetry struct {
	spans    sdktrace.SpanProcessor // nil where traces go nowhere
	share    float64
	registry *prometheus.Registry
	meters   *sdkmetric.MeterProvider
}

// NewTelemetry sets up what the settings ask for.
func NewTelemetry(ctx context.Context, environment map[string]string) (*Telemetry, error) {
	cfg, err := ReadEnv[settings](environment)
	if err != nil {
		return nil, err
	}
	t := &Telemetry{share: cfg.TraceShare, registry: prometheus.NewRegistry()}
	t.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	reader, err := otelprometheus.New(otelprometheus.WithRegisterer(t.registry))
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	t.meters = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	if cfg.OTLP == "" {
		return t, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimRight(cfg.OTLP, "/")+"/v1/traces"))
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	t.spans = sdktrace.NewBatchSpanProcessor(exporter)
	return t, nil
}

// Tracer returns the tracer of a service.
func (t *Telemetry) Tracer(service string) trace.Tracer {
	options := []sdktrace.TracerProviderOption{
		sdktrace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", service), attribute.String("service.namespace", "sartor"))),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(t.share))),
	}
	if t.spans != nil {
		options = append(options, sdktrace.WithSpanProcessor(t.spans))
	}
	return sdktrace.NewTracerProvider(options...).Tracer(scope + service)
}

// Meter returns the meter of a service.
func (t *Telemetry) Meter(service string) metric.Meter { return t.meters.Meter(scope + service) }

// Metrics serves what was measured, in Prometheus's format.
func (t *Telemetry) Metrics() http.Handler {
	return promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// Close sends what has not been sent yet.
func (t *Telemetry) Close(ctx context.Context) error {
	err := t.meters.Shutdown(ctx)
	if t.spans != nil {
		err = errors.Join(err, t.spans.Shutdown(ctx))
	}
	return err
}
