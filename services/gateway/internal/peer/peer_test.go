package peer

import (
	"net/netip"
	"testing"
)

func TestClient(t *testing.T) {
	proxies, err := ParseProxies([]string{"10.0.0.0/8", " 192.0.2.7", "fd00::/8", ""})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, remote string
		forwarded    []string
		want         string
	}{
		{"no proxy", "203.0.113.5", nil, "203.0.113.5"},
		{"a client's own header is ignored", "203.0.113.5", []string{"1.2.3.4"}, "203.0.113.5"},
		{"a proxy's word counts", "10.1.2.3", []string{"203.0.113.50"}, "203.0.113.50"},
		{"what the client wrote in front doesn't", "10.1.2.3", []string{"1.2.3.4, 203.0.113.50"}, "203.0.113.50"},
		{"nor on a line of its own", "10.1.2.3", []string{"1.2.3.4", "203.0.113.50"}, "203.0.113.50"},
		{"two proxies", "10.1.2.3", []string{"1.2.3.4, 203.0.113.50, 192.0.2.7"}, "203.0.113.50"},
		{"a pretended proxy in front", "10.1.2.3", []string{"10.9.9.9, 203.0.113.50"}, "203.0.113.50"},
		{"a proxy that says nothing", "10.1.2.3", nil, "10.1.2.3"},
		{"rubbish", "10.1.2.3", []string{"1.2.3.4, unknown"}, "10.1.2.3"},
		{"with a port", "10.1.2.3", []string{"203.0.113.50:4711"}, "203.0.113.50"},
		{"IPv6 with a port", "10.1.2.3", []string{"[2001:db8::1]:4711"}, "2001:db8::1"},
		{"IPv6 in brackets", "10.1.2.3", []string{"[2001:db8::1]"}, "2001:db8::1"},
		{"mapped proxy", "::ffff:10.1.2.3", []string{"203.0.113.50"}, "203.0.113.50"},
		{"mapped client", "::ffff:203.0.113.5", nil, "203.0.113.5"},
		{"IPv6 proxy", "fd12::1", []string{"2001:db8::9"}, "2001:db8::9"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := proxies.Client(netip.MustParseAddr(c.remote), c.forwarded)
			if got.String() != c.want {
				t.Errorf("got %s; want %s", got, c.want)
			}
		})
	}
}

func TestParseProxiesRefusesNames(t *testing.T) {
	if _, err := ParseProxies([]string{"proxy.example.com"}); err == nil {
		t.Error("got no error; want one")
	}
}

func TestKeyJoinsIPv6Neighbours(t *testing.T) {
	a, b := netip.MustParseAddr("2001:db8:1:2::1"), netip.MustParseAddr("2001:db8:1:2:ffff::9")
	if Key(a) != Key(b) || Key(a) != "2001:db8:1:2::/64" {
		t.Errorf("got %s and %s; want the same /64", Key(a), Key(b))
	}
	if got := Key(netip.MustParseAddr("203.0.113.5")); got != "203.0.113.5" {
		t.Errorf("got %s; want 203.0.113.5", got)
	}
}
