package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
)

var _ cabinet.Broom = (*Store)(nil)

// sweepBatch is how much one sweep does of each kind at most.
const sweepBatch = 100

// Stuck implements cabinet.Broom.
func (s *Store) Stuck(ctx context.Context, before time.Time) (all []cabinet.File, err error) {
	rows, err := s.db.Query(ctx, `SELECT id, user_id, created_us FROM files WHERE status = ? AND created_us < ?
		ORDER BY created_us LIMIT ?`, string(cabinet.Parsing), sqldb.Micros(before), sweepBatch)
	if err != nil {
		return nil, fmt.Errorf("look for stuck files: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		f := cabinet.File{Status: cabinet.Parsing}
		var created int64
		if err := rows.Scan(&f.ID, &f.UserID, &created); err != nil {
			return nil, fmt.Errorf("look for stuck files: %w", err)
		}
		f.CreatedAt = sqldb.Time(created)
		all = append(all, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look for stuck files: %w", err)
	}
	return all, nil
}

// Again implements cabinet.Broom. The task is named after the round, so that of
// several replicas' tasks one is published.
func (s *Store) Again(ctx context.Context, f cabinet.File, round int64) error {
	task, err := filesv1.Parse.Message("files.parse."+f.ID+"."+strconv.FormatInt(round, 10), filesv1.ParseTask{FileID: f.ID})
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error { return tx.Enqueue(ctx, task) })
	if err != nil {
		return fmt.Errorf("queue a file again: %w", err)
	}
	return nil
}

// Orphans implements cabinet.Broom. Nothing that we do leaves any: they come
// from backups put together again and from hands in the database.
func (s *Store) Orphans(ctx context.Context) (n int, err error) {
	for _, kind := range []struct{ find, check, remove string }{
		{
			`SELECT DISTINCT file_id FROM file_chunks WHERE ` + chunkless + ` LIMIT ?`,
			`SELECT COUNT(*) FROM file_chunks WHERE file_id = ? AND ` + chunkless,
			`DELETE FROM file_chunks WHERE file_id = ?`,
		},
		{
			`SELECT file_id FROM file_results WHERE ` + fileless + ` LIMIT ?`,
			`SELECT COUNT(*) FROM file_results WHERE file_id = ? AND ` + fileless,
			`DELETE FROM file_results WHERE file_id = ?`,
		},
	} {
		ids, err := s.ids(ctx, kind.find)
		if err != nil {
			return n, err
		}
		for _, id := range ids {
			switch err := s.removeOrphan(ctx, kind.check, kind.remove, id); {
			case err == nil:
				n++
			case !errors.Is(err, errGone):
				return n, fmt.Errorf("sweep: %w", err)
			}
		}
	}
	return n, nil
}

// removeOrphan removes what is still an orphan; else it is errGone.
func (s *Store) removeOrphan(ctx context.Context, check, remove, id string) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		var still int64
		if err := tx.QueryRow(ctx, check, id).Scan(&still); err != nil || still == 0 {
			return errors.Join(err, errGone)
		}
		_, err := tx.Exec(ctx, remove, id)
		return err
	})
}

const (
	chunkless = `NOT EXISTS (SELECT 1 FROM blobs WHERE blobs.id = file_chunks.file_id)
		AND NOT EXISTS (SELECT 1 FROM files WHERE files.id = file_chunks.file_id)`
	fileless = `NOT EXISTS (SELECT 1 FROM files WHERE files.id = file_results.file_id)`
)

func (s *Store) ids(ctx context.Context, query string) (ids []string, err error) {
	rows, err := s.db.Query(ctx, query, sweepBatch)
	if err != nil {
		return nil, fmt.Errorf("look for orphans: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("look for orphans: %w", err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look for orphans: %w", err)
	}
	return ids, nil
}
