package store

import (
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/login"
)

// requested tells the mailer which challenge to fetch; the code isn't in it.
func requested(c login.Challenge) (contract.Message, error) {
	return authv1.OTPRequested.Message("auth.otp_requested."+c.ID, authv1.OTPRequestedFact{
		ChallengeID: c.ID,
		ExpiresAt:   c.ExpiresAt,
	})
}

func registered(r row, returning bool) (contract.Message, error) {
	return authv1.UserRegistered.Message("auth.user_registered."+r.id, authv1.UserRegisteredFact{
		UserID:       r.id,
		RegisteredAt: sqldb.Time(r.created),
		Returning:    returning,
	})
}
