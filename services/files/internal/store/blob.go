package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
)

// errUnsealed is no failure: the bytes were there a moment ago and are not any more.
var errUnsealed = errors.New("the bytes have to be sealed first")

// open makes the row of what a user has, if there is none.
func (s *Store) open(ctx context.Context, owner string) error {
	_, err := s.db.Exec(ctx, `INSERT INTO holdings (user_id, files, bytes) VALUES (?, 0, 0)`, owner)
	if err != nil && !sqldb.IsDuplicate(err) {
		return fmt.Errorf("open a user's shelf: %w", err)
	}
	return nil
}

// held returns the blob of the user that has these bytes; "" for none.
func held(ctx context.Context, q interface {
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
}, f cabinet.File,
) (id string, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM blobs WHERE user_id = ? AND sha256 = ? AND size = ? ORDER BY id LIMIT 1`,
		f.UserID, f.SHA256[:], f.Size).Scan(&id)
	if sqldb.IsNoRow(err) {
		return "", nil
	}
	return id, err
}

// shelve gives f its bytes: those that the user has already, or new ones. It
// counts both, and refuses what is beyond the quota. Counting comes first: it
// locks the user's row.
func shelve(ctx context.Context, tx *sqldb.Tx, f *cabinet.File, quota cabinet.Quota, chunks [][]byte) error {
	if err := claim(ctx, tx, f.UserID, quota, 1, 0); err != nil {
		return err
	}
	id, err := held(ctx, tx, *f)
	if err != nil {
		return err
	}
	if id != "" {
		f.Blob = id
		_, err := tx.Exec(ctx, `UPDATE blobs SET files = files + 1 WHERE id = ?`, id)
		return err
	}
	if chunks == nil {
		return errUnsealed
	}
	f.Blob = f.ID
	if err := claim(ctx, tx, f.UserID, quota, 0, f.Size); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO blobs (id, user_id, sha256, size, files) VALUES (?, ?, ?, ?, 1)`,
		f.Blob, f.UserID, f.SHA256[:], f.Size)
	if err != nil {
		return err
	}
	return insertChunks(ctx, tx, f.Blob, chunks)
}

//nolint:revive // two numbers that belong together
func claim(ctx context.Context, tx *sqldb.Tx, owner string, quota cabinet.Quota, files, bytes int64) error {
	result, err := tx.Exec(ctx, `UPDATE holdings SET files = files + ?, bytes = bytes + ?
		WHERE user_id = ? AND files + ? <= ? AND bytes + ? <= ?`,
		files, bytes, owner, files, quota.Files, bytes, quota.Bytes)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return quota.Exceeded(files > 0)
}

// release gives a file's share of its bytes back; the last one takes them along.
func release(ctx context.Context, tx *sqldb.Tx, f cabinet.File) error {
	_, err := tx.Exec(ctx, `UPDATE blobs SET files = files - 1 WHERE id = ?`, f.Blob)
	if err != nil {
		return err
	}
	result, err := tx.Exec(ctx, `DELETE FROM blobs WHERE id = ? AND files <= 0`, f.Blob)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM file_chunks WHERE file_id = ?`, f.Blob); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE holdings SET bytes = bytes - ? WHERE user_id = ? AND bytes >= ?`, f.Size, f.UserID, f.Size)
	return err
}
