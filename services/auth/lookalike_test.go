package auth_test

import (
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// A database may take addresses for the same that only look alike: by its
// collation à is a, and what ends in a blank is what does not. Here whoever
// registers such an address is somebody else, or is refused.
func TestWhoLooksLikeSomebodyIsSomebodyElse(t *testing.T) {
	testkit.Databases(t, func(t *testing.T, dsn string) {
		h := start(t, dsn, map[string]string{"OTP_SENDS_PER_CLIENT": "1000"})
		victim := h.login("victim@gmail.com")
		seen := map[string]string{victim.User.ID: "victim@gmail.com"}
		for _, other := range []string{
			"victim@gmàil.com", "victim@gmaıl.com", "victim@gmail.co", "victim@gmail.com.example.org", "victım@gmail.com", "vıctim@gmail.com",
			"víctim@gmail.com", "vi\u200dctim@gmail.com", "victim@gm\u0430il.com", "vi.ctim@gmail.com", "victim+x@gmail.com", "victim_@gmail.com", "v%ctim@gmail.com",
		} {
			sent, err := h.send(other, "192.0.2.1")
			if err != nil {
				continue // no address that we write to
			}
			s, err := h.verify(other, sent.ChallengeID, h.code(sent.ChallengeID))
			if err != nil {
				t.Fatal(err)
			}
			if was, taken := seen[s.User.ID]; taken {
				t.Errorf("%q is let in as %q", other, was)
			}
			seen[s.User.ID] = other
		}
		for _, same := range []string{"VICTIM@GMAIL.COM", " victim@gmail.com\t", "victim@ｇｍａｉｌ.com"} {
			if s := h.login(same); s.User.ID != victim.User.ID {
				t.Errorf("%q is not let in as the victim, whose address it is", same)
			}
		}
		if len(seen) < 6 {
			t.Errorf("only %v were let in: this shows little", seen)
		}
	})
}
