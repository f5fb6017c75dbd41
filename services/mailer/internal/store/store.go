// Package store keeps the mails: what was asked for, how often it was tried
// and how it ended. It holds no address and no word of a mail.
package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
)

//go:embed migrations
var files embed.FS

// Migrations are the schema's, for sqldb.Open.
func Migrations() fs.FS {
	sub, err := fs.Sub(files, "migrations")
	if err != nil {
		panic(err) // embedded
	}
	return sub
}

// queued is the status of a mail that is not concluded; the others are outcomes.
const queued = "queued"

// Store is the mailer's database.
type Store struct{ db *sqldb.DB }

// New returns the store in db, which has the schema of Migrations.
func New(db *sqldb.DB) *Store { return &Store{db: db} }

var _ delivery.Queue = (*Store)(nil)

// Add queues a mail. There is one of a kind about one thing: asked for again,
// it changes nothing.
func (s *Store) Add(ctx context.Context, m delivery.Mail) error {
	_, err := s.db.Exec(ctx, `INSERT INTO emails_sent
		(id, kind, reference, status, attempts, next_us, created_us, expires_us, failure, trace)
		VALUES (?, ?, ?, ?, 0, ?, ?, ?, '', ?)`,
		m.ID, m.Kind, m.Reference, queued, sqldb.Micros(m.CreatedAt), sqldb.Micros(m.CreatedAt), sqldb.Micros(m.ExpiresAt), m.Trace)
	if err != nil && !sqldb.IsDuplicate(err) {
		return fmt.Errorf("insert mail: %w", err)
	}
	return nil
}

// Forget removes what was concluded and asked for before the given time.
func (s *Store) Forget(ctx context.Context, before time.Time) error {
	_, err := s.db.Exec(ctx, `DELETE FROM emails_sent WHERE created_us < ? AND status <> ?`, sqldb.Micros(before), queued)
	if err != nil {
		return fmt.Errorf("forget old mails: %w", err)
	}
	return nil
}

// Backlog is what waits to be sent.
type Backlog struct {
	Waiting int64
	Oldest  time.Time // when the oldest was asked for; zero where none waits
}

// Backlog counts what waits to be sent.
func (s *Store) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	var oldest int64
	err := s.db.QueryRow(ctx, `SELECT COUNT(*), COALESCE(MIN(created_us), 0) FROM emails_sent WHERE status = ?`, queued).
		Scan(&b.Waiting, &oldest)
	if err != nil {
		return Backlog{}, fmt.Errorf("count mails: %w", err)
	}
	if b.Waiting > 0 {
		b.Oldest = sqldb.Time(oldest)
	}
	return b, nil
}
