package session

import (
	"context"
	"sync"
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

// ErrNone is the fault of a session that isn't there, or is someone else's.
var ErrNone = fault.New(fault.NotFound, "session_not_found", "there is no such session")

// Family keeps all sessions of one user together.
type Family interface {
	// Of returns a user's sessions, the newest first; those that have ended too,
	// as long as they are kept.
	Of(ctx context.Context, userID string) ([]Session, error)

	// EndAll ends a user's sessions and returns all that ended since a time.
	EndAll(ctx context.Context, userID string, now, since time.Time) ([]Ending, error)
}

// tellers is how many endings are told at once.
const tellers = 16

// Sessions returns a user's sessions that could still be used, or with ended all
// that are known of.
func (k *Keeper) Sessions(ctx context.Context, userID string, ended bool) ([]Session, error) {
	all, err := k.Family.Of(ctx, userID)
	if err != nil || ended {
		return all, err
	}
	now := k.Now()
	living := make([]Session, 0, len(all))
	for _, s := range all {
		if s.RevokedAt.IsZero() && !s.expired(now, k.Policy) {
			living = append(living, s)
		}
	}
	return living, nil
}

// EndOne ends a session of a user's, from another one.
func (k *Keeper) EndOne(ctx context.Context, userID, id string) error {
	at, err := k.Store.End(ctx, userID, id, k.Now())
	if err != nil {
		return err
	}
	if at.IsZero() {
		return ErrNone
	}
	return k.tell(ctx, Ending{SessionID: id, EndedAt: at})
}

// EndAll ends all sessions of a user. Done again, it tells everybody again.
func (k *Keeper) EndAll(ctx context.Context, userID string) error {
	now := k.Now()
	endings, err := k.Family.EndAll(ctx, userID, now, k.Matters(now))
	if err != nil {
		return err
	}
	return k.TellAll(ctx, endings)
}

// Matters is since when an ended session's access tokens may still live.
func (k *Keeper) Matters(now time.Time) time.Time { return now.Add(-k.Signer.Life() - time.Minute) }

// TellAll tells of many endings at once: the last must not wait for the others.
func (k *Keeper) TellAll(ctx context.Context, endings []Ending) error {
	var (
		wg     sync.WaitGroup
		once   sync.Once
		failed error
	)
	seats := make(chan struct{}, tellers)
	for _, e := range endings {
		seats <- struct{}{}
		wg.Go(func() {
			defer func() { <-seats }()
			if err := k.tell(ctx, e); err != nil {
				once.Do(func() { failed = err })
			}
		})
	}
	wg.Wait()
	return failed
}
