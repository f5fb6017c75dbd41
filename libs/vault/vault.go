// Package vault encrypts what people entrust to the product, with a key for
// each of them. Erasing a person's key makes every copy of what it sealed
// unreadable, wherever the copies are; that is the promise.
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/sqldb"
)

// Schema makes the table of keys; it belongs in the migrations of a service
// that keeps a vault.
const Schema = `CREATE TABLE IF NOT EXISTS data_keys (
	user_id    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	wrapped    LONGBLOB NOT NULL,
	created_us BIGINT NOT NULL
)`

// ErrErased says that the key of what is asked for is gone for good.
var ErrErased = fault.New(fault.NotFound, "content_erased", "this content was erased")

const (
	keySize = 32
	version = 1 // first byte of whatever is sealed
)

// Vault seals and opens.
type Vault struct {
	db  *sqldb.DB
	kek cipher.AEAD
}

// New returns the vault whose keys are in db, wrapped by kek, a key of 32 bytes.
func New(db *sqldb.DB, kek []byte) *Vault {
	return &Vault{db: db, kek: aead(kek)}
}

// ParseKey reads a key of 32 bytes, in base64 or hexadecimal.
func ParseKey(s string) ([]byte, error) {
	s = strings.TrimSpace(s)
	if key, err := hex.DecodeString(s); err == nil && len(key) == keySize {
		return key, nil
	}
	plain := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(s), "=")
	if key, err := base64.RawStdEncoding.DecodeString(plain); err == nil && len(key) == keySize {
		return key, nil
	}
	return nil, errors.New("a key is 32 bytes, in base64 or hexadecimal")
}

// Seal encrypts plain for a user. Only Open with the same about opens it: the
// name of the table and row it is kept in, so that it can't be moved. The user's
// key is made when first needed.
func (v *Vault) Seal(ctx context.Context, userID, about string, plain []byte) ([]byte, error) {
	key, err := v.key(ctx, userID)
	if errors.Is(err, errNoKey) {
		key, err = v.makeKey(ctx, userID)
	}
	if err != nil {
		return nil, err
	}
	return seal(aead(key), plain, label("content", userID, about)), nil
}

// Open decrypts what Seal made for the same user and context.
func (v *Vault) Open(ctx context.Context, userID, about string, sealed []byte) ([]byte, error) {
	key, err := v.key(ctx, userID)
	if errors.Is(err, errNoKey) {
		return nil, ErrErased
	}
	if err != nil {
		return nil, err
	}
	plain, err := open(aead(key), sealed, label("content", userID, about))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", about, err)
	}
	return plain, nil
}

// Erase destroys a user's key, for good: nothing of the user's can be opened
// any more, nor sealed.
func (v *Vault) Erase(ctx context.Context, userID string) error {
	return v.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error { return v.EraseIn(ctx, tx, userID) })
}

// EraseIn is Erase as a part of a transaction.
func (v *Vault) EraseIn(ctx context.Context, tx *sqldb.Tx, userID string) error {
	// An empty key stays, or work that is late would make a new one.
	_, err := tx.Exec(ctx, `REPLACE INTO data_keys (user_id, wrapped, created_us) VALUES (?, ?, ?)`,
		userID, []byte{}, sqldb.Micros(time.Now()))
	if err != nil {
		return fmt.Errorf("erase a key: %w", err)
	}
	return nil
}

var errNoKey = errors.New("no key yet")

// key is read each time: a key kept in memory would outlive its erasure on
// another replica, or the transaction that made it.
func (v *Vault) key(ctx context.Context, userID string) ([]byte, error) {
	var wrapped []byte
	err := v.db.QueryRow(ctx, `SELECT wrapped FROM data_keys WHERE user_id = ?`, userID).Scan(&wrapped)
	switch {
	case sqldb.IsNoRow(err):
		return nil, errNoKey
	case err != nil:
		return nil, fmt.Errorf("read a key: %w", err)
	case len(wrapped) == 0:
		return nil, ErrErased
	}
	key, err := open(v.kek, wrapped, label("key", userID))
	if err != nil {
		return nil, fmt.Errorf("unwrap a key, made under another SARTOR_DATA_KEY or damaged: %w", err)
	}
	return key, nil
}

func (v *Vault) makeKey(ctx context.Context, userID string) ([]byte, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	_, err := v.db.Exec(ctx, `INSERT INTO data_keys (user_id, wrapped, created_us) VALUES (?, ?, ?)`,
		userID, seal(v.kek, key, label("key", userID)), sqldb.Micros(time.Now()))
	if sqldb.IsDuplicate(err) {
		return v.key(ctx, userID) // another replica was first
	}
	if err != nil {
		return nil, fmt.Errorf("keep a key: %w", err)
	}
	return key, nil
}

func aead(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil || len(key) != keySize {
		panic("vault: a key has 32 bytes; see ParseKey")
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has the block size it wants
	}
	return gcm
}

func seal(a cipher.AEAD, plain, label []byte) []byte {
	return a.Seal([]byte{version}, nil, plain, label) //nolint:gosec // the AEAD makes its own random nonce
}

func open(a cipher.AEAD, sealed, label []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != version {
		return nil, errors.New("not sealed by this vault")
	}
	return a.Open(nil, nil, sealed[1:], label)
}

// label says what is sealed; each part with its length, so that no two differ
// only in where a part ends.
func label(parts ...string) []byte {
	var l []byte
	for _, p := range parts {
		l = fmt.Appendf(l, "%d:%s", len(p), p)
	}
	return l
}
