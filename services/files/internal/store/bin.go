package store

import (
	"context"
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
		there, err := remove(ctx, tx, f.ID)
		if err != nil || !there {
			return err
		}
		return tx.Enqueue(ctx, news)
	})
	if err != nil {
		return fmt.Errorf("delete a file: %w", err)
	}
	return nil
}

// Erase implements cabinet.Bin. The key goes first: from then on nothing can be
// read, and nothing new sealed.
func (s *Store) Erase(ctx context.Context, owner string) error {
	if err := s.vault.Erase(ctx, owner); err != nil {
		return err
	}
	ids, err := s.of(ctx, owner)
	if err != nil {
		return err
	}
	for _, id := range ids { // one by one: a transaction holds up others
		err := s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := remove(ctx, tx, id)
			return err
		})
		if err != nil {
			return fmt.Errorf("erase a file: %w", err)
		}
	}
	return nil
}

func (s *Store) of(ctx context.Context, owner string) (ids []string, err error) {
	rows, err := s.db.Query(ctx, `SELECT id FROM files WHERE user_id = ?`, owner)
	if err != nil {
		return nil, fmt.Errorf("list files to erase: %w", err)
	}
	defer func() { _ = rows.Close() }()

	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list files to erase: %w", err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list files to erase: %w", err)
	}
	return ids, nil
}

// remove reports whether the file was still there. Its row goes first, as it
// does when reading ends: whoever comes second finds nothing.
func remove(ctx context.Context, tx *sqldb.Tx, id string) (bool, error) {
	result, err := tx.Exec(ctx, `DELETE FROM files WHERE id = ?`, id)
	if err != nil {
		return false, err
	}
	for _, table := range []string{"file_chunks", "file_results"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE file_id = ?`, id); err != nil {
			return false, err
		}
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
