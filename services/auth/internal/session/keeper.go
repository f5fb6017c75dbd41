package session

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/services/auth/internal/user"
)

// Store keeps sessions.
type Store interface {
	// Present loads a session, lets fn change it, saves what fn changed and
	// returns the user it is of. What fn returns is returned, but does not
	// undo the change. ErrInvalid if there is no such session.
	Present(ctx context.Context, id string, fn func(*Session) error) (Session, user.User, error)

	// End ends a user's session and returns when it ended, which may be long
	// ago. It is no error if there is none.
	End(ctx context.Context, userID, id string, now time.Time) (endedAt time.Time, err error)

	// Untold returns the sessions that have ended since a time and not been
	// told of; Ended, those that have been told of too.
	Untold(ctx context.Context, since time.Time) ([]Ending, error)
	Ended(ctx context.Context, since time.Time) ([]Ending, error)

	// Told remembers that everybody was told.
	Told(ctx context.Context, id string, now time.Time) error
}

// Ending is the end of a session.
type Ending struct {
	SessionID string
	EndedAt   time.Time
}

// Signer makes access tokens.
type Signer interface {
	Sign(now time.Time, userID, sessionID, role string) (string, error)
	Life() time.Duration
}

// Config is what a keeper works with.
type Config struct {
	Store  Store
	Family Family
	Secret *Secret
	Signer Signer
	Policy Policy
	Admins user.Admins
	Now    func() time.Time
	NewID  func() (string, error)

	// Tell lets every verifier of access tokens know that a session is over.
	Tell func(context.Context, Ending) error
}

// Keeper keeps all sessions.
type Keeper struct{ Config }

// NewKeeper returns a keeper.
func NewKeeper(c Config) *Keeper { return &Keeper{Config: c} }

// Grant is what a logged-in person gets.
type Grant struct {
	AccessToken  string
	RefreshToken string
	DeviceToken  string        // of a login; see login.Secret
	ExpiresIn    time.Duration // of the access token
	RefreshIn    time.Duration // in which the refresh token must be used
	User         user.User
	Role         string
}

// Start returns a new session, which is still nobody's.
func (k *Keeper) Start(userAgent string, now time.Time) (Session, error) {
	id, err := k.NewID()
	if err != nil {
		return Session{}, fmt.Errorf("make a session's id: %w", err)
	}
	return Session{
		ID:        id,
		Counter:   1,
		UserAgent: printable(userAgent),
		CreatedAt: now,
		RotatedAt: now,
		ExpiresAt: now.Add(k.Policy.Absolute),
	}, nil
}

// Grant returns tokens of a session as it stands.
func (k *Keeper) Grant(u user.User, s Session, now time.Time) (Grant, error) {
	role := k.Admins.Role(u)
	access, err := k.Signer.Sign(now, u.ID, s.ID, role)
	if err != nil {
		return Grant{}, err
	}
	return Grant{
		AccessToken:  access,
		RefreshToken: k.Secret.Token(s.ID, s.Counter),
		ExpiresIn:    k.Signer.Life(),
		RefreshIn:    min(k.Policy.Idle, s.ExpiresAt.Sub(now)),
		User:         u,
		Role:         role,
	}, nil
}

// Refresh changes a refresh token for new tokens.
func (k *Keeper) Refresh(ctx context.Context, token string) (Grant, error) {
	id, counter, err := k.Secret.Read(token)
	if err != nil {
		return Grant{}, err
	}
	now := k.Now()
	s, u, err := k.Store.Present(ctx, id, func(s *Session) error { return s.Present(counter, now, k.Policy) })
	if errors.Is(err, ErrReused) {
		// The session's end is saved. Until it is told the answer is not final.
		return Grant{}, errors.Join(k.tell(ctx, Ending{SessionID: id, EndedAt: s.RevokedAt}), err)
	}
	if err != nil {
		return Grant{}, err
	}
	return k.Grant(u, s, now)
}

// End ends the session that somebody asks from and, if it is theirs too, the
// one of a refresh token. Done again, it tells everybody again.
func (k *Keeper) End(ctx context.Context, userID, sessionID, refreshToken string) error {
	ids := []string{sessionID}
	if other, _, err := k.Secret.Read(refreshToken); err == nil && other != sessionID {
		ids = append(ids, other)
	}
	for _, id := range ids {
		at, err := k.Store.End(ctx, userID, id, k.Now())
		if err != nil {
			return err
		}
		if at.IsZero() && id != sessionID {
			continue // someone else's
		}
		if at.IsZero() {
			at = k.Now() // swept already, but its access token is still good
		}
		if err := k.tell(ctx, Ending{SessionID: id, EndedAt: at}); err != nil {
			return err
		}
	}
	return nil
}

// Leave ends the session of a refresh token, whether it is the newest or spent:
// ending it is the safe answer to both.
func (k *Keeper) Leave(ctx context.Context, refreshToken string) error {
	id, _, err := k.Secret.Read(refreshToken)
	if err != nil {
		return err
	}
	now := k.Now()
	s, _, err := k.Store.Present(ctx, id, func(s *Session) error {
		if s.RevokedAt.IsZero() {
			s.RevokedAt = now
		}
		return nil
	})
	if fault.From(err).Code == fault.Unauthenticated {
		return nil // swept, or its user is gone: there is nothing to end
	}
	if err != nil {
		return err
	}
	return k.tell(ctx, Ending{SessionID: id, EndedAt: s.RevokedAt})
}

// Retell tells of the sessions that ended while nobody could be told, as long
// as an access token of theirs may live.
func (k *Keeper) Retell(ctx context.Context) error { return k.retell(ctx, k.Store.Untold) }

// RetellAll tells of all that ended while an access token of theirs may live:
// the board may have forgotten them if the bus was restarted.
func (k *Keeper) RetellAll(ctx context.Context) error { return k.retell(ctx, k.Store.Ended) }

func (k *Keeper) retell(ctx context.Context, list func(context.Context, time.Time) ([]Ending, error)) error {
	endings, err := list(ctx, k.Matters(k.Now()))
	if err != nil {
		return err
	}
	for _, e := range endings {
		if err := k.tell(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) tell(ctx context.Context, e Ending) error {
	if err := k.Tell(ctx, e); err != nil {
		return fmt.Errorf("%w: %w", ErrNotTold, err)
	}
	return k.Store.Told(ctx, e.SessionID, k.Now())
}

// printable is a user agent as it can be shown: one line, not too long.
func printable(agent string) string {
	const most = 200
	shown := make([]rune, 0, min(len(agent), most))
	for _, r := range agent {
		if unicode.IsPrint(r) && r != utf8.RuneError {
			shown = append(shown, r)
		}
		if len(shown) == most {
			break
		}
	}
	return string(shown)
}
