// Package store keeps files in SQL. What a person wrote, the name of the file
// included, is sealed with that person's own key.
package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
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

// Store keeps files and what is in them. It implements cabinet.Store and
// cabinet.Content.
type Store struct {
	db    *sqldb.DB
	vault *vault.Vault
}

var (
	_ cabinet.Store   = (*Store)(nil)
	_ cabinet.Content = (*Store)(nil)
)

// New returns the store in db, which must be migrated.
func New(db *sqldb.DB, v *vault.Vault) *Store { return &Store{db: db, vault: v} }

// Add implements cabinet.Store.
func (s *Store) Add(ctx context.Context, f cabinet.File, data []byte, quota cabinet.Quota) error {
	name, err := s.vault.Seal(ctx, f.UserID, nameOf(f.ID), []byte(f.OriginalName))
	if err != nil {
		return err
	}
	if err := s.open(ctx, f.UserID); err != nil {
		return err
	}
	id, err := held(ctx, s.db, f)
	if err != nil {
		return fmt.Errorf("look for the same bytes: %w", err)
	}
	var chunks [][]byte
	if id == "" {
		// Sealed before the transaction: SQLite has one writer, and sealing takes time.
		if chunks, err = s.seal(ctx, f, data); err != nil {
			return err
		}
	}
	err = s.keep(ctx, f, entry{name, chunks, quota})
	if errors.Is(err, errUnsealed) { // its twin was deleted in between
		if chunks, err = s.seal(ctx, f, data); err == nil {
			err = s.keep(ctx, f, entry{name, chunks, quota})
		}
	}
	return err
}

// entry is what is kept with a file.
type entry struct {
	name   []byte   // sealed
	chunks [][]byte // sealed; nil where the bytes are there
	quota  cabinet.Quota
}

func (s *Store) keep(ctx context.Context, f cabinet.File, e entry) error {
	task, err := filesv1.Parse.Message("files.parse."+f.ID, filesv1.ParseTask{FileID: f.ID})
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		f := f
		if err := shelve(ctx, tx, &f, e.quota, e.chunks); err != nil {
			return err
		}
		if err := insert(ctx, tx, f, e.name); err != nil {
			return err
		}
		return tx.Enqueue(ctx, task)
	})
	if sqldb.IsDuplicate(err) {
		return cabinet.ErrAgain
	}
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	return nil
}

func insert(ctx context.Context, tx *sqldb.Tx, f cabinet.File, name []byte) error {
	var rejection extract.Rejection
	if f.Rejection != nil {
		rejection = *f.Rejection
	}
	_, err := tx.Exec(ctx, `INSERT INTO files (id, user_id, object, filename, sealed_name, format, size, sha256,
		status, rejection_code, rejection_detail, created_us, concluded_us, blob_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
		f.ID, f.UserID, f.Object, f.Filename, name, string(f.Format), f.Size, f.SHA256[:],
		string(f.Status), rejection.Code, rejection.Detail, sqldb.Micros(f.CreatedAt), f.Blob)
	return err
}

const columns = `id, user_id, object, filename, sealed_name, format, size, sha256,
	status, rejection_code, rejection_detail, created_us, blob_id`

// Find implements cabinet.Store.
func (s *Store) Find(ctx context.Context, owner string, key cabinet.Key) (cabinet.File, error) {
	var where []string
	var args []any
	for _, c := range []struct{ column, value string }{
		{"user_id", owner}, {"id", key.ID}, {"filename", key.Filename}, {"object", key.Object},
	} {
		if c.value != "" {
			where = append(where, c.column+" = ?")
			args = append(args, c.value)
		}
	}
	if key == (cabinet.Key{}) {
		return cabinet.File{}, cabinet.ErrNotFound
	}
	row := s.db.QueryRow(ctx, `SELECT `+columns+` FROM files WHERE `+strings.Join(where, " AND "), args...)
	f, name, err := scan(row)
	if sqldb.IsNoRow(err) {
		return f, cabinet.ErrNotFound
	}
	if err != nil {
		return f, fmt.Errorf("find a file: %w", err)
	}
	return f, s.unseal(ctx, &f, name)
}

// Page implements cabinet.Store.
func (s *Store) Page(ctx context.Context, owner, before string, limit int) ([]cabinet.File, error) {
	if before == "" {
		before = "~" // sorts behind every id
	}
	rows, err := s.db.Query(ctx, `SELECT `+columns+` FROM files WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
		owner, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	defer func() { _ = rows.Close() }()

	page := []cabinet.File{}
	var names [][]byte
	for rows.Next() {
		f, name, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("list files: %w", err)
		}
		page, names = append(page, f), append(names, name)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	for i := range page {
		if err := s.unseal(ctx, &page[i], names[i]); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// Count implements cabinet.Store.
func (s *Store) Count(ctx context.Context, owner string) (n int64, err error) {
	err = s.db.QueryRow(ctx, `SELECT COUNT(*) FROM files WHERE user_id = ?`, owner).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count files: %w", err)
	}
	return n, nil
}

func (s *Store) unseal(ctx context.Context, f *cabinet.File, name []byte) error {
	plain, err := s.vault.Open(ctx, f.UserID, nameOf(f.ID), name)
	if err != nil {
		return err
	}
	f.OriginalName = string(plain)
	return nil
}

func scan(row interface{ Scan(into ...any) error }) (f cabinet.File, name []byte, err error) {
	var format, status string
	var rejection extract.Rejection
	var sha []byte
	var created int64
	err = row.Scan(&f.ID, &f.UserID, &f.Object, &f.Filename, &name, &format, &f.Size, &sha,
		&status, &rejection.Code, &rejection.Detail, &created, &f.Blob)
	if err != nil {
		return f, nil, err
	}
	copy(f.SHA256[:], sha)
	f.Format, f.Status, f.CreatedAt = extract.Format(format), cabinet.Status(status), sqldb.Time(created)
	if f.Blob == "" { // kept by a replica of the version before
		f.Blob = f.ID
	}
	if rejection.Code != "" {
		f.Rejection = &rejection
	}
	return f, name, nil
}

func nameOf(id string) string { return "files.sealed_name/" + id }
