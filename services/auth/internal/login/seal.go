package login

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/sartor-cv/sartor/services/auth/internal/address"
)

// newSeal returns what addresses are sealed with while a code is under way.
func newSeal(secret []byte) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "sartor auth challenge address", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of addresses: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal addresses: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal hides a challenge's address from whoever reads the database.
func (s *Secret) Seal(challengeID string, email address.Address) string {
	return base64.RawURLEncoding.EncodeToString(s.seal.Seal(nil, nil, []byte(email), []byte(challengeID))) //nolint:gosec // the AEAD makes its own random nonce
}

// Open is the inverse of Seal.
func (s *Secret) Open(challengeID, sealed string) (address.Address, error) {
	data, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", fmt.Errorf("read a sealed address: %w", err)
	}
	email, err := s.seal.Open(nil, nil, data, []byte(challengeID))
	if err != nil {
		return "", fmt.Errorf("open a sealed address: %w", err)
	}
	return address.Address(email), nil
}
