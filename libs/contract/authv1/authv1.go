// Package authv1 is everything the auth service says in public.
package authv1

import (
	"time"

	"github.com/sartor-cv/sartor/libs/contract"
)

// Calls the auth service answers.
var (
	SendOTP   = contract.NewCall[SendOTPRequest, SendOTPReply]("auth", "v1", "send_otp", contract.ByAnyone)
	VerifyOTP = contract.NewCall[VerifyOTPRequest, SessionReply]("auth", "v1", "verify_otp", contract.ByAnyone)
	Refresh   = contract.NewCall[RefreshRequest, SessionReply]("auth", "v1", "refresh", contract.ByAnyone)
	Logout    = contract.NewCall[LogoutRequest, LogoutReply]("auth", "v1", "logout", contract.ByUser)
	Leave     = contract.NewCall[LeaveRequest, LogoutReply]("auth", "v1", "leave", contract.ByAnyone)
	Me        = contract.NewCall[MeRequest, User]("auth", "v1", "me", contract.ByUser)

	// Keys gives every verifier of access tokens the keys to verify them with.
	Keys = contract.NewCall[KeysRequest, KeysReply]("auth", "v1", "keys", contract.ByService)

	// OTPMail gives the mailer what a one-time-code mail says. The code is in
	// no stream and no database; the mailer asks for it when it sends.
	OTPMail = contract.NewCall[OTPMailRequest, OTPMailReply]("auth", "v1", "otp_mail", contract.ByService)
)

// Events the auth service announces.
var (
	OTPRequested   = contract.NewEvent[OTPRequestedFact]("auth", "v1", "otp_requested")
	UserRegistered = contract.NewEvent[UserRegisteredFact]("auth", "v1", "user_registered")
	UserErased     = contract.NewEvent[UserErasedFact]("auth", "v1", "user_erased")
)

// AccessLife is the longest that an access token may live.
const AccessLife = 5 * time.Minute

// Revoked lists the sessions, by id, that have ended before their access tokens
// ran out. Every verifier watches it. Under the key Beat auth pins the time, so
// that a verifier that hears nothing knows that it is cut off.
var Revoked = contract.NewBoard[Revocation]("revoked", AccessLife+time.Minute)

// Revocation says since when a session is over.
type Revocation struct {
	RevokedAt time.Time `json:"revoked_at"`
}

// SendOTPRequest asks for a one-time code by e-mail.
type SendOTPRequest struct {
	Email string `json:"email"`

	// Client is the network address of who asks (IPv6 by its /64), for limits.
	Client string `json:"client"`

	// Device is the device token that a login to this address gave, if any.
	Device string `json:"device,omitempty"`

	// Binding is a secret of who asks. If there is one, only who shows it again
	// can use the code.
	Binding string `json:"binding,omitempty"`
}

// SendOTPReply is the same whether the address is known or not.
type SendOTPReply struct {
	ChallengeID string `json:"challenge_id"` // to be given back with the code
	ExpiresIn   int    `json:"expires_in"`   // seconds that the code lives
	ResendIn    int    `json:"resend_in"`    // seconds until the next code may be asked for
}

// VerifyOTPRequest proves that the caller reads the address's mail.
type VerifyOTPRequest struct {
	Email       string `json:"email"`
	Code        string `json:"code"`
	ChallengeID string `json:"challenge_id"`
	Client      string `json:"client"`     // network address, as in SendOTPRequest
	UserAgent   string `json:"user_agent"` // shown to the user in the list of sessions

	Device  string `json:"device,omitempty"`  // as in SendOTPRequest
	Binding string `json:"binding,omitempty"` // as in SendOTPRequest
}

// SessionReply is a session's tokens and whose it is.
type SessionReply struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int    `json:"expires_in"` // seconds that the access token lives
	User         User   `json:"user"`

	// RefreshExpiresIn is for how many seconds the refresh token is good.
	RefreshExpiresIn int `json:"refresh_expires_in,omitempty"`

	// Device is given at logins: who shows it when asking for a code is not
	// kept out by what strangers do to the address. It lets nobody in.
	Device string `json:"device,omitempty"`
}

// User is a person's account.
type User struct {
	ID        string    `json:"id"` // UUIDv7
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Locale    string    `json:"locale"` // BCP 47, empty where unknown
	Role      string    `json:"role"`   // "user" or "admin"
	CreatedAt time.Time `json:"created_at"`
}

// RefreshRequest changes a refresh token for a new pair.
type RefreshRequest struct {
	RefreshToken string `json:"refresh_token"`
	Client       string `json:"client"`
}

// LogoutRequest ends the session of the access token it is asked with and, if
// given, the one of the refresh token.
type LogoutRequest struct {
	RefreshToken string `json:"refresh_token,omitempty"`
}

// LeaveRequest ends the session of a refresh token, for those whose access token
// has run out.
type LeaveRequest struct {
	RefreshToken string `json:"refresh_token"`
}

// LogoutReply says nothing more than that it is done.
type LogoutReply struct{}

// MeRequest asks for the caller's own account.
type MeRequest struct{}

// KeysRequest asks for the keys that access tokens are signed with.
type KeysRequest struct{}

// KeysReply holds the current key and those whose tokens may still live.
type KeysReply struct {
	Keys []Key `json:"keys"`
}

// Key is one Ed25519 public key.
type Key struct {
	ID     string `json:"id"`     // the token's kid
	Public []byte `json:"public"` // 32 bytes
}

// OTPMailRequest names the challenge whose code is to be mailed.
type OTPMailRequest struct {
	ChallengeID string `json:"challenge_id"`
}

// OTPMailReply is what the mail says and to whom.
type OTPMailReply struct {
	Email     string    `json:"email"`
	Code      string    `json:"code"`
	ExpiresAt time.Time `json:"expires_at"`
}

// OTPRequestedFact is announced when somebody asks for a code.
type OTPRequestedFact struct {
	ChallengeID string    `json:"challenge_id"`
	ExpiresAt   time.Time `json:"expires_at"` // after it, the mail is of no use
}

// UserRegisteredFact is announced at a person's first login.
type UserRegisteredFact struct {
	UserID       string    `json:"user_id"`
	RegisteredAt time.Time `json:"registered_at"`

	// Returning is of a person whose earlier account was erased a short while
	// ago: no credits for signing up again.
	Returning bool `json:"returning,omitempty"`
}
