package testkit

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// Cable is a TCP connection between a program and what it needs, to be cut and
// mended by a test.
type Cable struct {
	listener        net.Listener
	network, target string
	tap             tap // nil for none

	mu   sync.Mutex
	cut  bool
	ends map[net.Conn]bool
}

// tap hears each piece that is sent to the target. Where it says so, nobody gets the
// answer: the piece arrives, and the connection is broken.
type tap func(piece []byte) (lose bool)

// NewCable lays a cable to target: of "tcp" a host:port, of "unix" a path.
func NewCable(t *testing.T, network, target string) *Cable {
	t.Helper()
	return lay(t, network, target, nil)
}

func lay(t *testing.T, network, target string, tap tap) *Cable {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	c := &Cable{listener: listener, network: network, target: target, tap: tap, ends: map[net.Conn]bool{}}
	var loops sync.WaitGroup
	loops.Go(func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			loops.Go(func() { c.carry(context.WithoutCancel(t.Context()), in) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		c.Cut()
		loops.Wait()
	})
	return c
}

// CableTo lays a cable to the host, or the socket, of a URL and returns the URL
// that leads through it.
func CableTo(t *testing.T, target string) (*Cable, string) {
	t.Helper()
	return cableTo(t, target, nil)
}

func cableTo(t *testing.T, target string, tap tap) (*Cable, string) {
	t.Helper()
	u, err := url.Parse(target)
	must(t, err)
	var c *Cable
	if socket := u.Query().Get("socket"); socket != "" {
		c = lay(t, "unix", socket, tap)
		u.RawQuery = ""
	} else {
		c = lay(t, "tcp", u.Host, tap)
	}
	u.Host = c.Addr()
	return c, u.String()
}

// Addr is where the cable begins.
func (c *Cable) Addr() string { return c.listener.Addr().String() }

// Cut breaks every connection and lets no new one through.
func (c *Cable) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = true
	for end := range c.ends {
		_ = end.Close()
	}
}

// Mend lets connections through again.
func (c *Cable) Mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = false
}

func (c *Cable) carry(ctx context.Context, in net.Conn) {
	defer c.drop(in)
	if !c.hold(in) {
		return
	}
	out, err := new(net.Dialer).DialContext(ctx, c.network, c.target)
	if err != nil {
		return
	}
	defer c.drop(out)
	if !c.hold(out) {
		return
	}
	var both sync.WaitGroup
	for _, copied := range []func(){
		func() { _, _ = io.Copy(in, out) },
		func() { c.send(out, in) },
	} {
		both.Go(func() {
			copied() // whatever ends one direction ends both
			_ = in.Close()
			_ = out.Close()
		})
	}
	both.Wait()
}

// send copies what comes in, with the tap listening.
func (c *Cable) send(out, in net.Conn) {
	if c.tap == nil {
		_, _ = io.Copy(out, in)
		return
	}
	buffer := make([]byte, 1<<16)
	for {
		n, err := in.Read(buffer)
		if err != nil {
			return
		}
		lose := c.tap(buffer[:n])
		if lose {
			_ = in.Close() // before the target can answer
		}
		if _, err := out.Write(buffer[:n]); err != nil || lose {
			return
		}
	}
}

func (c *Cable) hold(end net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.cut {
		c.ends[end] = true
	}
	return !c.cut
}

func (c *Cable) drop(end net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.ends, end)
	_ = end.Close()
}
