// Package mailerv1 is everything the mailer service says in public.
package mailerv1

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Events the mailer announces, each once per mail.
var (
	EmailSent   = contract.NewEvent[EmailSentFact]("mailer", "v1", "email_sent")
	EmailFailed = contract.NewEvent[EmailFailedFact]("mailer", "v1", "email_failed")
)

// EmailSentFact is announced when a mail server has taken a mail.
type EmailSentFact struct {
	MailID    string    `json:"mail_id"`
	Kind      string    `json:"kind"`      // otp
	Reference string    `json:"reference"` // what caused it, e.g. a challenge's id
	SentAt    time.Time `json:"sent_at"`
}

// EmailFailedFact is announced when a mail is given up.
type EmailFailedFact struct {
	MailID    string    `json:"mail_id"`
	Kind      string    `json:"kind"`
	Reference string    `json:"reference"`
	Code      string    `json:"code"` // refused, expired or unreachable
	FailedAt  time.Time `json:"failed_at"`
}
