package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/gateway/internal/limit"
)

// broken is a server without a bus: whatever asks a service panics.
func broken(t *testing.T) (s *Server, addr string) {
	t.Helper()
	s, err := New(Config{
		Log:     slog.New(slog.DiscardHandler),
		Tracer:  tracenoop.NewTracerProvider().Tracer(""),
		Meter:   metricnoop.NewMeterProvider().Meter(""),
		Verify:  func(context.Context, string) (identity.Caller, error) { return identity.Caller{UserID: "ann"}, nil },
		Current: func() error { return nil },
		Users:   limit.New(1000, 1000), Clients: limit.New(1000, 1000), Streams: limit.NewCount(100),
		MaxUpload: 1 << 20, Heartbeat: time.Second, Patience: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s, listener.Addr().String()
}

// Every route of the document runs into a panic: in its handler, and beside it
// where it asks several services at once. Each is an answer, and the next request
// is answered too.
func TestAPanicIsAnErrorOfItsRequestAlone(t *testing.T) {
	s, addr := broken(t)
	panicked := 0
	for path, item := range s.api.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
		} {
			if op == nil {
				continue
			}
			name := method + " " + path
			url := "http://" + addr + Base + strings.NewReplacer(
				"{filename}", "0190a0b0-0000-7000-8000-000000000001.pdf", "{id}", "0190a0b0-0000-7000-8000-000000000001", "{format}", "pdf").Replace(path)
			req, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(exampleOf(t, op)))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer token")
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatalf("%s: %v; want an answer", name, err)
			}
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if err != nil || strings.Contains(string(body), "panic") || strings.Contains(string(body), "goroutine") {
				t.Errorf("%s: got %v %.200s; want nothing of the inside", name, err, body)
			}
			if res.StatusCode == http.StatusInternalServerError {
				panicked++
			}
		}
	}
	if panicked < 30 {
		t.Errorf("%d routes ran into a panic; want nearly all of them", panicked)
	}
}

// exampleOf is a body that the operation takes.
func exampleOf(t *testing.T, op *huma.Operation) []byte {
	t.Helper()
	if op.RequestBody == nil || op.RequestBody.Content[fiber.MIMEApplicationJSON] == nil {
		return nil
	}
	data, err := json.Marshal(op.RequestBody.Content[fiber.MIMEApplicationJSON].Example)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// What is read when the handler has returned breaks off, and is closed.
func TestAPanicInABodyBreaksItsConnectionAlone(t *testing.T) {
	closed := false
	body := steady{closing{panicking{}, &closed}}

	n, err := body.Read(make([]byte, 8))
	closeErr := body.Close()
	_, plain := io.ReadAll(steady{iotest.ErrReader(io.ErrUnexpectedEOF)})

	if n != 0 || err == nil || strings.Contains(err.Error(), "of the inside") {
		t.Errorf("got %d, %v; want an error that does not quote", n, err)
	}
	if closeErr != nil || !closed || !errors.Is(plain, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, closed %t, %v; want the rest to be as without", closeErr, closed, plain)
	}
}

type panicking struct{ io.Reader }

func (panicking) Read([]byte) (int, error) { panic("something of the inside") }

type closing struct {
	io.Reader
	closed *bool
}

func (c closing) Close() error { *c.closed = true; return nil }
