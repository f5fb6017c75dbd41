// Package peer finds out which network address a request comes from. What a
// client writes into a header never counts; only proxies that the operator
// named are believed, each about who spoke to it and nothing further.
package peer

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks whose word is taken about who is behind them.
type Proxies []netip.Prefix

// ParseProxies reads networks (10.0.0.0/8) and single addresses.
func ParseProxies(list []string) (Proxies, error) {
	var proxies Proxies
	for _, s := range list {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		if a, err := netip.ParseAddr(s); err == nil {
			a = a.Unmap()
			proxies = append(proxies, netip.PrefixFrom(a, a.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("trusted proxy %q is neither an address nor a network", s)
		}
		proxies = append(proxies, p.Masked())
	}
	return proxies, nil
}

// Client returns the address that a request comes from: the one that connected
// to us, unless that is one of our proxies. Then it is the nearest address in
// the X-Forwarded-For lines, read from the right, that is none of them.
func (p Proxies) Client(remote netip.Addr, forwarded []string) netip.Addr {
	client := remote.Unmap().WithZone("")
	if !p.contains(client) {
		return client
	}
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for _, s := range slices.Backward(hops) {
		hop, ok := parseHop(s)
		if !ok {
			return client // whoever wrote this can't be asked further
		}
		client = hop
		if !p.contains(client) {
			return client
		}
	}
	return client
}

func (p Proxies) contains(a netip.Addr) bool {
	for _, prefix := range p {
		if prefix.Contains(a) {
			return true
		}
	}
	return false
}

func parseHop(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	if err != nil {
		ap, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		a = ap.Addr()
	}
	return a.Unmap().WithZone(""), true
}

// Key is what limits count an address by: IPv6 by its /64, which is what one
// household or machine is given and can change within at will.
func Key(a netip.Addr) string {
	if !a.Is6() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}
