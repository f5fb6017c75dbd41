package rest

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/gateway/internal/limit"
)

// TestWhatIsObserved looks at the spans and measurements of a few requests:
// they are named after routes, and nothing that a client wrote is in them.
func TestWhatIsObserved(t *testing.T) {
	spans, reader := tracetest.NewInMemoryExporter(), sdkmetric.NewManualReader()
	s, err := New(Config{
		Log:     slog.New(slog.NewTextHandler(t.Output(), nil)),
		Tracer:  sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)).Tracer("test"),
		Meter:   sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)).Meter("test"),
		Verify:  func(context.Context, string) (identity.Caller, error) { return identity.Caller{}, identity.ErrInvalid },
		Users:   limit.New(100, 100),
		Clients: limit.New(100, 100),
		Streams: limit.NewCount(1),
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, listener) }()
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	for _, path := range []string{"/healthz?mail=ada@example.com", "/api/v1/files/secret-name.pdf", "/no/such/secret-name", "/api/v1/credits/balance"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Traceparent", "00-"+trace+"-00f067aa0ba902b7-01")
		req.Header.Set("Authorization", "Bearer secret-token")
		res, err := (&http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}

	var names []string
	for _, span := range spans.GetSpans() {
		names = append(names, span.Name)
		if span.SpanContext.TraceID().String() != trace {
			t.Errorf("%s is not in the client's trace", span.Name)
		}
		if text := fmt.Sprintf("%+v", span); strings.Contains(text, "secret") || strings.Contains(text, "ada@") || strings.Contains(text, "127.0.0.1") {
			t.Errorf("%s tells too much: %s", span.Name, text)
		}
	}
	if want := []string{"GET /healthz", "GET /api/v1/files/:filename", "GET", "GET /api/v1/credits/balance"}; !slices.Equal(names, want) {
		t.Errorf("got spans %q; want %q", names, want)
	}
	var measured metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &measured); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%+v", measured.ScopeMetrics)
	if !strings.Contains(text, "http.server.request.duration") || !strings.Contains(text, "/api/v1/credits/balance") || strings.Contains(text, "secret") {
		t.Errorf("got measurements %s", text)
	}
}
