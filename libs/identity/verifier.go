package identity

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync/atomic"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
)

const (
	seenLimit = 8192
	// skew is by how much the clock of who signs may be ahead of ours.
	skew = 5 * time.Second
)

// Config is what a verifier needs.
type Config struct {
	// Issuer is the only one whose tokens are accepted.
	Issuer string

	// Keys returns the issuer's public keys. It is called when a token names
	// a key that isn't known yet, so it may fail until the issuer is there.
	Keys func(context.Context) ([]authv1.Key, error)

	// Now is the clock; time.Now where it is nil.
	Now func() time.Time
}

// Verifier judges access tokens. It is safe for concurrent use.
type Verifier struct {
	issuer  string
	now     func() time.Time
	parser  *jwt.Parser
	keys    *keyring
	seen    *seen
	revoked *revoked
	heard   atomic.Int64 // when anything was heard of revocations, in Unix nanoseconds
}

// NewVerifier returns a verifier that knows of no revoked session yet; see
// [Verifier.Revoke].
func NewVerifier(c Config) *Verifier {
	now := c.Now
	if now == nil {
		now = time.Now
	}
	v := &Verifier{
		issuer: c.Issuer,
		now:    now,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
			jwt.WithIssuer(c.Issuer),
			jwt.WithAudience(Audience),
			jwt.WithExpirationRequired(),
			jwt.WithIssuedAt(),
			jwt.WithStrictDecoding(),
			jwt.WithLeeway(skew),
			jwt.WithTimeFunc(now),
		),
		keys:    &keyring{fetch: c.Keys, now: now},
		seen:    newSeen(seenLimit),
		revoked: newRevoked(),
	}
	v.Hear()
	return v
}

// Verify returns who the token speaks for. Its faults are ErrMissing,
// ErrInvalid, ErrExpired, ErrRevoked and, while nobody can tell,
// ErrKeysUnavailable.
func (v *Verifier) Verify(ctx context.Context, token string) (Caller, error) {
	if token == "" {
		return Caller{}, ErrMissing
	}
	if len(token) > maxToken {
		return Caller{}, ErrInvalid
	}
	key := sha256.Sum256([]byte(token))
	c, ok := v.seen.get(key)
	if !ok {
		var err error
		if c, err = v.verify(ctx, token); err != nil {
			return Caller{}, err
		}
	}
	switch {
	case !v.now().Before(c.ExpiresAt):
		v.seen.drop(key)
		return Caller{}, ErrExpired
	case v.revoked.has(c.SessionID):
		return Caller{}, ErrRevoked
	}
	if !ok {
		v.seen.put(key, c)
	}
	return c, nil
}

// Revoke takes note that a session has ended (present) or that its last token
// has run out. Once noted, a session stays ended for as long as a token of it
// could live, even if the note is taken away earlier.
func (v *Verifier) Revoke(sessionID string, at time.Time, present bool) {
	v.Hear()
	if present {
		v.revoked.add(sessionID, at, v.now())
		return
	}
	v.revoked.drop(sessionID, v.now())
}

func (v *Verifier) verify(ctx context.Context, token string) (Caller, error) {
	s, err := takeApart(token)
	if err != nil || !v.acceptable(s.claims) {
		return Caller{}, ErrInvalid
	}
	key, err := v.keys.key(ctx, s.kid)
	switch {
	case errors.Is(err, errNoKey):
		return Caller{}, ErrInvalid
	case err != nil:
		return Caller{}, ErrKeysUnavailable
	}

	var c claims
	_, err = v.parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return key, nil })
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Caller{}, ErrExpired // everything else about it was acceptable
	case err != nil || c != s.claims:
		return Caller{}, ErrInvalid
	}
	return Caller{
		UserID:    c.Subject,
		SessionID: c.Session,
		Role:      c.Role,
		Token:     token,
		ExpiresAt: c.expiresAt(),
	}, nil
}

// acceptable is what the JWT library checks too late or not at all.
func (v *Verifier) acceptable(c claims) bool {
	life := c.expiresAt().Sub(c.issuedAt())
	return c.Issuer == v.issuer && c.Audience == Audience &&
		isID(c.Subject) && isID(c.Session) && isID(c.ID) && isID(c.Role) &&
		life > 0 && life <= authv1.AccessLife &&
		!c.issuedAt().After(v.now().Add(skew))
}
