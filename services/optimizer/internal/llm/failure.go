package llm

import (
	"fmt"
	"time"
)

// Kind says what class of thing went wrong with an attempt.
type Kind string

// The kinds of failed attempts.
const (
	Away         Kind = "away"         // not reachable, or broken on its side
	Busy         Kind = "busy"         // asks us to come again later
	Truncated    Kind = "truncated"    // broke off without a finish reason
	Stalled      Kind = "stalled"      // said nothing for too long
	Garbled      Kind = "garbled"      // not the protocol
	Adjust       Kind = "adjust"       // didn't know a feature we used; learned, ask again without it
	Denied       Kind = "denied"       // doesn't accept us: key, quota, model; an operator must look
	Open         Kind = "open"         // not asked, because it failed too often just now
	Refused      Kind = "refused"      // won't do it, now or later: size, or anything else about this request
	Declined     Kind = "declined"     // the model or its filter won't talk about this
	Cut          Kind = "cut"          // reached the longest answer it gives
	Unacceptable Kind = "unacceptable" // whole, but not what was asked for
)

// Error is a failed attempt. Its text is ours: what a provider says may repeat
// the prompt, so it stays in message, which is never shown or logged.
type Error struct {
	Kind       Kind
	Status     int // HTTP, where there was one
	Detail     string
	RetryAfter time.Duration

	code, param, message string // the provider's, to learn from
}

func (e *Error) Error() string {
	text := "model " + string(e.Kind)
	if e.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text
}

// Again reports whether asking the same once more may help.
func (e *Error) Again() bool {
	switch e.Kind {
	case Away, Busy, Truncated, Stalled, Garbled, Open:
		return true
	default:
		return false
	}
}

// Code is the stable name under which a person is told about e.
func (e *Error) Code() string {
	switch e.Kind {
	case Refused, Denied:
		return "llm_refused"
	case Declined:
		return "llm_declined"
	case Cut, Unacceptable:
		return "llm_invalid_answer"
	default:
		return "llm_unavailable"
	}
}
