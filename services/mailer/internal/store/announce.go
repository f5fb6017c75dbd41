package store

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/mailerv1"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
)

// concluded says in public how a mail ended.
func concluded(m delivery.Mail, end delivery.Outcome, at time.Time) (contract.Message, error) {
	if end == delivery.Sent {
		return mailerv1.EmailSent.Message("mailer.email_sent."+m.ID, mailerv1.EmailSentFact{
			MailID:    m.ID,
			Kind:      m.Kind,
			Reference: m.Reference,
			SentAt:    at,
		})
	}
	return mailerv1.EmailFailed.Message("mailer.email_failed."+m.ID, mailerv1.EmailFailedFact{
		MailID:    m.ID,
		Kind:      m.Kind,
		Reference: m.Reference,
		Code:      string(end),
		FailedAt:  at,
	})
}
