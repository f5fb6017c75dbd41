// Package api is the mailer's face on the bus: what it hears, and whom it asks
// what a mail is to say.
package api

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/propagation"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
	"github.com/sartor-cv/sartor/services/mailer/internal/letter"
)

// KindOTP is the kind of mail that brings a one-time code. A new kind is a
// listener that queues it and a source that words it.
const KindOTP = "otp"

const (
	longestReference = 64
	longestLife      = 24 * time.Hour // whatever a fact says
)

// Book is where mails are queued.
type Book interface {
	Add(ctx context.Context, m delivery.Mail) error
}

// Hear queues a mail for each fact that asks for one. queued is called when
// there may be a new one.
func Hear(ctx context.Context, b *bus.Bus, book Book, queued func()) error {
	return bus.Hear(ctx, b, authv1.OTPRequested, func(ctx context.Context, fact authv1.OTPRequestedFact) error {
		if fact.ChallengeID == "" || len(fact.ChallengeID) > longestReference {
			return fault.New(fault.Invalid, "challenge_malformed", "the fact names no challenge")
		}
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("make an id: %w", err)
		}
		now := time.Now()
		expires := fact.ExpiresAt
		if latest := now.Add(longestLife); expires.After(latest) {
			expires = latest
		}
		defer queued()
		return book.Add(ctx, delivery.Mail{
			ID: id.String(), Kind: KindOTP, Reference: fact.ChallengeID, Trace: traceOf(ctx),
			CreatedAt: now, ExpiresAt: expires,
		})
	})
}

// traceOf returns the W3C traceparent of ctx.
func traceOf(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier.Get("traceparent")
}

// Sources returns what words each kind of mail.
func Sources(b *bus.Bus) map[string]delivery.Source {
	return map[string]delivery.Source{KindOTP: otp(b)}
}

func otp(b *bus.Bus) delivery.Source {
	return func(ctx context.Context, challenge string) (delivery.Letter, error) {
		reply, err := bus.Call(ctx, b, authv1.OTPMail, authv1.OTPMailRequest{ChallengeID: challenge})
		if err != nil {
			switch fault.From(err).Code { //nolint:exhaustive // the others may pass
			case fault.NotFound, fault.Conflict:
				return delivery.Letter{}, delivery.ErrGone
			}
			return delivery.Letter{}, err
		}
		now := time.Now()
		if !now.Before(reply.ExpiresAt) {
			return delivery.Letter{}, delivery.ErrGone
		}
		words, err := letter.OTP(reply.Code, now, reply.ExpiresAt)
		if err != nil {
			return delivery.Letter{}, err
		}
		return delivery.Letter{To: reply.Email, Subject: words.Subject, Text: words.Text, HTML: words.HTML}, nil
	}
}
