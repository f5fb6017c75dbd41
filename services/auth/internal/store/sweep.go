package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sartor-cv/sartor/libs/sqldb"
)

// kept is how long an ended session is kept, so that who comes back with one of
// its tokens is told why. Its access tokens are long dead by then.
const kept = 24 * time.Hour

// Sweep deletes what is over: challenges and the addresses in them, counts,
// known clients, erased addresses, and sessions that nobody can return to.
func (s *Store) Sweep(ctx context.Context, now time.Time, idle time.Duration) error {
	for _, old := range []struct {
		query  string
		before time.Time
	}{
		{`DELETE FROM challenges WHERE expires_us < ?`, now},
		{`DELETE FROM tallies WHERE until_us < ?`, now},
		{`DELETE FROM known_clients WHERE until_us < ?`, now},
		{`DELETE FROM erased_addresses WHERE until_us < ?`, now},
		{`DELETE FROM sessions WHERE revoked_us > 0 AND revoked_us < ?`, now.Add(-kept)},
		{`DELETE FROM sessions WHERE rotated_us < ?`, now.Add(-idle - kept)},
		{`DELETE FROM sessions WHERE expires_us < ?`, now.Add(-kept)},
	} {
		if _, err := s.db.Exec(ctx, old.query, sqldb.Micros(old.before)); err != nil {
			return explain("sweep", fmt.Errorf("%s: %w", old.query, err))
		}
	}
	// Keys that were made for accounts that others made first.
	_, err := s.db.Exec(ctx, `DELETE FROM data_keys WHERE created_us < ? AND LENGTH(wrapped) > 0
		AND user_id NOT IN (SELECT id FROM accounts) AND user_id NOT IN (SELECT id FROM users)`, sqldb.Micros(now.Add(-kept)))
	return explain("sweep keys", err)
}
