package store

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/auth/internal/address"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

// person is what somebody told of themselves, as it is sealed.
type person struct {
	Email  string `json:"email"`
	Name   string `json:"name,omitempty"`
	Locale string `json:"locale,omitempty"`
}

// row is an account as it is kept.
type row struct {
	id      string
	sealed  []byte
	created int64
}

const selectAccount = `SELECT id, sealed, created_us FROM accounts`

func scanAccount(from interface{ Scan(into ...any) error }) (r row, err error) {
	err = from.Scan(&r.id, &r.sealed, &r.created)
	return r, err
}

// Keys are what accounts are kept under: they come from the key that wraps the
// users' keys, which is never changed.
type Keys struct {
	Vault *vault.Vault
	index []byte
}

// NewKeys returns the keys of what is in db.
func NewKeys(db *sqldb.DB, dataKey []byte) (Keys, error) {
	index, err := hkdf.Key(sha256.New, dataKey, nil, "sartor auth address index", sha256.Size)
	if err != nil {
		return Keys{}, fmt.Errorf("derive the key of the address index: %w", err)
	}
	return Keys{Vault: vault.New(db, dataKey), index: index}, nil
}

// mailbox is what an address's account is found by.
func (k Keys) mailbox(a address.Address) string {
	h := hmac.New(sha256.New, k.index)
	_, _ = h.Write([]byte(a)) // a hash doesn't fail
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// hide seals what a user told. It makes the user's key if need be, so it stands
// before the transaction that makes the account, not in it.
func (s *Store) hide(ctx context.Context, u user.User) ([]byte, error) {
	plain, err := json.Marshal(person{Email: string(u.Email), Name: u.Name, Locale: u.Locale})
	if err != nil {
		return nil, fmt.Errorf("write down a user: %w", err)
	}
	sealed, err := s.keys.Vault.Seal(ctx, u.ID, aboutAccount(u.ID), plain)
	if errors.Is(err, vault.ErrErased) {
		return nil, ErrNoUser
	}
	return sealed, explain("seal a user", err)
}

// reveal is the inverse of hide.
func (s *Store) reveal(ctx context.Context, r row) (user.User, error) {
	plain, err := s.keys.Vault.Open(ctx, r.id, aboutAccount(r.id), r.sealed)
	if errors.Is(err, vault.ErrErased) {
		return user.User{}, ErrNoUser // erased at this moment
	}
	if err != nil {
		return user.User{}, explain("open a user", err)
	}
	var p person
	if err := json.Unmarshal(plain, &p); err != nil {
		return user.User{}, errors.New("open a user: it is not what was sealed")
	}
	return user.User{
		ID: r.id, Email: address.Address(p.Email), Name: p.Name, Locale: p.Locale, CreatedAt: sqldb.Time(r.created),
	}, nil
}

func aboutAccount(id string) string { return "accounts/" + id }
