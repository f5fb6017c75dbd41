package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
)

// tokenType is the header's typ of an access token (RFC 9068).
const tokenType = "at+jwt"

// Signer makes access tokens.
type Signer struct {
	issuer string
	life   time.Duration
	secret ed25519.PrivateKey
	key    authv1.Key
}

// NewSigner returns the signer for an issuer. seed is an Ed25519 seed of 32
// bytes; life is how long a token lives, at most [authv1.AccessLife].
func NewSigner(issuer string, seed []byte, life time.Duration) (*Signer, error) {
	switch {
	case issuer == "":
		return nil, errors.New("the issuer of access tokens is empty")
	case len(seed) != ed25519.SeedSize:
		return nil, fmt.Errorf("the signing key has %d bytes; want %d", len(seed), ed25519.SeedSize)
	case life < time.Second || life > authv1.AccessLife:
		return nil, fmt.Errorf("access tokens would live %s; want 1s to %s", life, authv1.AccessLife)
	}
	secret := ed25519.NewKeyFromSeed(seed)
	public, ok := secret.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("the signing key has no public half")
	}
	return &Signer{
		issuer: issuer,
		life:   life.Truncate(time.Second),
		secret: secret,
		key:    authv1.Key{ID: KeyID(public), Public: public},
	}, nil
}

// Key is the public half, for those who verify.
func (s *Signer) Key() authv1.Key { return s.key }

// Life is how long a token lives.
func (s *Signer) Life() time.Duration { return s.life }

// Sign returns a token that lets its bearer act as the user until the signer's
// life has passed. Ids are letters, digits, '-' and '_', at most 64.
func (s *Signer) Sign(now time.Time, userID, sessionID, role string) (string, error) {
	if !isID(userID) || !isID(sessionID) || !isID(role) {
		return "", errors.New("an access token needs a user, a session and a role")
	}
	issued := now.Truncate(time.Second)
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		Issuer:   s.issuer,
		Audience: Audience,
		Subject:  userID,
		Session:  sessionID,
		ID:       rand.Text(),
		Role:     role,
		Issued:   issued.Unix(),
		Expires:  issued.Add(s.life).Unix(),
	})
	token.Header["typ"] = tokenType
	token.Header["kid"] = s.key.ID
	signed, err := token.SignedString(s.secret)
	if err != nil {
		return "", fmt.Errorf("sign access token: %w", err)
	}
	return signed, nil
}

// KeyID is the name of a public key: its JWK thumbprint (RFC 7638).
func KeyID(public ed25519.PublicKey) string {
	x := base64.RawURLEncoding.EncodeToString(public)
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
