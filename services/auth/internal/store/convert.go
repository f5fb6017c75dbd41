package store

import (
	"context"
	"fmt"

	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/services/auth/internal/address"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

// batch is how many accounts are moved before others are looked for.
const batch = 100

// SealPlain moves the accounts that an earlier version kept readable to where
// they are sealed. Broken off, it goes on where it was; replicas may do it at once.
func (s *Store) SealPlain(ctx context.Context) error {
	for {
		plain, err := s.plain(ctx)
		if err != nil || len(plain) == 0 {
			return err
		}
		for _, u := range plain {
			if err := s.move(ctx, u); err != nil {
				return err
			}
		}
	}
}

func (s *Store) plain(ctx context.Context) (all []user.User, err error) {
	rows, err := s.db.Query(ctx, `SELECT id, email, name, locale, created_us FROM users LIMIT ?`, batch)
	if err != nil {
		return nil, explain("look for readable accounts", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var u user.User
		var email string
		var created int64
		if err := rows.Scan(&u.ID, &email, &u.Name, &u.Locale, &created); err != nil {
			return nil, fmt.Errorf("read an account: %w", err)
		}
		u.Email, u.CreatedAt = address.Address(email), sqldb.Time(created)
		all = append(all, u)
	}
	return all, explain("look for readable accounts", rows.Err())
}

func (s *Store) move(ctx context.Context, u user.User) error {
	sealed, err := s.hide(ctx, u)
	if err != nil {
		return err
	}
	return s.tx(ctx, "seal an account", func(ctx context.Context, tx *sqldb.Tx) error {
		mine, err := exactlyOne(tx.Exec(ctx, `DELETE FROM users WHERE id = ?`, u.ID))
		if err != nil || !mine {
			return err // another replica was faster
		}
		_, err = tx.Exec(ctx, `INSERT INTO accounts (id, mailbox, sealed, created_us) VALUES (?, ?, ?, ?)`,
			u.ID, s.keys.mailbox(u.Email), sealed, sqldb.Micros(u.CreatedAt))
		return err
	})
}
