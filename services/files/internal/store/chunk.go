package store

import (
	"context"
	"fmt"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
)

// chunkSize is how much of a file one row keeps: what one answer on the bus
// takes, so that reading a file touches each row once.
const chunkSize = filesv1.MaxReadBytes

func (s *Store) seal(ctx context.Context, f cabinet.File, data []byte) ([][]byte, error) {
	var chunks [][]byte
	for n := 0; n*chunkSize < len(data); n++ {
		plain := data[n*chunkSize : min(len(data), (n+1)*chunkSize)]
		sealed, err := s.vault.Seal(ctx, f.UserID, chunkOf(f.ID, int64(n)), plain)
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, sealed)
	}
	return chunks, nil
}

func insertChunks(ctx context.Context, tx *sqldb.Tx, id string, chunks [][]byte) error {
	for n, sealed := range chunks {
		if _, err := tx.Exec(ctx, `INSERT INTO file_chunks (file_id, n, sealed) VALUES (?, ?, ?)`, id, n, sealed); err != nil {
			return err
		}
	}
	return nil
}

// Bytes implements cabinet.Content.
func (s *Store) Bytes(ctx context.Context, f cabinet.File, offset int64) ([]byte, error) {
	if offset < 0 || offset >= f.Size {
		return []byte{}, nil
	}
	n := offset / chunkSize
	var sealed []byte
	err := s.db.QueryRow(ctx, `SELECT sealed FROM file_chunks WHERE file_id = ? AND n = ?`, f.Blob, n).Scan(&sealed)
	if sqldb.IsNoRow(err) {
		return nil, cabinet.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	plain, err := s.vault.Open(ctx, f.UserID, chunkOf(f.Blob, n), sealed)
	if err != nil {
		return nil, err
	}
	return plain[min(offset%chunkSize, int64(len(plain))):], nil
}

func chunkOf(id string, n int64) string { return fmt.Sprintf("file_chunks/%s/%d", id, n) }
