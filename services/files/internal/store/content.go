package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

// Result implements cabinet.Content.
func (s *Store) Result(ctx context.Context, f cabinet.File) (r extract.Result, err error) {
	var sealed []byte
	err = s.db.QueryRow(ctx, `SELECT sealed FROM file_results WHERE file_id = ?`, f.ID).Scan(&sealed)
	if sqldb.IsNoRow(err) {
		return r, cabinet.ErrNotFound
	}
	if err != nil {
		return r, fmt.Errorf("read a file's text: %w", err)
	}
	plain, err := s.vault.Open(ctx, f.UserID, resultOf(f.ID), sealed)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(plain, &r); err != nil {
		return r, fmt.Errorf("decode a file's text: %w", err)
	}
	return r, nil
}

// Conclude implements cabinet.Content.
func (s *Store) Conclude(ctx context.Context, f cabinet.File, r extract.Result, at time.Time) error {
	news, status, err := announce(f, r, at)
	if err != nil {
		return err
	}
	var sealed []byte
	if r.Rejection == nil {
		plain, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("encode a file's text: %w", err)
		}
		if sealed, err = s.vault.Seal(ctx, f.UserID, resultOf(f.ID), plain); err != nil {
			return err
		}
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		won, err := conclude(ctx, tx, ending{id: f.ID, status: status, rejection: r.Rejection, at: at})
		if err != nil || !won {
			return err
		}
		if sealed != nil {
			_, err = tx.Exec(ctx, `INSERT INTO file_results (file_id, sealed) VALUES (?, ?)`, f.ID, sealed)
			if err != nil {
				return err
			}
		}
		return tx.Enqueue(ctx, news)
	})
	if err != nil {
		return fmt.Errorf("conclude a file: %w", err)
	}
	return nil
}

// ending is how the parsing of a file ended.
type ending struct {
	id        string
	status    cabinet.Status
	rejection *extract.Rejection
	at        time.Time
}

// conclude reports whether the file was still being parsed.
func conclude(ctx context.Context, tx *sqldb.Tx, e ending) (bool, error) {
	rejection := e.rejection
	if rejection == nil {
		rejection = &extract.Rejection{}
	}
	result, err := tx.Exec(ctx, `UPDATE files SET status = ?, rejection_code = ?, rejection_detail = ?, concluded_us = ?
		WHERE id = ? AND status = ?`,
		string(e.status), rejection.Code, rejection.Detail, sqldb.Micros(e.at), e.id, string(cabinet.Parsing))
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

func announce(f cabinet.File, r extract.Result, at time.Time) (m contract.Message, s cabinet.Status, err error) {
	at = at.UTC()
	if r.Rejection != nil {
		m, err = filesv1.Rejected.Message("files.rejected."+f.ID, filesv1.RejectedFact{
			FileID: f.ID, UserID: f.UserID, RejectedAt: at,
			Rejection: filesv1.Rejection{Code: r.Rejection.Code, Detail: r.Rejection.Detail},
		})
		return m, cabinet.Rejected, err
	}
	m, err = filesv1.Parsed.Message("files.parsed."+f.ID, filesv1.ParsedFact{FileID: f.ID, UserID: f.UserID, ParsedAt: at})
	return m, cabinet.Parsed, err
}

func resultOf(id string) string { return "file_results/" + id }
