package e2e

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"
)

// Whether an address has an account can't be told from how long it takes to ask
// for a code. What is compared is not times but how often one kind is the
// slower: by chance half of them. It needs a quiet machine, so it is no part of
// CI; what it rests on, one path for both kinds, is tested there.
func TestAttackByTiming(t *testing.T) {
	if os.Getenv("ATTACK_TIME") == "" {
		t.Skip("it measures time: make attack")
	}
	const addresses, rounds = 20, 25
	c := newCluster(t, "GATEWAY_CLIENT_RATE=100000", "GATEWAY_CLIENT_BURST=100000", "OTP_RESEND=0s",
		"OTP_SENDS_PER_CLIENT=100000", "OTP_SENDS_PER_MAILBOX=100000", "OTP_SENDS_ALL=100000")
	user := &client{base: c.base()}
	for n := range addresses {
		user.login(t, fmt.Sprintf("known-%02d@example.org", n), c.mail)
	}
	user.token = ""
	ask := func(kind string, n int) time.Duration {
		began := time.Now()
		user.ask(t, "POST", "/auth/send-otp", map[string]string{"email": fmt.Sprintf("%s-%02d@example.org", kind, n)}).want(t, 202, nil)
		return time.Since(began)
	}
	for n := range addresses { // what is first is slower
		ask("known", n)
		ask("other", n)
	}

	var known, other []time.Duration
	for round := range rounds {
		for n := range addresses {
			if (round+n)%2 == 0 {
				known, other = append(known, ask("known", n)), append(other, ask("other", n))
			} else {
				other, known = append(other, ask("other", n)), append(known, ask("known", n))
			}
		}
	}

	advantage := slower(known, other)
	t.Logf("of %d pairs the known address is the slower in %.1f %%; medians %s and %s", len(known)*len(other), 100*advantage, median(known), median(other))
	// Three standard deviations of the Mann-Whitney statistic for 500 against 500 are 0.055.
	if advantage < 0.44 || advantage > 0.56 {
		t.Errorf("a known address is the slower in %.1f %% of the pairs; want half", 100*advantage)
	}
}

// slower is the share of pairs in which a takes longer than b: the Mann-Whitney
// statistic over the number of pairs, also called the area under the curve.
func slower(a, b []time.Duration) float64 {
	n := 0
	for _, x := range a {
		for _, y := range b {
			if x > y {
				n++
			}
		}
	}
	return float64(n) / float64(len(a)*len(b))
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
