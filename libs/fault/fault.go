// Package fault is the one kind of error that crosses a service boundary.
//
// A fault carries a code for machines, a reason for clients and a message that
// is safe to show a person. Any other error is Internal: it is logged where it
// happened and its text never leaves the service.
package fault

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
)

// Code says what class of thing went wrong. There are few on purpose: a caller
// chooses what to do next by code, and explains itself by reason.
type Code string

// The codes, each with the HTTP status the gateway gives it.
const (
	Malformed       Code = "malformed"       // 400: can't be read at all
	Unauthenticated Code = "unauthenticated" // 401: no, or no valid, proof of who asks
	Exhausted       Code = "exhausted"       // 402: not enough credits
	Denied          Code = "denied"          // 403
	NotFound        Code = "not_found"       // 404: also what is someone else's
	Conflict        Code = "conflict"        // 409: not now, or not twice
	TooLarge        Code = "too_large"       // 413
	Unsupported     Code = "unsupported"     // 415: a type we don't read
	Invalid         Code = "invalid"         // 422: readable, but not acceptable
	Limited         Code = "limited"         // 429: too often
	Unavailable     Code = "unavailable"     // 503: something we need is away
	Internal        Code = "internal"        // 500
)

// Error is a failure the other side may see.
type Error struct {
	Code    Code   `json:"code"`
	Reason  string `json:"reason"`  // stable snake_case, shown to clients as the problem's code
	Message string `json:"message"` // for people: what happened and what to do

	// Fields names the inputs at fault, for Invalid and Malformed.
	Fields []Field `json:"fields,omitempty"`

	// RetryAfter is in seconds; zero leaves it open.
	RetryAfter int `json:"retry_after,omitempty"`
}

// Field is one input at fault: where it is (`body.email`, `query.limit`) and
// what is wrong with it.
type Field struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

// New returns a fault. reason is snake_case and stable; message is for people.
func New(code Code, reason, format string, args ...any) *Error {
	return &Error{Code: code, Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// InvalidField returns the fault of one input that can't be accepted.
func InvalidField(location, format string, args ...any) *Error {
	f := New(Invalid, "validation_failed", "%s: %s", location, fmt.Sprintf(format, args...))
	return f.At(location, fmt.Sprintf(format, args...))
}

// At returns a copy of e that also names an input at fault.
func (e *Error) At(location, message string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Location: location, Message: message})
	return &c
}

// After returns a copy of e that asks the caller to wait so many seconds.
func (e *Error) After(seconds int) *Error {
	c := *e
	c.RetryAfter = seconds
	return &c
}

func (e *Error) Error() string { return e.Reason + ": " + e.Message }

// Is lets errors.Is match faults by code and reason, ignoring the message.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && t.Reason == e.Reason
}

// From returns the fault in err's chain. An error that says that something on
// the network is away or too slow is Unavailable; any other is a blank Internal
// one.
func From(err error) *Error {
	if f, ok := errors.AsType[*Error](err); ok {
		return f
	}
	if away(err) {
		return New(Unavailable, "dependency_away", "something that this needs is away; try again shortly").After(retryAway)
	}
	return New(Internal, "internal", "something went wrong on our side")
}

const retryAway = 2 // seconds

// signs are the tests by which it is seen that something is away.
var signs = []func(error) bool{
	func(err error) bool { _, ok := errors.AsType[*net.OpError](err); return ok },
	func(err error) bool { return errors.Is(err, driver.ErrBadConn) },
	func(err error) bool { return errors.Is(err, context.DeadlineExceeded) },
}

// Away adds a test by which From sees that something is away, for a library
// that knows the errors of a driver. It is called when a program starts.
func Away(sign func(error) bool) { signs = append(signs, sign) }

func away(err error) bool {
	for _, sign := range signs {
		if sign(err) {
			return true
		}
	}
	return false
}

// Temporary reports whether asking again later may help.
func Temporary(err error) bool {
	switch From(err).Code {
	case Unavailable, Limited, Internal:
		return true
	default:
		return false
	}
}
