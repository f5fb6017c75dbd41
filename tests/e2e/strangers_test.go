package e2e

import (
	"bytes"
	"testing"
)

// What is somebody else's does not exist, and what can't be paid for does not
// begin.
func TestStrangersAndTheBroke(t *testing.T) {
	t.Parallel()
	s := newSartor(t)
	s.start(t, "SIGNUP_CREDITS=1")
	jane, joe := &client{base: s.base()}, &client{base: s.base()}
	jane.login(t, "jane@example.org", s.mail)
	joe.login(t, "joe@example.org", s.mail)
	f := jane.uploadCV(t, "cv.pdf", realCV(t))
	jane.textOf(t, f)
	jane.awaitBalance(t, balance{Balance: 1, Available: 1})

	t.Run("a stranger's file", func(t *testing.T) {
		absent := joe.do(t, "GET", "/files/nobody-has-this.pdf", nil)
		absent.refused(t, 404, "file_not_found")
		for _, path := range []string{"/files/" + f.Filename, "/files/" + f.Filename + "/text"} {
			joe.do(t, "GET", path, nil).refused(t, 404, "file_not_found")
		}
		joe.do(t, "POST", "/optimizations", map[string]any{"fileId": f.ID, "jobDescription": "A job"}).refused(t, 404, "file_not_found")
		if list := joe.do(t, "GET", "/files", nil); bytes.Contains(list.body, []byte(f.ID)) {
			t.Errorf("joe's list holds jane's file: %s", list.body)
		}
	})
	t.Run("no credits", func(t *testing.T) {
		jane.do(t, "POST", "/optimizations", map[string]any{"fileId": f.ID, "jobDescription": realJob(t)}).
			refused(t, 402, "insufficient_credits")
		jane.awaitBalance(t, balance{Balance: 1, Available: 1})
	})
	t.Run("more credits", func(t *testing.T) {
		add := func(amount int, key string) answer {
			return jane.do(t, "POST", "/credits/add", map[string]any{"amount": amount, "reason": "more"}, "Idempotency-Key", key)
		}
		add(20, "once").want(t, 201, nil)
		if again := add(20, "once"); again.status != 201 || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("again: got %d, replayed %q; want the first answer", again.status, again.header.Get("Idempotency-Replayed"))
		}
		add(21, "once").refused(t, 422, "idempotency_key_reused")
		jane.awaitBalance(t, balance{Balance: 21, Available: 21})
		var o optimization
		jane.do(t, "POST", "/optimizations", map[string]any{"fileId": f.ID, "jobDescription": realJob(t)}).want(t, 202, &o)
		done := jane.awaitEnd(t, o.ID)
		joe.do(t, "GET", "/optimizations/"+o.ID, nil).refused(t, 404, "optimization_not_found")
		joe.do(t, "GET", "/optimizations/"+o.ID+"/events", nil).refused(t, 404, "optimization_not_found")
		jane.awaitBalance(t, balance{Balance: 21 - done.Usage.Credits, Available: 21 - done.Usage.Credits})
	})
}
