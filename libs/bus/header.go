package bus

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"go.opentelemetry.io/otel/propagation"
)

// headerCall carries what travels with a call beside its trace: the deadline
// in Unix milliseconds and, after a blank, the access token if it needs one.
// One header instead of two, because each costs as much as a small body.
const headerCall = "Sartor-Call"

var traceContext = propagation.TraceContext{}

func callHeader(deadline time.Time, token string) string {
	ms := strconv.FormatInt(deadline.UnixMilli(), 10)
	if token == "" {
		return ms
	}
	return ms + " " + token
}

// parseCallHeader returns a zero time where there is no readable deadline.
func parseCallHeader(s string) (deadline time.Time, token string) {
	ms, token, _ := strings.Cut(s, " ")
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil {
		return time.Time{}, token
	}
	return time.UnixMilli(n), token
}

// carrier lets trace context travel in NATS headers, whose keys are compared
// letter by letter; other languages write them in lower case, and so do we.
type carrier nats.Header

// Get implements propagation.TextMapCarrier.
func (c carrier) Get(key string) string {
	for k, v := range c {
		if len(v) > 0 && strings.EqualFold(k, key) {
			return v[0]
		}
	}
	return ""
}

// Set implements propagation.TextMapCarrier.
func (c carrier) Set(key, value string) { c[strings.ToLower(key)] = []string{value} }

// Keys implements propagation.TextMapCarrier.
func (c carrier) Keys() []string {
	keys := make([]string, 0, len(c))
	for k := range c {
		keys = append(keys, k)
	}
	return keys
}

func inject(ctx context.Context, h nats.Header) { traceContext.Inject(ctx, carrier(h)) }

func extract(ctx context.Context, h map[string][]string) context.Context {
	return traceContext.Extract(ctx, carrier(h))
}
