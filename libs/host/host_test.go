package host_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/testkit"
)

var ping = contract.NewCall[struct{}, struct{}]("pinger", "v1", "ping", contract.ByAnyone)

// A call in progress may still need what the service closes last.
func TestAServiceIsFinishedBeforeItClosesWhatItNeeds(t *testing.T) {
	w := testkit.NewWorld(t)
	begun, finish := make(chan struct{}), make(chan struct{})
	var closed, late atomic.Bool
	service := host.Service{Name: "pinger", Ports: bus.Ports{Answers: []contract.Port{ping}}, Run: func(ctx context.Context, rt host.Runtime) error {
		defer closed.Store(true)
		if err := bus.Handle(rt.Bus, ping, func(context.Context, struct{}) (struct{}, error) {
			close(begun)
			<-finish
			late.Store(closed.Load())
			return struct{}{}, nil
		}); err != nil {
			return err
		}
		return rt.Wait(ctx)
	}}
	running := w.Start(service, nil)
	answered := make(chan error, 1)
	go func() {
		_, err := bus.Call(t.Context(), w.Bus(), ping, struct{}{})
		answered <- err
	}()
	<-begun

	stopped := make(chan struct{})
	go func() { running.Stop(); close(stopped) }()
	close(finish)

	if err := <-answered; err != nil {
		t.Errorf("got %v; want an answer", err)
	}
	<-stopped
	if late.Load() {
		t.Error("it was closed while a call was in progress")
	}
}

func TestEveryTriesAgainAfterAFailure(t *testing.T) {
	w := testkit.NewWorld(t)
	done := make(chan struct{})
	var n atomic.Int32
	w.Start(host.Service{Name: "ticker", Run: func(ctx context.Context, rt host.Runtime) error {
		rt.Every(ctx, time.Millisecond, func(context.Context) error {
			switch n.Add(1) {
			case 2:
				panic("not yet either")
			case 3:
				close(done)
			}
			return errors.New("not yet")
		})
		return rt.Wait(ctx)
	}}, nil)

	<-done
}

func TestTheLogNamesTheTrace(t *testing.T) {
	var out bytes.Buffer
	log := host.WithTraces(slog.NewJSONHandler(&out, nil)).With("service", "x")
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})

	log.InfoContext(trace.ContextWithSpanContext(t.Context(), span), "said")

	if !strings.Contains(out.String(), span.TraceID().String()) {
		t.Errorf("got %s; want the trace's id", out.String())
	}
}

// What somebody wrote can't make a line of its own, nor a field.
func TestAValueStaysInItsLine(t *testing.T) {
	var out bytes.Buffer
	log, err := host.Logger(&out, nil)
	if err != nil {
		t.Fatal(err)
	}
	const written = "x\",\"level\":\"ERROR\"}\n{\"msg\":\"forged\u2028\x1b[2J"

	log.InfoContext(t.Context(), "said", "agent", written, "err", errors.New(written))

	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Fatalf("got %q, %v; want one line", out.String(), err)
	}
	if line["agent"] != written || line["err"] != written || line["level"] != "INFO" || strings.Contains(out.String(), "\x1b") {
		t.Errorf("got %q; want the values as they were, in their place", out.String())
	}
}

func TestMetricsAreServed(t *testing.T) {
	telemetry, err := host.NewTelemetry(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	counter, err := telemetry.Meter("x").Int64Counter("sartor.test.things")
	if err != nil {
		t.Fatal(err)
	}
	counter.Add(t.Context(), 3)
	page := httptest.NewRecorder()

	telemetry.Metrics().ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))

	if !strings.Contains(page.Body.String(), "sartor_test_things") {
		t.Errorf("got %.300s; want the counter", page.Body.String())
	}
}

func TestAnUnknownCommandNamesTheKnown(t *testing.T) {
	service := host.Service{Name: "x", Commands: []host.Command{{Name: "audit", About: "checks the book"}}}

	err := host.RunCommand(t.Context(), service, []string{"oops"}, nil)

	if err == nil || !strings.Contains(err.Error(), "audit") {
		t.Errorf("got %v; want the commands there are", err)
	}
}
