package optimizer

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// patience is how long a server may be silent before an answer and within one,
// where nobody set it. A model at home reads a CV and a job for minutes before
// its first word, and may have to be loaded before that.
func (s *settings) patience(host string) (first, idle time.Duration) {
	first, idle = 90*time.Second, 30*time.Second
	if near(host) {
		first, idle = 15*time.Minute, 2*time.Minute
	}
	if s.FirstWord > 0 {
		first = s.FirstWord
	}
	if s.Idle > 0 {
		idle = s.Idle
	}
	return first, idle
}

// near reports whether a host is in the own network.
func near(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return !strings.Contains(host, ".") || slices.ContainsFunc(homes, func(end string) bool { return strings.HasSuffix(host, end) })
}

var homes = []string{".localhost", ".local", ".internal", ".lan", ".home", ".home.arpa", ".svc"}
