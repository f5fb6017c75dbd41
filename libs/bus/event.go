package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/fault"
)

// The streams that Provision makes.
const (
	streamEvents   = "EVENTS"   // event.>: every listener has its own place in it
	streamJobs     = "JOBS"     // job.>: a work queue, a task is gone once it is done
	streamProgress = "PROGRESS" // progress.>: in memory, for minutes, republished on live.>
	streamParked   = "PARKED"   // parked.>: what could not be handled, for an operator
)

const eventWorkers = 4 // a fact that is slow to handle does not stop those behind it

// Publish announces an event or queues a job. It returns when JetStream has
// stored it; repeated with the same id, it is stored once.
func Publish(ctx context.Context, b *Bus, m contract.Message) (err error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	ctx, span := b.span(ctx, "publish", m.Subject, trace.SpanKindProducer)
	defer func() { end(span, err) }()

	msg := nats.NewMsg(m.Subject)
	msg.Data = m.Body
	inject(ctx, msg.Header)
	// The outbox tries again; a second loop in here would only reorder.
	_, err = b.js.PublishMsg(ctx, msg, jetstream.WithMsgID(m.ID), jetstream.WithRetryAttempts(0))
	switch {
	case errors.Is(err, nats.ErrMaxPayload): // and never will fit: an outbox sets it aside
		return fault.New(fault.TooLarge, "message_too_large", "the message is too large")
	case err != nil:
		return fmt.Errorf("publish %s: %w", m.Subject, err)
	}
	return nil
}

// Hear calls fn with every fact of event, at least once, until ctx ends. All
// replicas of a service share the facts. A fact whose fn fails comes again.
func Hear[Fact any](ctx context.Context, b *Bus, event contract.Event[Fact], fn func(context.Context, Fact) error) error {
	return consume(ctx, b, queue{
		stream: streamEvents, durable: durable(b.service, event.Subject()), subject: event.Subject(), workers: eventWorkers,
	}, fn)
}

// Work calls fn with every task of job, at least once, until ctx ends; at most
// workers at a time in this process. While fn runs the task is kept from others,
// however long it takes. A task whose fn fails comes again.
func Work[Task any](ctx context.Context, b *Bus, job contract.Job[Task], workers int, fn func(context.Context, Task) error) error {
	return consume(ctx, b, queue{
		stream: streamJobs, durable: durable(b.service, job.Subject()), subject: job.Subject(), workers: workers,
	}, fn)
}

// durable is the name of a service's consumer of a subject:
// "credits-auth-v1-user_registered".
func durable(service, subject string) string {
	_, rest, _ := strings.Cut(subject, ".")
	return service + "-" + strings.ReplaceAll(rest, ".", "-")
}
