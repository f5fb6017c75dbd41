// Package delivery gets mails to the mail server while they are of use.
//
// A mail is a row that says why it is sent, not to whom or what it says: that
// is asked for at each attempt and forgotten after it. The promise is "at least
// once while it is of use": a server that takes a mail and is cut off before it
// says so gets it again, under the same Message-ID.
package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Mail is one mail that somebody is to get.
type Mail struct {
	ID        string // UUIDv7; its Message-ID is made of it
	Kind      string // which Source knows what it says
	Reference string // what it is about, e.g. a challenge's id
	Trace     string // W3C traceparent of what caused it
	CreatedAt time.Time
	ExpiresAt time.Time // after it, the mail is of no use
	Attempts  int       // begun so far
}

// Letter is what a mail says, and to whom.
type Letter struct {
	To      string
	Subject string
	Text    string
	HTML    string
}

// Outcome is how a mail, or one attempt at it, ended.
type Outcome string

// The outcomes.
const (
	Sent        Outcome = "sent"
	Refused     Outcome = "refused"     // for good, by the mail server or because of the address
	Expired     Outcome = "expired"     // of no use any more before it could be tried
	Unreachable Outcome = "unreachable" // tried for as long as it was of use
	Delayed     Outcome = "delayed"     // to be tried again
)

// ErrGone is what a Source returns for a mail that is of no use any more.
var ErrGone = errors.New("the mail is of no use any more")

// Source says what a mail of its kind says.
type Source func(ctx context.Context, reference string) (Letter, error)

// Sender hands a letter to a mail server. Its error is a *SendError where
// something is known about it.
type Sender interface {
	Send(ctx context.Context, id string, l Letter) error
}

// Queue keeps the mails that are to be sent.
type Queue interface {
	// Claim returns mails that are due at now, at most n, with the attempt that
	// is about to begin counted. Nobody else is given them before until.
	Claim(ctx context.Context, now, until time.Time, n int) ([]Mail, error)

	// Hold keeps a claimed mail from others for longer.
	Hold(ctx context.Context, m Mail, until time.Time) error

	// Delay lets the mail be claimed again from the given time on. why is kept
	// for operators.
	Delay(ctx context.Context, m Mail, until time.Time, why string) error

	// Conclude records the end of a mail, and announces it.
	Conclude(ctx context.Context, m Mail, end Outcome, at time.Time) error
}

// SendError is why a letter was not taken. It holds nothing of the letter, so it
// may be logged and stored.
type SendError struct {
	Stage     string // connect, address, sender, recipient, content, ...
	Code      int    // the server's reply, zero where there was none
	Permanent bool   // trying again doesn't help
	Detail    string
}

func (f *SendError) Error() string {
	text := f.Stage
	if f.Code != 0 {
		text += fmt.Sprintf(": %d", f.Code)
	}
	if f.Detail != "" {
		text += ": " + f.Detail
	}
	return text
}
