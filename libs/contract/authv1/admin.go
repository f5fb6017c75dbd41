package authv1

import "github.com/sartor-cv/sartor/libs/contract"

// Calls about anybody's sessions, for administrators.
var (
	UserSessions    = contract.NewCall[UserSessionsRequest, SessionsReply]("auth", "v1", "user_sessions", contract.ByUser)
	EndUserSessions = contract.NewCall[EndUserSessionsRequest, EndUserSessionsReply]("auth", "v1", "end_user_sessions", contract.ByUser)
)

// UserSessionsRequest asks for the sessions of a user that are alive.
type UserSessionsRequest struct {
	UserID string `json:"user_id"`
}

// EndUserSessionsRequest ends one session of a user's, or all.
type EndUserSessionsRequest struct {
	UserID string `json:"user_id"`
	ID     string `json:"id,omitempty"` // of the session; empty for all
}

// EndUserSessionsReply says nothing more than that it is done.
type EndUserSessionsReply struct{}
