package login

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/sartor-cv/sartor/services/auth/internal/address"
)

// Secret derives one-time codes, device tokens and the keys of limits. Neither a code nor what
// would prove a guess right is ever stored: who reads the whole database learns
// no code, and no address from a limit's key.
type Secret struct {
	code   []byte
	index  []byte
	device []byte
	seal   cipher.AEAD
}

// NewSecret returns what is derived from the service's secret.
func NewSecret(secret []byte) (*Secret, error) {
	code, err := hkdf.Key(sha256.New, secret, nil, "sartor auth one-time code", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of codes: %w", err)
	}
	index, err := hkdf.Key(sha256.New, secret, nil, "sartor auth index", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of indexes: %w", err)
	}
	device, err := hkdf.Key(sha256.New, secret, nil, "sartor auth device token", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of device tokens: %w", err)
	}
	seal, err := newSeal(secret)
	if err != nil {
		return nil, err
	}
	return &Secret{code: code, index: index, device: device, seal: seal}, nil
}

// Code returns the code of a challenge.
func (s *Secret) Code(challengeID string, email address.Address, digits int) string {
	sum := mac(s.code, challengeID, string(email))
	limit := uint64(1)
	for range digits {
		limit *= 10
	}
	// 2^64 isn't a multiple of limit; the bias is below one in a thousand million.
	return fmt.Sprintf("%0*d", digits, binary.BigEndian.Uint64(sum)%limit)
}

// Index returns the key under which something about a mailbox or a client is
// counted. Different words give unrelated keys.
func (s *Secret) Index(words ...string) string {
	return base64.RawURLEncoding.EncodeToString(mac(s.index, words...)[:24])
}

// Mailbox returns the key under which everything about a mailbox is kept.
func (s *Secret) Mailbox(email address.Address) string { return s.Index("mailbox", string(email)) }

// Erased returns the key under which it is remembered that an address's account
// was erased.
func (s *Secret) Erased(email address.Address) string { return s.Index("erased", string(email)) }

// mac authenticates the words, each ended so that none can run into the next.
func mac(key []byte, words ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, w := range words {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(w)))
		_, _ = h.Write(length[:]) // a hash doesn't fail
		_, _ = h.Write([]byte(w))
	}
	return h.Sum(nil)
}

// sameCode compares in a time that tells nothing about where they differ.
func sameCode(typed, right string) bool {
	return subtle.ConstantTimeCompare([]byte(typed), []byte(right)) == 1
}

// readCode drops what people and mail programs put between digits.
func readCode(typed string) string {
	if len(typed) > 64 {
		return ""
	}
	return strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\t", "").Replace(typed)
}

// readID returns what could be a challenge's id, or none. Databases pad what
// they compare with blanks, so what is compared has none.
func readID(shown string) string {
	foreign := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }
	if len(shown) > 64 || strings.IndexFunc(shown, foreign) >= 0 {
		return ""
	}
	return shown
}
