package testkit

import (
	"testing"
	"time"
)

// patience is how long a test waits for what must come, on a busy machine.
const patience = 20 * time.Second

// Eventually waits until fn reports true and fails the test when it never does.
func Eventually(t *testing.T, what string, fn func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !fn() {
		if time.Now().After(deadline) {
			t.Fatalf("after %v it is still not so that %s", patience, what)
		}
		<-tick.C
	}
}
