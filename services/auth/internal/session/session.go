// Package session keeps people logged in.
//
// A session is a family of refresh tokens of which only the newest is good. Who
// shows an older one, more than a moment after it was exchanged, has either
// stolen it or been stolen from: nobody can tell which, so the session ends for
// both.
package session

import (
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

// The faults of refresh tokens.
var (
	ErrInvalid = fault.New(fault.Unauthenticated, "refresh_token_invalid", "the refresh token is not valid; log in again")
	ErrExpired = fault.New(fault.Unauthenticated, "refresh_token_expired", "the session has expired; log in again")
	ErrEnded   = fault.New(fault.Unauthenticated, "session_revoked", "this session has ended; log in again")
	ErrReused  = fault.New(fault.Unauthenticated, "refresh_token_reused",
		"this refresh token was used before; for safety the session has been ended, log in again")
)

// ErrNotTold is the fault of an ending that is recorded, but that not everybody
// has heard of yet. Asking again tells them.
var ErrNotTold = fault.New(fault.Unavailable, "revocation_pending",
	"the session is ended but not everywhere yet; try again").After(1)

// Session is one login on one device.
type Session struct {
	ID        string
	UserID    string
	Counter   int64 // of the newest refresh token
	UserAgent string
	CreatedAt time.Time
	RotatedAt time.Time // when the newest refresh token was first given
	ExpiresAt time.Time // at the latest
	RevokedAt time.Time // zero while it lives
}

// Policy is how long sessions live.
type Policy struct {
	Idle     time.Duration // without a refresh
	Absolute time.Duration
	Grace    time.Duration // in which the token before the newest is still exchanged
}

// Present shows s the refresh token of a counter. Its error is the fault for
// whoever showed it; s may have changed even so, and must be saved.
//
// The last token but one gives the newest within the grace, the same to
// everybody: a client that asks twice at once gets one answer.
func (s *Session) Present(counter int64, now time.Time, p Policy) error {
	spent := counter < s.Counter
	repeated := counter == s.Counter-1 && now.Sub(s.RotatedAt) <= p.Grace
	switch {
	case counter > s.Counter:
		return ErrInvalid // of a future that a restored backup has forgotten
	case !s.RevokedAt.IsZero() && spent && !repeated:
		return ErrReused
	case !s.RevokedAt.IsZero():
		return ErrEnded
	case s.expired(now, p):
		return ErrExpired
	case repeated:
		return nil
	case spent:
		s.RevokedAt = now
		return ErrReused
	}
	s.Counter++
	s.RotatedAt = now
	return nil
}

func (s *Session) expired(now time.Time, p Policy) bool {
	return !now.Before(s.ExpiresAt) || now.Sub(s.RotatedAt) > p.Idle
}
