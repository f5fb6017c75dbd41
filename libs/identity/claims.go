package identity

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// claims is what an access token says. It implements [jwt.Claims].
type claims struct {
	Issuer   string `json:"iss"`
	Audience string `json:"aud"`
	Subject  string `json:"sub"`
	Session  string `json:"sid"`
	ID       string `json:"jti"`
	Role     string `json:"role"`
	Issued   int64  `json:"iat"`
	Expires  int64  `json:"exp"`
}

// GetExpirationTime implements [jwt.Claims].
func (c claims) GetExpirationTime() (*jwt.NumericDate, error) { return date(c.Expires), nil }

// GetIssuedAt implements [jwt.Claims].
func (c claims) GetIssuedAt() (*jwt.NumericDate, error) { return date(c.Issued), nil }

// GetNotBefore implements [jwt.Claims].
func (c claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil } //nolint:nilnil // jwt's word for "not given"

// GetIssuer implements [jwt.Claims].
func (c claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject implements [jwt.Claims].
func (c claims) GetSubject() (string, error) { return c.Subject, nil }

// GetAudience implements [jwt.Claims].
func (c claims) GetAudience() (jwt.ClaimStrings, error) { return jwt.ClaimStrings{c.Audience}, nil }

func (c claims) issuedAt() time.Time  { return time.Unix(c.Issued, 0).UTC() }
func (c claims) expiresAt() time.Time { return time.Unix(c.Expires, 0).UTC() }

func date(seconds int64) *jwt.NumericDate {
	if seconds == 0 {
		return nil
	}
	return jwt.NewNumericDate(time.Unix(seconds, 0))
}

// isID reports whether s may name a user, a session, a token or a role. Ids end
// up in subjects and keys, so nothing that means something there is allowed.
func isID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, r := range []byte(s) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
		default:
			return false
		}
	}
	return true
}
