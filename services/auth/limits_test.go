package auth_test

import (
	"fmt"
	"testing"

	"github.com/sartor-cv/sartor/libs/fault"
)

func TestOneClientMayLogInAHundredPeopleButNotSendWithoutEnd(t *testing.T) {
	h := start(t, sqlite(t), nil)
	for i := range 100 {
		h.login(fmt.Sprintf("user-%d@example.com", i))
	}

	refused := 0
	for i := range 50 {
		if _, err := h.send(fmt.Sprintf("more-%d@example.com", i), "192.0.2.1"); err != nil {
			want(t, err, errLimited)
			if after := fault.From(err).RetryAfter; after < 1 || after > 660 {
				t.Errorf("got Retry-After %d; want it within the window", after)
			}
			refused++
		}
	}

	if refused < 25 {
		t.Errorf("refused %d of 150; want the rest of 120", refused)
	}
	if _, err := h.send("more-49@example.com", "192.0.2.2"); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
}

func TestResendTooSoonIsLimitedUntilTheFirstIsUsed(t *testing.T) {
	h := start(t, sqlite(t), nil)
	sent, err := h.send("ada@example.com", "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}

	_, again := h.send("ADA@example.com", "192.0.2.9")
	_, verified := h.verify("ada@example.com", sent.ChallengeID, h.code(sent.ChallengeID))
	_, after := h.send("ada@example.com", "192.0.2.1")

	want(t, again, errLimited)
	if seconds := fault.From(again).RetryAfter; seconds < 1 || seconds > 30 {
		t.Errorf("got Retry-After %d; want at most 30", seconds)
	}
	if verified != nil || after != nil {
		t.Errorf("got %v and %v; want the login and the next code", verified, after)
	}
}
