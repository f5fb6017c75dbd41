package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
)

var _ cabinet.Bin = (*Store)(nil)

// Delete implements cabinet.Bin.
func (s *Store) Delete(ctx context.Context, f cabinet.File, at time.Time) error {
	news, err := filesv1.Deleted.Message("files.deleted."+f.ID, filesv1.DeletedFact{
		FileID: f.ID, UserID: f.UserID, DeletedAt: at.UTC(),
	})
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		if err := remove(ctx, tx, f); err != nil {
			return err
		}
		return tx.Enqueue(ctx, news)
	})
	if errors.Is(err, errGone) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("delete a file: %w", err)
	}
	return nil
}

// Overdue implements cabinet.Bin.
func (s *Store) Overdue(ctx context.Context, status cabinet.Status, before time.Time, most int) (all []cabinet.File, err error) {
	rows, err := s.db.Query(ctx, `SELECT `+columns+` FROM files WHERE status = ? AND concluded_us < ? ORDER BY id LIMIT ?`,
		string(status), sqldb.Micros(before), most)
	if err != nil {
		return nil, fmt.Errorf("list old files: %w", err)
	}
	defer func() { _ = rows.Close() }()

	for rows.Next() {
		f, _, err := scan(rows) // its name stays sealed
		if err != nil {
			return nil, fmt.Errorf("list old files: %w", err)
		}
		all = append(all, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list old files: %w", err)
	}
	return all, nil
}

// Erase implements cabinet.Bin. The key goes first: from then on nothing can be
// read, and nothing new sealed.
func (s *Store) Erase(ctx context.Context, owner string) error {
	if err := s.vault.Erase(ctx, owner); err != nil {
		return err
	}
	for _, each := range []struct {
		rows   string
		remove func(context.Context, *sqldb.Tx, cabinet.File) error
	}{
		{`SELECT id, blob_id, size FROM files WHERE user_id = ?`, remove},
		{`SELECT id, id, size FROM blobs WHERE user_id = ?`, sweepBlob},
	} {
		all, err := s.of(ctx, owner, each.rows)
		if err != nil {
			return err
		}
		for _, f := range all { // one by one: a transaction holds up others
			err := s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error { return each.remove(ctx, tx, f) })
			if err != nil && !errors.Is(err, errGone) {
				return fmt.Errorf("erase a file: %w", err)
			}
		}
	}
	if _, err := s.db.Exec(ctx, `DELETE FROM holdings WHERE user_id = ?`, owner); err != nil {
		return fmt.Errorf("erase what a user has: %w", err)
	}
	return nil
}

// of lists files, or blobs as if they were files.
func (s *Store) of(ctx context.Context, owner, query string, args ...any) (all []cabinet.File, err error) {
	rows, err := s.db.Query(ctx, query, append([]any{owner}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("list files to erase: %w", err)
	}
	defer func() { _ = rows.Close() }()

	for rows.Next() {
		f := cabinet.File{UserID: owner}
		if err := rows.Scan(&f.ID, &f.Blob, &f.Size); err != nil {
			return nil, fmt.Errorf("list files to erase: %w", err)
		}
		all = append(all, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list files to erase: %w", err)
	}
	return all, nil
}

// errGone is no failure: somebody else has removed it, and nothing is changed.
var errGone = errors.New("it is gone already")

// remove takes a file away. Counting comes first, as when one is added, and its
// row next, as when reading ends: whoever comes second finds nothing.
func remove(ctx context.Context, tx *sqldb.Tx, f cabinet.File) error {
	_, err := tx.Exec(ctx, `UPDATE holdings SET files = files - 1 WHERE user_id = ? AND files > 0`, f.UserID)
	if err != nil {
		return err
	}
	result, err := tx.Exec(ctx, `DELETE FROM files WHERE id = ?`, f.ID)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errGone)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM file_results WHERE file_id = ?`, f.ID); err != nil {
		return err
	}
	return release(ctx, tx, f)
}

// sweepBlob takes bytes away that no file has.
func sweepBlob(ctx context.Context, tx *sqldb.Tx, f cabinet.File) error {
	if _, err := tx.Exec(ctx, `DELETE FROM blobs WHERE id = ?`, f.Blob); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM file_chunks WHERE file_id = ?`, f.Blob)
	return err
}
