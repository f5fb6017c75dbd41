package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

const (
	sealedAtOnce    = 100_000 // heads of one checkpoint, which are held in memory
	headsPerInsert  = 500
	checkpointParts = `n, created_us, moved, before_hash, hash, key_name, signature`
)

// Seals is ledger.Seals over SQL.
type Seals struct {
	db       *sqldb.DB
	announce func(ledger.Checkpoint) (contract.Message, error)
}

var _ ledger.Seals = (*Seals)(nil)

// NewSeals returns the checkpoints in db, which must be migrated. announce says
// what is to be published of each.
func NewSeals(db *sqldb.DB, announce func(ledger.Checkpoint) (contract.Message, error)) *Seals {
	return &Seals{db: db, announce: announce}
}

// Add implements ledger.Seals. What it reads need not be of one moment with what
// it writes: every head that it sees is committed, and is so for ever.
func (s *Seals) Add(ctx context.Context, now time.Time, sign func(*ledger.Checkpoint)) (c ledger.Checkpoint, made bool, err error) {
	before, heads, err := s.moved(ctx)
	if err != nil || len(heads) == 0 {
		return c, false, err
	}
	c = ledger.Checkpoint{
		N: before.N + 1, At: now.UTC().Truncate(time.Microsecond), Moved: int64(len(heads)), Before: before.Hash,
	}
	seal := ledger.NewSeal(c.N, c.At, c.Before)
	for _, h := range heads {
		seal.Head(h)
	}
	c.Hash = seal.Sum()
	sign(&c)
	err = s.db.Tx(ctx, func(ctx context.Context, tx *sqldb.Tx) error { return s.keep(ctx, tx, c, heads) })
	if sqldb.IsDuplicate(err) {
		return c, false, nil // another replica was faster
	}
	if err != nil {
		return c, false, fmt.Errorf("keep a checkpoint: %w", err)
	}
	return c, true, nil
}

// moved returns the newest checkpoint and the heads that it does not know.
func (s *Seals) moved(ctx context.Context) (before ledger.Checkpoint, heads []ledger.Head, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		before, err = scanCheckpoint(tx.QueryRow(ctx, `SELECT `+checkpointParts+` FROM checkpoints ORDER BY n DESC LIMIT 1`))
		if err != nil && !sqldb.IsNoRow(err) {
			return fmt.Errorf("read the newest checkpoint: %w", err)
		}
		rows, err := tx.Query(ctx, `SELECT a.account_id, a.seq, a.hash FROM accounts a
			LEFT JOIN (SELECT account_id, MAX(seq) AS seq FROM checkpoint_heads GROUP BY account_id) s ON s.account_id = a.account_id
			WHERE s.seq IS NULL OR a.seq > s.seq ORDER BY a.account_id LIMIT ?`, sealedAtOnce)
		if err != nil {
			return fmt.Errorf("read the heads: %w", err)
		}
		heads, err = scanAll(rows, func(r row) (h ledger.Head, err error) {
			var hash []byte
			err = r.Scan(&h.Account, &h.Seq, &hash)
			copy(h.Hash[:], hash)
			return h, err
		})
		return err
	})
	return before, heads, err
}

func (s *Seals) keep(ctx context.Context, tx *sqldb.Tx, c ledger.Checkpoint, heads []ledger.Head) error {
	_, err := tx.Exec(ctx, `INSERT INTO checkpoints (`+checkpointParts+`) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		c.N, sqldb.Micros(c.At), c.Moved, c.Before[:], c.Hash[:], c.Key, c.Signature)
	if err != nil {
		return err
	}
	const columns = 4
	for some := range slices.Chunk(heads, headsPerInsert) {
		args := make([]any, 0, columns*len(some))
		for _, h := range some {
			args = append(args, c.N, h.Account, h.Seq, h.Hash[:])
		}
		_, err := tx.Exec(ctx, `INSERT INTO checkpoint_heads (n, account_id, seq, hash) VALUES `+rowsOf(columns, len(some)), args...)
		if err != nil {
			return err
		}
	}
	m, err := s.announce(c)
	if err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	return tx.Enqueue(ctx, m)
}

func scanCheckpoint(r row) (c ledger.Checkpoint, err error) {
	var created int64
	var before, hash []byte
	err = r.Scan(&c.N, &created, &c.Moved, &before, &hash, &c.Key, &c.Signature)
	c.At = sqldb.Time(created)
	copy(c.Before[:], before)
	copy(c.Hash[:], hash)
	return c, err
}

// Check implements ledger.Seals.
func (s *Seals) Check(
	ctx context.Context, verify func(ledger.Checkpoint) string, witness ledger.Witness,
) (newest ledger.Checkpoint, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+checkpointParts+` FROM checkpoints ORDER BY n`)
		if err != nil {
			return fmt.Errorf("read checkpoints: %w", err)
		}
		all, err := scanAll(rows, scanCheckpoint)
		if err != nil {
			return fmt.Errorf("read checkpoints: %w", err)
		}
		inspector := ledger.NewInspector(all, verify, witness)
		if err := compare(ctx, tx, inspector); err != nil {
			return err
		}
		newest, err = inspector.Close()
		return err
	})
	return newest, err
}

// compare shows the inspector every sealed head beside the entry it is of.
func compare(ctx context.Context, tx *sqldb.Tx, inspector *ledger.Inspector) error {
	rows, err := tx.Query(ctx, `SELECT h.n, h.account_id, h.seq, h.hash, e.hash FROM checkpoint_heads h
		LEFT JOIN entries e ON e.account_id = h.account_id AND e.seq = h.seq ORDER BY h.n, h.account_id`)
	if err != nil {
		return fmt.Errorf("read sealed heads: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var n int64
		var sealed, kept []byte
		var h ledger.Head
		if err := rows.Scan(&n, &h.Account, &h.Seq, &sealed, &kept); err != nil {
			return fmt.Errorf("read sealed heads: %w", err)
		}
		copy(h.Hash[:], sealed)
		var entry ledger.Hash
		copy(entry[:], kept)
		if err := inspector.Head(n, h, entry); err != nil {
			return err
		}
	}
	return errors.Join(rows.Err())
}
