package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/nats-io/nats.go/micro"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

var (
	errBusy      = fault.New(fault.Unavailable, "service_busy", "too many requests at once; try again shortly").After(1)
	errMalformed = fault.New(fault.Malformed, "malformed_message", "the message can't be read")
)

// Handle answers call with fn. A request that has a Validate method is
// validated first. fn runs under a limit of calls at once; above it and a short
// queue the answer is Unavailable.
func Handle[Request, Reply any](b *Bus, call contract.Call[Request, Reply], fn func(context.Context, Request) (Reply, error)) error {
	name := strings.ReplaceAll(call.Subject(), ".", "-")
	h := handler[Request, Reply]{bus: b, call: call, fn: fn}
	err := b.srv.AddEndpoint(name, micro.HandlerFunc(func(msg micro.Request) {
		if msg.Subject() != call.Subject() {
			b.log.ErrorContext(b.root(), "not asked by who may ask", "subject", call.Subject())
			return // a consumer delivers here what lies in a stream: see RightsOf
		}
		select {
		case b.tasks <- func() { h.serve(msg) }:
		default:
			b.refuse(b.root(), msg, errBusy)
		}
	}), micro.WithEndpointSubject(call.Subject()))
	if err != nil {
		return fmt.Errorf("answer %s: %w", call.Subject(), err)
	}
	if b.conn.IsConnected() {
		_ = b.conn.FlushTimeout(callTimeout) // who asks from now on finds us; without a connection, it is told when there is one
	}
	return nil
}

type handler[Request, Reply any] struct {
	bus  *Bus
	call contract.Call[Request, Reply]
	fn   func(context.Context, Request) (Reply, error)
}

func (h handler[Request, Reply]) serve(msg micro.Request) {
	b, began := h.bus, time.Now()
	deadline, token := parseCallHeader(msg.Headers().Get(headerCall))
	if deadline.IsZero() {
		deadline = began.Add(callTimeout)
	}
	ctx, cancel := context.WithDeadline(b.root(), deadline)
	defer cancel()
	if ctx.Err() != nil {
		return // the caller has gone
	}
	ctx, span := b.span(extract(ctx, msg.Headers()), "answer", h.call.Subject(), trace.SpanKindServer)

	reply, err := h.answer(ctx, token, msg.Data())
	var data []byte
	if err == nil {
		data, err = encode(reply)
	}
	end(span, err)
	b.measure(ctx, h.call.Subject(), began, err)
	if err != nil {
		b.refuse(ctx, msg, err)
	} else if err := msg.Respond(data); err != nil {
		b.log.ErrorContext(ctx, "reply not sent", "subject", msg.Subject(), "err", err)
		b.refuse(ctx, msg, err)
	}
}

func (h handler[Request, Reply]) answer(ctx context.Context, token string, data []byte) (reply Reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	if h.call.Access() == contract.ByUser {
		if ctx, err = h.bus.admit(ctx, token); err != nil {
			return reply, err
		}
	}
	var req Request
	if err := decode(data, &req); err != nil {
		return reply, errMalformed
	}
	if v, ok := any(req).(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return reply, err
		}
	}
	return h.fn(ctx, req)
}

// admit returns a context that knows whose token it is.
func (b *Bus) admit(ctx context.Context, token string) (context.Context, error) {
	verify := b.verify.Load()
	if verify == nil {
		return ctx, fault.New(fault.Unavailable, "not_ready", "the service is starting; try again shortly").After(1)
	}
	caller, err := (*verify)(ctx, token)
	if err != nil {
		return ctx, err
	}
	return identity.With(ctx, caller), nil
}

func (b *Bus) refuse(ctx context.Context, msg micro.Request, err error) {
	f := fault.From(err)
	if f.Code == fault.Internal {
		b.log.ErrorContext(ctx, "call failed", "subject", msg.Subject(), "err", err)
	}
	body, err := json.Marshal(f)
	if err == nil {
		// Not msg.Error: it writes what micro reads when its own handler, which
		// only queued the call, has long returned.
		err = msg.Respond(body, micro.WithHeaders(micro.Headers{
			micro.ErrorCodeHeader: {string(f.Code)},
			micro.ErrorHeader:     {f.Reason},
		}))
	}
	if err != nil {
		b.log.ErrorContext(ctx, "fault not sent", "subject", msg.Subject(), "err", err)
	}
}

func (b *Bus) measure(ctx context.Context, subject string, began time.Time, err error) {
	outcome := "ok"
	if err != nil {
		outcome = string(fault.From(err).Code)
	}
	b.seconds.Record(ctx, time.Since(began).Seconds(), metric.WithAttributes(
		attribute.String("subject", subject), attribute.String("outcome", outcome)))
}

// root is the context that handlers begin with: a call lives as long as its
// deadline, also while the service is stopping, so that it can be finished.
func (b *Bus) root() context.Context { return context.Background() }

// panicked makes an error of a panic. The value may quote what a client sent,
// so only its type is told.
func panicked(p any) error {
	return fmt.Errorf("panic of type %T at %s", p, firstFrames(debug.Stack()))
}

// firstFrames keeps the functions of a stack and leaves their arguments out.
func firstFrames(stack []byte) string {
	var names []string
	for line := range strings.Lines(string(stack)) {
		if strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "goroutine") {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimSpace(line), "(0x")
		if names = append(names, name); len(names) == 8 {
			break
		}
	}
	return strings.Join(names, " < ")
}
