package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// Reasons are sealed by a vault beside the book.
type Reasons struct{ vault *vault.Vault }

var _ ledger.Reasons = (*Reasons)(nil)

// NewReasons returns the reasons in db, whose keys are wrapped by key.
func NewReasons(db *sqldb.DB, key []byte) *Reasons { return &Reasons{vault: vault.New(db, key)} }

// Seal implements ledger.Reasons.
func (r *Reasons) Seal(ctx context.Context, account, key, reason string) (string, error) {
	sealed, err := r.vault.Seal(ctx, account, booked(key), []byte(reason))
	if errors.Is(err, vault.ErrErased) {
		return "", ledger.ErrErased
	}
	return string(sealed), err
}

// Open implements ledger.Reasons.
func (r *Reasons) Open(ctx context.Context, e ledger.Entry) (string, error) {
	plain, err := r.vault.Open(ctx, e.Account, booked(e.Key), []byte(e.Sealed))
	if errors.Is(err, vault.ErrErased) {
		return "", nil
	}
	return string(plain), err
}

// Erase implements ledger.Reasons.
func (r *Reasons) Erase(ctx context.Context, account string) error {
	return r.vault.Erase(ctx, account)
}

// booked is what a reason is sealed about: no two entries have the same key.
func booked(key string) string { return "entries/" + key }

// Owner implements ledger.Store.
func (s *Store) Owner(ctx context.Context, holdKey string) (account string, err error) {
	err = s.db.QueryRow(ctx, `SELECT account_id FROM entries WHERE op_key = ? AND kind = ?`, holdKey, string(ledger.Hold)).Scan(&account)
	if err != nil && !sqldb.IsNoRow(err) {
		return "", fmt.Errorf("find whose a reservation is: %w", err)
	}
	return account, nil
}
