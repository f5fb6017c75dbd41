package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/sartor-cv/sartor/libs/testkit"
)

const racers = 64

// race does one thing many times at once, over all gateways in turn, and
// returns the answers.
func race(apis []string, token string, do func(c *client, n int) answer) []answer {
	all := make([]answer, racers)
	var start, done sync.WaitGroup
	start.Add(1)
	for n := range racers {
		done.Go(func() {
			c := &client{base: "http://" + apis[n%len(apis)] + "/api/v1", token: token}
			start.Wait()
			all[n] = do(c, n)
		})
	}
	start.Done()
	done.Wait()
	return all
}

func tally(all []answer) map[int]int {
	counts := map[int]int{}
	for _, a := range all {
		counts[a.status]++
	}
	return counts
}

// What may happen once happens once, however many ask at once and wherever.
func TestAttackWithRaces(t *testing.T) {
	t.Parallel()
	c := newCluster(t, "CREDITS_SELF_SERVICE=true", "GATEWAY_CLIENT_RATE=100000", "GATEWAY_CLIENT_BURST=100000",
		"GATEWAY_USER_RATE=100000", "GATEWAY_USER_BURST=100000", "OTP_RESEND=0s",
		"OTP_SENDS_PER_CLIENT=100000", "OTP_SENDS_ALL=100000")
	cable, url := testkit.CableTo(t, c.setting("gateway", "NATS_URL"))
	apis := []string{c.api, c.anotherGateway(t, "NATS_URL="+url)}

	t.Run("a code is good once", func(t *testing.T) { c.raceForACode(t, apis) })
	t.Run("a code is good for five guesses", func(t *testing.T) { c.raceOfGuesses(t, apis) })
	t.Run("a session is refreshed once", func(t *testing.T) { c.raceOfRefreshes(t, apis) })
	t.Run("credits are added once", func(t *testing.T) { c.raceOfPurchases(t, apis) })
	t.Run("credits are spent once", func(t *testing.T) { c.raceOfJobs(t, apis) })
	t.Run("a logout is heard by all", func(t *testing.T) { c.logoutsHeard(t, apis) })
	t.Run("a logout is heard after a cut", func(t *testing.T) { c.logoutHeardAfterACut(t, apis, cable) })
	t.Run("the log says so, and names nobody", func(t *testing.T) { c.loggedSecurely(t) })
	c.audit(t)
}

// loggedSecurely wants a line for what was let in and for what was refused, and
// none by which anybody can be recognised.
func (c *cluster) loggedSecurely(t *testing.T) {
	t.Helper()
	log := c.processes["auth"].out.String()
	for _, want := range []string{
		`"msg":"security","service":"auth","call":"verify_otp","outcome":"done","user":"`,
		`"call":"verify_otp","outcome":"refused","reason":"invalid_otp"`,
		`"call":"refresh","outcome":"done"`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("auth's log lacks %s", want)
		}
	}
	if gateway := c.processes["gateway"].out.String(); !strings.Contains(gateway, `"msg":"security","service":"gateway","outcome":"refused","status":401`) {
		t.Error("the gateway's log lacks what it refused")
	}
	if strings.Contains(log, "@") {
		t.Error("auth's log names somebody")
	}
}

// challenge asks for a code and returns what verify-otp is to be sent.
func (c *cluster) challenge(t *testing.T, email string) map[string]string {
	t.Helper()
	var asked struct {
		ChallengeID string `json:"challengeId"`
	}
	(&client{base: c.base()}).do(t, "POST", "/auth/send-otp", map[string]string{"email": email}).want(t, 202, &asked)
	return map[string]string{"email": email, "challengeId": asked.ChallengeID, "code": codePattern.FindString(c.mail(t, email))}
}

func (c *cluster) raceForACode(t *testing.T, apis []string) {
	t.Helper()
	right := c.challenge(t, "once@example.org")

	counts := tally(race(apis, "", func(c *client, _ int) answer { return c.ask(t, "POST", "/auth/verify-otp", right) }))

	if counts[200] != 1 || counts[200]+counts[401] != racers {
		t.Errorf("got %v; want one login and otherwise 401", counts)
	}
}

func (c *cluster) raceOfGuesses(t *testing.T, apis []string) {
	t.Helper()
	right := c.challenge(t, "guessed@example.org")

	counts := tally(race(apis, "", func(c *client, n int) answer {
		wrong := map[string]string{"email": right["email"], "challengeId": right["challengeId"], "code": fmt.Sprintf("%08d", n)}
		if wrong["code"] == right["code"] {
			wrong["code"] = "99999999"
		}
		return c.ask(t, "POST", "/auth/verify-otp", wrong)
	}))

	if counts[200] != 0 || counts[401]+counts[429] != racers {
		t.Errorf("got %v; want nobody in", counts)
	}
	(&client{base: c.base()}).ask(t, "POST", "/auth/verify-otp", right).refused(t, 401, "invalid_otp")
}

func (c *cluster) raceOfRefreshes(t *testing.T, apis []string) {
	t.Helper()
	s := (&client{base: c.base()}).login(t, "refreshed@example.org", c.mail)

	all := race(apis, "", func(c *client, _ int) answer {
		return c.ask(t, "POST", "/auth/refresh", map[string]string{"refreshToken": s.RefreshToken})
	})

	successors := map[string]bool{}
	for _, a := range all {
		var next session
		a.want(t, 200, &next)
		successors[next.RefreshToken] = true
	}
	if len(successors) != 1 || successors[s.RefreshToken] {
		t.Errorf("%d successors of one refresh token; want one, and another", len(successors))
	}
}

func (c *cluster) raceOfPurchases(t *testing.T, apis []string) {
	t.Helper()
	user := &client{base: c.base()}
	user.login(t, "bought@example.org", c.mail)
	user.awaitBalance(t, balance{Balance: 100, Available: 100})

	counts := tally(race(apis, user.token, func(c *client, _ int) answer {
		return c.ask(t, "POST", "/credits/add", map[string]any{"amount": 7, "reason": "race"}, "Idempotency-Key", "race")
	}))

	if counts[201]+counts[409] != racers || counts[201] == 0 {
		t.Errorf("got %v; want the entry, or that the first is under way", counts)
	}
	user.awaitBalance(t, balance{Balance: 107, Available: 107})
}

// raceOfJobs orders more than can be paid for, some of it twice, and cancels and
// deletes what it gets while it runs.
func (c *cluster) raceOfJobs(t *testing.T, apis []string) {
	t.Helper()
	user := &client{base: c.base()}
	user.login(t, "spent@example.org", c.mail)
	user.awaitBalance(t, balance{Balance: 100, Available: 100})

	all := race(apis, user.token, func(c *client, n int) answer {
		key := fmt.Sprintf("job-%d", n/4*2+n%2) // each key once at each gateway
		a := c.ask(t, "POST", "/optimizations", map[string]any{"cvText": ownCV, "jobDescription": "We look for a Go developer."}, "Idempotency-Key", key)
		var o optimization
		if a.status != 202 {
			return a
		}
		a.want(t, 202, &o)
		switch n % 3 {
		case 0:
			c.ask(t, "POST", "/optimizations/"+o.ID+"/cancel", nil)
		case 1:
			c.ask(t, "DELETE", "/optimizations/"+o.ID, nil)
		}
		return a
	})

	counts := tally(all)
	if counts[202] == 0 || counts[202]+counts[402]+counts[409]+counts[404] != racers {
		t.Errorf("got %v; want jobs, and otherwise 402 or 409", counts)
	}
	var history struct {
		Items []struct {
			Kind                            string
			Amount, BalanceAfter, HeldAfter int64
		} `json:"items"`
	}
	testkit.Eventually(t, "nothing is held any more", func() bool {
		var b balance
		user.do(t, "GET", "/credits/balance", nil).want(t, 200, &b)
		return b.Held == 0
	})
	user.do(t, "GET", "/credits/history?limit=100", nil).want(t, 200, &history)
	for _, e := range history.Items {
		if e.HeldAfter < 0 || e.BalanceAfter < e.HeldAfter {
			t.Errorf("entry %+v promises more than there is", e)
		}
	}
}
