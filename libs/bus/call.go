package bus

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

// callTimeout is how long a caller without a deadline of its own waits. It is
// below the five seconds in which the gateway promises an answer.
const callTimeout = 4 * time.Second

// Call asks, and waits for the answer until ctx's deadline or, without one, for
// four seconds. Every error is a
// *fault.Error; Unavailable means that nobody answered in time.
func Call[Request, Reply any](ctx context.Context, b *Bus, call contract.Call[Request, Reply], req Request) (reply Reply, err error) {
	if _, set := ctx.Deadline(); !set {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, callTimeout)
		defer cancel()
	}
	ctx, span := b.span(ctx, "call", call.Subject(), trace.SpanKindClient)
	defer func() { end(span, err) }()

	msg := nats.NewMsg(call.Subject())
	if msg.Data, err = encode(req); err != nil {
		return reply, b.internal(ctx, call.Subject(), err)
	}
	at, _ := ctx.Deadline()
	msg.Header.Set(headerCall, callHeader(at, tokenFor(ctx, call.Access())))
	inject(ctx, msg.Header)

	res, err := b.conn.RequestMsgWithContext(ctx, msg)
	if err != nil {
		return reply, b.unanswered(ctx, call.Subject(), err)
	}
	if code := res.Header.Get(micro.ErrorCodeHeader); code != "" {
		f := new(fault.Error)
		if err := decode(res.Data, f); err != nil {
			return reply, b.internal(ctx, call.Subject(), err)
		}
		return reply, f
	}
	if err := decode(res.Data, &reply); err != nil {
		return reply, b.internal(ctx, call.Subject(), err)
	}
	return reply, nil
}

// tokenFor hands the user's token to those alone who must verify it.
func tokenFor(ctx context.Context, access contract.Access) string {
	if access != contract.ByUser {
		return ""
	}
	caller, _ := identity.From(ctx)
	return caller.Token
}

func (b *Bus) unanswered(ctx context.Context, subject string, err error) error {
	service := contract.Owner(subject)
	switch {
	case errors.Is(err, nats.ErrNoResponders):
		return fault.New(fault.Unavailable, "service_away", "the %s service is not running; try again shortly", service).After(1)
	case errors.Is(err, context.Canceled):
		return fault.New(fault.Unavailable, "cancelled", "the request was cancelled")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout):
		return fault.New(fault.Unavailable, "service_timeout", "the %s service did not answer in time; try again shortly", service).After(2)
	case errors.Is(err, nats.ErrMaxPayload):
		return fault.New(fault.TooLarge, "message_too_large", "the request is too large")
	default: // no connection; what it is exactly is for the log
		b.log.DebugContext(ctx, "call not sent", "subject", subject, "err", err)
		return fault.New(fault.Unavailable, "bus_away", "the message bus is away; try again shortly").After(2)
	}
}

func (b *Bus) internal(ctx context.Context, subject string, err error) error {
	b.log.ErrorContext(ctx, "message not understood", "subject", subject, "err", err)
	return fault.From(err)
}

func (b *Bus) span(ctx context.Context, verb, subject string, kind trace.SpanKind) (context.Context, trace.Span) {
	return b.tracer.Start(ctx, verb+" "+subject, trace.WithSpanKind(kind), trace.WithAttributes(
		attribute.String("messaging.system", "nats"),
		attribute.String("messaging.destination.name", subject),
	))
}

// end closes a span. Of an error it keeps the code and the reason, which are
// constants, and never the text.
func end(span trace.Span, err error) {
	if err != nil {
		f := fault.From(err)
		span.SetAttributes(attribute.String("error.type", f.Reason))
		if f.Code == fault.Internal || f.Code == fault.Unavailable {
			span.SetStatus(codes.Error, f.Reason)
		}
	}
	span.End()
}
