package rights

import (
	"testing"

	"github.com/sartor-cv/sartor/deploy/standalone"
	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
)

// Every call that is asked is answered by exactly one service, every event that
// is heard is announced by exactly one, and so on: nothing hangs in the air.
func TestEveryPortHasItsOtherSide(t *testing.T) {
	services := standalone.Ports()
	for _, pair := range []struct {
		what        string
		here, there func(bus.Ports) []contract.Port
	}{
		{"asks", func(p bus.Ports) []contract.Port { return p.Asks }, func(p bus.Ports) []contract.Port { return p.Answers }},
		{"hears", func(p bus.Ports) []contract.Port { return p.Hears }, func(p bus.Ports) []contract.Port { return p.Announces }},
		{"watches", func(p bus.Ports) []contract.Port { return p.Watches }, func(p bus.Ports) []contract.Port { return p.Reports }},
		{"reads", func(p bus.Ports) []contract.Port { return p.Reads }, func(p bus.Ports) []contract.Port { return p.Writes }},
		{"takes", func(p bus.Ports) []contract.Port { return p.Takes }, func(p bus.Ports) []contract.Port { return p.Puts }},
	} {
		others := map[string]int{}
		for _, p := range services {
			for _, port := range pair.there(p) {
				others[port.Subject()]++
			}
		}
		for name, p := range services {
			for _, port := range pair.here(p) {
				if n := others[port.Subject()]; n != 1 {
					t.Errorf("%s %s %s, which %d services offer; want one", name, pair.what, port.Subject(), n)
				}
			}
		}
	}
}

// A service answers, announces and works on its own subjects only.
func TestEveryServiceSpeaksForItself(t *testing.T) {
	for name, p := range standalone.Ports() {
		for _, ports := range [][]contract.Port{p.Answers, p.Announces, p.Works} {
			for _, port := range ports {
				if owner := contract.Owner(port.Subject()); owner != name {
					t.Errorf("%s declares %s, which is %s's", name, port.Subject(), owner)
				}
			}
		}
	}
}
