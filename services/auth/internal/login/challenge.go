package login

import (
	"time"

	"github.com/sartor-cv/sartor/libs/fault"
)

var (
	// ErrInvalidCode is the one fault of codes that are wrong, expired, used,
	// worn out by guessing or were never sent.
	ErrInvalidCode = fault.New(fault.Unauthenticated, "invalid_otp", "the code is not valid; ask for a new one")

	// ErrNoChallenge is the fault of asking for the mail of a challenge that
	// is over.
	ErrNoChallenge = fault.New(fault.NotFound, "no_challenge", "there is no such challenge, or it is over")
)

// Challenge is the question that a one-time code answers.
type Challenge struct {
	ID        string // 128 bits of chance
	Sealed    string // the address, for nothing but the mail
	Mailbox   string // the address, as a key: what a guess must match
	Scope     string // whose budget of challenges and guesses it is counted in
	Client    string // who asked, as a key
	Binding   string // what a guess must come with, as a key; or nothing
	Reserved  bool   // asked for by a known device: no limit counts that strangers can use up
	Attempts  int
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero while unused
}

// Guesses is the budget that a guess at c's code is taken from.
func (c Challenge) Guesses(r Rate) Spend { return Spend{Key: "guesses-" + c.Scope, Rate: r} }

// alive reports whether its code could still be the right one.
func (c Challenge) alive(now time.Time, tries int) bool {
	return c.UsedAt.IsZero() && now.Before(c.ExpiresAt) && c.Attempts < tries
}

// Policy is how codes are given and how often.
type Policy struct {
	Digits int
	Life   time.Duration
	Tries  int           // guesses per code
	Resend time.Duration // between two codes for one mailbox

	SendClient  Rate // codes asked for by one client address
	SendMailbox Rate // codes sent to one mailbox in vain
	SendAll     Rate // codes asked for by everybody
	TryClient   Rate // guesses of one client address
	TryMailbox  Rate // wrong guesses about one mailbox
	TryAll      Rate // wrong guesses by everybody

	// Known is for how long a client, or a device, that has logged in to a mailbox
	// keeps a budget of its own there, so that strangers can't use up the owner's.
	Known time.Duration
}
