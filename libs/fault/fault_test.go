package fault

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"testing"
)

func TestFromHidesWhatIsNotAFault(t *testing.T) {
	f := From(errors.New("password: hunter2"))

	if f.Code != Internal || f.Message != "something went wrong on our side" {
		t.Errorf("got %+v; want a blank internal fault", f)
	}
}

func TestFromFindsAFaultInTheChain(t *testing.T) {
	want := New(Exhausted, "insufficient_credits", "not enough credits")

	if got := From(fmt.Errorf("reserve: %w", want)); got != want {
		t.Errorf("got %+v; want %+v", got, want)
	}
}

func TestWhatIsAwayIsUnavailable(t *testing.T) {
	for _, err := range []error{
		&net.OpError{Op: "dial", Err: errors.New("connection refused")},
		driver.ErrBadConn,
		context.DeadlineExceeded,
	} {
		f := From(fmt.Errorf("read the account: %w", err))
		if f.Code != Unavailable || f.RetryAfter == 0 || !Temporary(f) {
			t.Errorf("%v: got %+v; want unavailable, with a time to wait", err, f)
		}
	}
}

func TestAtAndAfterLeaveTheOriginalAlone(t *testing.T) {
	original := New(Invalid, "validation_failed", "wrong")

	changed := original.At("body.email", "is needed").After(3)

	if len(original.Fields) != 0 || original.RetryAfter != 0 {
		t.Errorf("the original became %+v", original)
	}
	if len(changed.Fields) != 1 || changed.RetryAfter != 3 || !errors.Is(changed, original) {
		t.Errorf("got %+v; want the same fault with more to say", changed)
	}
}
