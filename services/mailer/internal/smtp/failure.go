package smtp

import (
	"errors"
	"net/textproto"
	"slices"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"github.com/sartor-cv/sartor/services/mailer/internal/delivery"
)

const longestDetail = 120

// aboutUs are the permanent replies that a correction of our settings cures:
// the server wants TLS, a password or another one.
var aboutUs = []int{530, 534, 535, 538}

// notConnected is a failure before anything of the letter was said.
func notConnected(err error) *delivery.SendError {
	f := &delivery.SendError{Stage: "connect", Detail: clean(err.Error())}
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		f.Code, f.Detail = reply.Code, clean(reply.Msg)
	}
	return f
}

// notTaken is a failure while the letter was handed over. What go-mail and the
// server say about it names the recipient, so only their codes are kept.
func notTaken(err error) *delivery.SendError {
	f := &delivery.SendError{Stage: "transfer"}
	why, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return f
	}
	switch why.Reason { //nolint:exhaustive // the others stay as they are
	case gomail.ErrSMTPMailFrom:
		f.Stage = "sender"
	case gomail.ErrSMTPRcptTo:
		f.Stage = "recipient"
	case gomail.ErrSMTPData, gomail.ErrSMTPDataClose, gomail.ErrWriteContent:
		f.Stage = "content"
	}
	f.Code, f.Detail = why.ErrorCode(), why.EnhancedStatusCode()
	f.Permanent = f.Code >= 500 && f.Code < 600 && !slices.Contains(aboutUs, f.Code)
	if f.Code == 0 {
		f.Detail = "no answer"
	}
	return f
}

// clean keeps what a server says from writing the log's lines.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return string([]rune(s)[:min(len([]rune(s)), longestDetail)])
}
