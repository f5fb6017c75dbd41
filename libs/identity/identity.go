// Package identity says on whose behalf something is done, and proves it.
//
// A [Signer] makes short-lived access tokens, a [Verifier] accepts nothing but
// these: one algorithm, one shape, one issuer, one audience, and only while the
// session they belong to lives. What a verifier returns travels in the context.
package identity

import (
	"context"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

// Audience is what every access token is made out to.
const Audience = "sartor"

// The roles a caller can have.
const (
	RoleUser  = "user"
	RoleAdmin = "admin"
)

// The faults of callers that can't prove who they are.
var (
	ErrMissing = fault.New(fault.Unauthenticated, "token_missing", "an access token is needed; log in first")
	ErrInvalid = fault.New(fault.Unauthenticated, "token_invalid", "the access token is not valid; log in again")
	ErrExpired = fault.New(fault.Unauthenticated, "token_expired", "the access token has expired; refresh it")
	ErrRevoked = fault.New(fault.Unauthenticated, "session_revoked", "this session has ended; log in again")
)

// ErrKeysUnavailable is returned when a token can't be judged for want of keys.
var ErrKeysUnavailable = fault.New(fault.Unavailable, "keys_unavailable",
	"access tokens can't be checked at the moment; try again").After(1)

// Caller is who asks, as a valid access token says.
type Caller struct {
	UserID    string
	SessionID string
	Role      string
	Token     string // the proof, to be shown to the next service
	ExpiresAt time.Time
}

// Admin reports whether the caller may do what only admins may.
func (c Caller) Admin() bool { return c.Role == RoleAdmin }

type callerKey struct{}

// With returns a context in which c asks.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// From returns who asks, if anybody does.
func From(ctx context.Context) (Caller, bool) {
	c, ok := ctx.Value(callerKey{}).(Caller)
	return c, ok
}

// User returns who asks, or ErrMissing.
func User(ctx context.Context) (Caller, error) {
	c, ok := From(ctx)
	if !ok {
		return Caller{}, ErrMissing
	}
	return c, nil
}
