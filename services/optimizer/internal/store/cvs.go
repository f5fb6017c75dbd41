package store

import (
	"context"
	"fmt"

	"github.com/sartor-cv/sartor/libs/resume"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/optimizer/internal/tailor"
)

// content is what is sealed of a CV.
type content struct {
	Text  string        `json:"text"`
	Parts []resume.Part `json:"parts"`
}

// CV implements tailor.CVs.
func (s *Store) CV(ctx context.Context, fileID string) (tailor.CV, bool, error) {
	cv := tailor.CV{FileID: fileID}
	var sealed []byte
	var f tailor.Failure
	err := s.db.QueryRow(ctx, `SELECT user_id, content, rejection_code, rejection_detail FROM cvs WHERE file_id = ?`, fileID).
		Scan(&cv.UserID, &sealed, &f.Code, &f.Message)
	if sqldb.IsNoRow(err) {
		return cv, false, nil
	}
	if err != nil {
		return cv, false, fmt.Errorf("read a CV: %w", err)
	}
	if f.Code != "" {
		cv.Rejection = &f
		return cv, true, nil
	}
	var c content
	if err := s.open(ctx, cv.UserID, "cvs/"+fileID, sealed, &c); err != nil {
		return cv, false, fmt.Errorf("CV %s: %w", fileID, err)
	}
	cv.Text, cv.Parts = c.Text, c.Parts
	return cv, true, nil
}

// Keep implements tailor.CVs.
func (s *Store) Keep(ctx context.Context, cv tailor.CV) error {
	var sealed []byte
	var f tailor.Failure
	var err error
	if cv.Rejection != nil {
		f = *cv.Rejection
	} else if sealed, err = s.seal(ctx, cv.UserID, "cvs/"+cv.FileID, content{Text: cv.Text, Parts: cv.Parts}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		now := micros(s.now())
		if gone, err := deleted(ctx, tx, cv.FileID); err != nil || gone {
			return err
		}
		_, err := tx.Exec(ctx, `REPLACE INTO cvs (file_id, user_id, content, rejection_code, rejection_detail, kept_us)
			VALUES (?, ?, ?, ?, ?, ?)`, cv.FileID, cv.UserID, sealed, f.Code, f.Message, now)
		if err != nil {
			return fmt.Errorf("keep a CV: %w", err)
		}
		return wake(ctx, tx, cv.FileID)
	})
}

// deleted reports whether a CV's file was deleted: then no news of it count.
func deleted(ctx context.Context, tx *sqldb.Tx, fileID string) (bool, error) {
	var code string
	err := tx.QueryRow(ctx, `SELECT rejection_code FROM cvs WHERE file_id = ?`+tx.ForUpdate(), fileID).Scan(&code)
	if sqldb.IsNoRow(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for a CV: %w", err)
	}
	return code == tailor.CodeDeleted, nil
}

// wake gives the optimizations that wait for a file to the workers.
func wake(ctx context.Context, tx *sqldb.Tx, fileID string) error {
	rows, err := tx.Query(ctx, `SELECT id FROM optimizations WHERE file_id = ? AND state = ?`, fileID, tailor.Waiting)
	if err != nil {
		return fmt.Errorf("look who waits: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("look who waits: %w", err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("look who waits: %w", err)
	}
	_ = rows.Close() // before the next statement
	for _, id := range ids {
		if err := enqueue(ctx, tx, "run-"+id+"-read", id); err != nil {
			return err
		}
	}
	return nil
}
