package textbook

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/credits/internal/ledger"
)

// lock returns an account, which nobody else writes to until tx ends, and
// whether it is there.
func lock(ctx context.Context, tx *sql.Tx, id string) (a ledger.Account, opened bool, err error) {
	var hash []byte
	err = tx.QueryRowContext(ctx, `SELECT seq, balance, held, spent, hash FROM accounts WHERE account_id = ? FOR UPDATE`, id).
		Scan(&a.Seq, &a.Balance, &a.Held, &a.Spent, &hash)
	a.ID = id
	copy(a.Hash[:], hash)
	if sqldb.IsNoRow(err) {
		return a, false, nil
	}
	if err != nil {
		return a, false, fmt.Errorf("lock an account: %w", err)
	}
	return a, true, nil
}

// find returns the entry under a key, if there is one.
func find(ctx context.Context, tx *sql.Tx, key string) (e ledger.Entry, found bool, err error) {
	var expires, created int64
	var fingerprint, hash []byte
	err = tx.QueryRowContext(ctx, `SELECT account_id, seq, id, kind, amount, balance, held, reference, reason, expires_us,
		created_us, fingerprint, hash FROM entries WHERE op_key = ?`, key).
		Scan(&e.Account, &e.Seq, &e.ID, &e.Kind, &e.Amount, &e.Balance, &e.Held, &e.Reference, &e.Reason, &expires,
			&created, &fingerprint, &hash)
	if sqldb.IsNoRow(err) {
		return e, false, nil
	}
	if err != nil {
		return e, false, fmt.Errorf("look up an operation: %w", err)
	}
	e.Key, e.At = key, sqldb.Time(created)
	if expires != 0 {
		e.Expires = sqldb.Time(expires)
	}
	copy(e.Fingerprint[:], fingerprint)
	copy(e.Hash[:], hash)
	return e, true, nil
}

// keep writes an entry and the head that its account has with it.
func (l *Ledger) keep(ctx context.Context, tx *sql.Tx, e ledger.Entry, head ledger.Account, opened bool) error {
	if err := addEntry(ctx, tx, e); err != nil {
		return fmt.Errorf("add an entry: %w", err)
	}
	if err := setHead(ctx, tx, head, opened); err != nil {
		return fmt.Errorf("set a head: %w", err)
	}
	messages, err := l.announce(e)
	if err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	for _, m := range messages {
		_, err := tx.ExecContext(ctx, `INSERT INTO outbox (message_id, subject, body, trace, enqueued_us) VALUES (?, ?, ?, ?, ?)`,
			m.ID, m.Subject, m.Body, sqldb.Traceparent(ctx), sqldb.Micros(e.At))
		if err != nil {
			return fmt.Errorf("enqueue: %w", err)
		}
	}
	return nil
}

func addEntry(ctx context.Context, tx *sql.Tx, e ledger.Entry) error {
	var expires int64
	if !e.Expires.IsZero() {
		expires = sqldb.Micros(e.Expires)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO entries (account_id, seq, id, op_key, kind, amount, balance, held, reference,
		reason, expires_us, created_us, fingerprint, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.Account, e.Seq, e.ID, e.Key, string(e.Kind), e.Amount, e.Balance, e.Held, e.Reference,
		e.Reason, expires, sqldb.Micros(e.At), e.Fingerprint[:], e.Hash[:])
	return err
}

func setHead(ctx context.Context, tx *sql.Tx, a ledger.Account, opened bool) error {
	query := `INSERT INTO accounts (seq, balance, held, spent, hash, account_id) VALUES (?, ?, ?, ?, ?, ?)`
	if opened {
		query = `UPDATE accounts SET seq = ?, balance = ?, held = ?, spent = ?, hash = ? WHERE account_id = ?`
	}
	_, err := tx.ExecContext(ctx, query, a.Seq, a.Balance, a.Held, a.Spent, a.Hash[:], a.ID)
	return err
}
