package delivery

import (
	"context"
	"errors"
	"fmt"

	"github.com/sartor-cv/sartor/libs/fault"
)

// try makes one attempt. It returns how it ended and why, in words without
// anything of the letter.
func (p *Postman) try(ctx context.Context, m Mail) (end Outcome, why string) {
	defer func() {
		if broken := recover(); broken != nil {
			end, why = Delayed, fmt.Sprintf("panic: %T", broken) // its text may hold the letter's
		}
	}()
	if !p.Now().Before(m.ExpiresAt) {
		if m.Attempts > 1 {
			return Unreachable, "out of time"
		}
		return Expired, "out of time"
	}
	source, ok := p.Sources[m.Kind]
	if !ok { // written by a newer replica: it will know
		return Delayed, "unknown kind of mail"
	}
	letter, err := source(ctx, m.Reference)
	switch {
	case errors.Is(err, ErrGone):
		return Expired, "of no use any more"
	case err != nil:
		return Delayed, "source: " + fault.From(err).Reason // its message may say more than it should
	}
	return sent(p.Sender.Send(ctx, m.ID, letter))
}

func sent(err error) (Outcome, string) {
	failure, known := errors.AsType[*SendError](err)
	switch {
	case err == nil:
		return Sent, ""
	case known && failure.Permanent:
		return Refused, failure.Error()
	case known:
		return Delayed, failure.Error()
	default:
		return Delayed, fmt.Sprintf("unknown: %T", err)
	}
}
