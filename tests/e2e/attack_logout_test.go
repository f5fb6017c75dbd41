package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sartor-cv/sartor/libs/testkit"
)

// logoutsHeard logs out at one gateway and asks the other, a process of its own,
// until it refuses. How long that takes is printed; a second is promised.
func (c *cluster) logoutsHeard(t *testing.T, apis []string) {
	t.Helper()
	const many = 100
	var took []time.Duration
	for n := range many {
		here, there := c.loggedInAt(t, fmt.Sprintf("leaver-%d@example.org", n), apis)
		here.do(t, "POST", "/auth/logout", nil).want(t, 204, nil)
		began := time.Now()
		for there.ask(t, "GET", "/users/me", nil).status == 200 {
			if time.Since(began) > 10*time.Second {
				t.Fatal("the other gateway has not heard of it after 10 s")
			}
		}
		there.do(t, "GET", "/users/me", nil).refused(t, 401, "session_revoked")
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	t.Logf("of %d logouts the other gateway heard after p50 %s, p99 %s", many, took[many/2-1], took[many*99/100-1])
}

// logoutHeardAfterACut logs out while the other gateway hears nothing: from its
// first answer on it refuses.
func (c *cluster) logoutHeardAfterACut(t *testing.T, apis []string, cable *testkit.Cable) {
	t.Helper()
	here, there := c.loggedInAt(t, "cut-off@example.org", apis)
	cable.Cut()
	testkit.Eventually(t, "the other gateway is cut off", func() bool { return there.ask(t, "GET", "/users/me", nil).status == 503 })
	here.do(t, "POST", "/auth/logout", nil).want(t, 204, nil)
	cable.Mend()
	began := time.Now()
	a := there.ask(t, "GET", "/users/me", nil)
	for a.status == 503 && time.Since(began) < time.Minute {
		a = there.ask(t, "GET", "/users/me", nil)
	}
	a.refused(t, 401, "session_revoked")
	t.Logf("heard %s after the cut was mended", time.Since(began).Round(time.Millisecond))
}

// loggedInAt is somebody who is known to both gateways.
func (c *cluster) loggedInAt(t *testing.T, email string, apis []string) (here, there *client) {
	t.Helper()
	here = &client{base: "http://" + apis[0] + "/api/v1"}
	here.login(t, email, c.mail)
	there = &client{base: "http://" + apis[1] + "/api/v1", token: here.token}
	there.do(t, "GET", "/users/me", nil).want(t, 200, nil)
	return here, there
}
