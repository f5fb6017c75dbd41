package authv1

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Calls about the caller's own account and sessions.
var (
	Sessions   = contract.NewCall[SessionsRequest, SessionsReply]("auth", "v1", "sessions", contract.ByUser)
	EndSession = contract.NewCall[EndSessionRequest, EndSessionReply]("auth", "v1", "end_session", contract.ByUser)
	LogoutAll  = contract.NewCall[LogoutAllRequest, LogoutAllReply]("auth", "v1", "logout_all", contract.ByUser)
	UpdateMe   = contract.NewCall[UpdateMeRequest, User]("auth", "v1", "update_me", contract.ByUser)

	// Erase forgets the caller. Done again, it is done.
	Erase = contract.NewCall[EraseRequest, EraseReply]("auth", "v1", "erase", contract.ByUser)
)

// Beat is the key of Revoked that isn't a session's; BeatEvery is how often it
// is pinned anew, and BeatMissed how long a verifier believes that it hears of
// every revocation without having heard anything.
const (
	Beat       = "beat"
	BeatEvery  = 10 * time.Second
	BeatMissed = 30 * time.Second
)

// SessionsRequest asks for the caller's sessions.
type SessionsRequest struct {
	Ended bool `json:"ended,omitempty"` // also those that are over and still kept
}

// SessionsReply lists sessions, the newest first.
type SessionsReply struct {
	Items []Session `json:"items"`
}

// Session is one login on one device.
type Session struct {
	ID         string     `json:"id"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt time.Time  `json:"last_used_at"` // when it was last refreshed
	ExpiresAt  time.Time  `json:"expires_at"`   // at the latest
	EndedAt    *time.Time `json:"ended_at,omitempty"`
	Client     string     `json:"client"`  // the program that logged in, as it calls itself
	Current    bool       `json:"current"` // the one that asks
}

// EndSessionRequest names one of the caller's sessions.
type EndSessionRequest struct {
	ID string `json:"id"`
}

// EndSessionReply says nothing more than that it is done.
type EndSessionReply struct{}

// LogoutAllRequest ends all of the caller's sessions, the asking one too.
type LogoutAllRequest struct{}

// LogoutAllReply says nothing more than that it is done.
type LogoutAllReply struct{}

// UpdateMeRequest changes what is given; empty takes it away.
type UpdateMeRequest struct {
	Name   *string `json:"name,omitempty"`
	Locale *string `json:"locale,omitempty"` // BCP 47
}

// EraseRequest asks for the caller's account to be erased.
type EraseRequest struct{}

// EraseReply says that the account is gone here; the other services follow.
type EraseReply struct{}

// UserErasedFact is announced when an account was erased. Whoever keeps
// anything of its user's erases it, and what was under way ends.
type UserErasedFact struct {
	UserID   string    `json:"user_id"`
	ErasedAt time.Time `json:"erased_at"`
}
