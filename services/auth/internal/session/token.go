package session

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// version begins every refresh token.
const version = "r1"

// maxToken is more than any refresh token has, in bytes.
const maxToken = 256

// Secret makes and reads refresh tokens: version.session.counter.proof. The
// proof needs this secret and a key of the session's own, so nothing in the
// database can be shown in place of a token.
type Secret struct{ key []byte }

// NewSecret returns what is derived from the service's secret.
func NewSecret(secret []byte) (*Secret, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "sartor auth refresh token", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of refresh tokens: %w", err)
	}
	return &Secret{key: key}, nil
}

// Token returns the refresh token of a session's counter: always the same one.
func (s *Secret) Token(sessionID string, counter int64) string {
	text := version + "." + sessionID + "." + strconv.FormatInt(counter, 10)
	return text + "." + base64.RawURLEncoding.EncodeToString(s.proof(sessionID, text))
}

// Read returns what a refresh token is of, or ErrInvalid if we never made it.
func (s *Secret) Read(token string) (sessionID string, counter int64, err error) {
	if len(token) > maxToken {
		return "", 0, ErrInvalid
	}
	parts := strings.Split(token, ".")
	if len(parts) != 4 || parts[0] != version {
		return "", 0, ErrInvalid
	}
	counter, err = strconv.ParseInt(parts[2], 10, 64)
	if err != nil || subtle.ConstantTimeCompare([]byte(token), []byte(s.Token(parts[1], counter))) != 1 {
		return "", 0, ErrInvalid
	}
	return parts[1], counter, nil
}

func (s *Secret) proof(sessionID, text string) []byte {
	return sum(sum(s.key, sessionID), text)
}

func sum(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	_, _ = h.Write([]byte(text)) // a hash doesn't fail
	return h.Sum(nil)
}
