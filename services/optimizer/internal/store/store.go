// Package store keeps optimizations, CVs and the attempts at models in SQL.
//
// What people wrote, and what was written for them, is sealed with their own
// key; only what is counted lies open.
package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the steps that build this store's schema.
func Migrations() fs.FS {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Store keeps what the optimizer owns.
type Store struct {
	db    *sqldb.DB
	vault *vault.Vault
	now   func() time.Time
	daily Daily
}

var (
	_ tailor.Orders  = (*Store)(nil)
	_ tailor.Archive = (*Store)(nil)
	_ tailor.CVs     = (*Store)(nil)
	_ tailor.Bench   = (*Store)(nil)
	_ tailor.Closer  = (*Store)(nil)
)

// New returns the store in db, which must be migrated; kek wraps the users'
// keys.
func New(db *sqldb.DB, kek []byte, now func() time.Time) *Store {
	return &Store{db: db, vault: vault.New(db, kek), now: now}
}

// seal encrypts a value for a user; about is where it is kept.
func (s *Store) seal(ctx context.Context, userID, about string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", about, err)
	}
	return s.vault.Seal(ctx, userID, about, plain)
}

// open is the inverse of seal.
func (s *Store) open(ctx context.Context, userID, about string, sealed []byte, v any) error {
	plain, err := s.vault.Open(ctx, userID, about, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("decode %s: %w", about, err)
	}
	return nil
}

// touched reports whether a statement found its row.
func touched(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// micros stores "never" as zero.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return sqldb.Micros(t)
}

// fromMicros is the inverse of micros.
func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return sqldb.Time(us)
}
