// Package rest is the HTTP side of Sartor: it turns requests into calls on the
// bus and faults into problems. It decides nothing that a service could decide,
// and promises that what one client sent is never seen by another.
package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/services/gateway/internal/limit"
	"github.com/sartor-cv/sartor/services/gateway/internal/peer"
)

// Base is the path that the API is under.
const Base = "/api/v1"

const (
	headerBytes = 8 << 10
	readTimeout = 15 * time.Second // for a whole request; uploads set their own
	sendTimeout = 30 * time.Second // for a whole response; streams set their own
	idleTimeout = 75 * time.Second // longer than the usual proxy's, so that it hangs up first
	stopTimeout = 10 * time.Second
)

// Config is what the server is made with. All fields are needed.
type Config struct {
	Bus     *bus.Bus
	Log     *slog.Logger
	Tracer  trace.Tracer
	Meter   metric.Meter
	Verify  bus.Verify
	Current func() error // whether Verify knows of every session that has ended
	Proxies peer.Proxies
	Origins []string // of web pages that may use the API from elsewhere

	MaxUpload int64
	Users     *limit.Limit  // by user
	Clients   *limit.Limit  // by address, of those who are not logged in
	Streams   *limit.Count  // by user
	Heartbeat time.Duration // of event streams
	Patience  time.Duration // how long an upload may stand still
}

// Server is the HTTP server with all of its routes.
type Server struct {
	Config
	app      *fiber.App
	api      huma.API
	document []byte // the OpenAPI document
	measures measures
	ready    readiness
	exports  *limit.Count // by user
	pages    *http.CrossOriginProtection
	stopping chan struct{}
}

// New returns a server that is ready to serve.
func New(cfg Config) (*Server, error) {
	teachHuma()
	s := &Server{Config: cfg, exports: limit.NewCount(mostExports), stopping: make(chan struct{})}
	s.pages = http.NewCrossOriginProtection()
	for _, origin := range cfg.Origins {
		if err := s.pages.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("allowed origin: %w", err)
		}
	}
	var err error
	if s.measures, err = newMeasures(cfg.Meter); err != nil {
		return nil, err
	}
	s.app = fiber.New(fiber.Config{
		// Every string a handler gets is a copy: what it keeps or sends on can't
		// become the next request's.
		Immutable:     true,
		StrictRouting: true,
		CaseSensitive: true,

		// Bodies are read by the handlers, after they know who asks. One byte is
		// the least that fasthttp reads ahead.
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true,
		BodyLimit:                    1,

		ReadBufferSize:          headerBytes,
		ReadTimeout:             readTimeout,
		WriteTimeout:            sendTimeout,
		IdleTimeout:             idleTimeout,
		DisableStartupMessage:   true,
		EnableTrustedProxyCheck: true, // and none is trusted: see peer
		ErrorHandler:            s.refuse,
	})
	s.app.Server().CloseOnShutdown = true
	s.app.Server().Handler = tameMethods(s.app.Server().Handler)
	s.app.Use(s.observe, s.catch, s.guard)
	s.api = newAPI(s.app)
	s.routes()
	if s.document, err = finishDocument(s.api.OpenAPI()); err != nil {
		return nil, fmt.Errorf("openapi document: %w", err)
	}
	return s, nil
}

// Serve serves on listener until ctx ends, then lets the requests under way
// finish.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- s.app.Listener(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve http: %w", err)
	case <-ctx.Done():
	}
	s.ready.stop()
	close(s.stopping) // ends the event streams, which would otherwise be waited for
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := s.app.ShutdownWithContext(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		s.Log.WarnContext(ctx, "requests cut off while stopping")
		return nil
	}
	return err
}

// tameMethods lets HEAD be answered as GET without the body, and methods that
// nobody knows be refused like those that a path doesn't have.
func tameMethods(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		switch string(ctx.Method()) {
		case http.MethodHead:
			ctx.Response.SkipBody = true
			ctx.Request.Header.SetMethod(http.MethodGet)
		case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		default:
			ctx.Request.Header.SetMethod(http.MethodTrace) // no route has it
		}
		next(ctx)
	}
}
