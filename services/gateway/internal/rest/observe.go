package rest

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/gofiber/fiber/v2"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/services/gateway/internal/peer"
)

// visit is what handlers know of a request beside its input.
type visit struct {
	path   string
	client string // address for limits, see peer.Key
	agent  string

	foreign bool      // a page of another origin sends it
	cookies *[]string // to be set by the answer
}

type visitKey struct{}

func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

type measures struct {
	seconds metric.Float64Histogram
	streams metric.Int64UpDownCounter
	bytes   metric.Int64Counter
}

func newMeasures(m metric.Meter) (ms measures, err error) {
	ms.seconds, err = m.Float64Histogram("http.server.request.duration",
		metric.WithUnit("s"), metric.WithDescription("time from a request's arrival to its answer"),
		metric.WithExplicitBucketBoundaries(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10))
	if err != nil {
		return ms, fmt.Errorf("histogram: %w", err)
	}
	ms.streams, err = m.Int64UpDownCounter("sartor.gateway.event_streams", metric.WithDescription("event streams that are open"))
	if err != nil {
		return ms, fmt.Errorf("counter: %w", err)
	}
	ms.bytes, err = m.Int64Counter("sartor.gateway.uploaded", metric.WithUnit("By"), metric.WithDescription("bytes of files that were accepted"))
	if err != nil {
		return ms, fmt.Errorf("counter: %w", err)
	}
	return ms, nil
}

var traceContext = propagation.TraceContext{}

// observe gives each request a span and a measurement, under its route and
// never under what the client wrote into its path or query.
func (s *Server) observe(c *fiber.Ctx) error {
	began, method := time.Now(), c.Method()
	ctx := traceContext.Extract(c.UserContext(), propagation.MapCarrier{
		"traceparent": c.Get("traceparent"), "tracestate": c.Get("tracestate"),
	})
	ctx, span := s.Tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	var cookies []string
	c.SetUserContext(context.WithValue(ctx, visitKey{}, visit{
		path:   c.Path(),
		client: peer.Key(s.client(c)),
		agent:  printable(c.Get(fiber.HeaderUserAgent), 200),

		foreign: s.foreign(c),
		cookies: &cookies,
	}))

	route := ""
	err := c.Next()
	if !unrouted(err) {
		route = c.Route().Path
	}
	if err != nil {
		_ = s.refuse(c, err) // it always succeeds: a problem has been written
	}
	for _, cookie := range cookies {
		c.Response().Header.Add(fiber.HeaderSetCookie, cookie)
	}
	s.finishBody(c)

	status := c.Response().StatusCode()
	attrs := []attribute.KeyValue{
		attribute.String("http.request.method", method),
		attribute.String("http.route", route),
		attribute.Int("http.response.status_code", status),
	}
	if status >= fiber.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
	if route != "" {
		span.SetName(method + " " + route)
	}
	span.SetAttributes(attrs...)
	took := time.Since(began)
	s.measures.seconds.Record(ctx, took.Seconds(), metric.WithAttributes(attrs...))
	s.Log.DebugContext(ctx, "request", "method", method, "route", route, "status", status, "ms", took.Milliseconds())
	return nil
}

func unrouted(err error) bool {
	e, ok := errors.AsType[*fiber.Error](err)
	return ok && (e.Code == fiber.StatusNotFound || e.Code == fiber.StatusMethodNotAllowed)
}

func (s *Server) client(c *fiber.Ctx) netip.Addr {
	remote, err := netip.ParseAddrPort(c.Context().RemoteAddr().String())
	if err != nil {
		return netip.IPv4Unspecified()
	}
	if len(s.Proxies) == 0 {
		return s.Proxies.Client(remote.Addr(), nil)
	}
	var forwarded []string
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		forwarded = append(forwarded, string(line))
	}
	return s.Proxies.Client(remote.Addr(), forwarded)
}

// printable keeps at most n bytes of s, and those that can be shown.
func printable(s string, n int) string {
	b := []byte(s)
	b = b[:min(len(b), n)]
	for i, c := range b {
		if c < 0x20 || c > 0x7e {
			b[i] = '?'
		}
	}
	return string(b)
}
