package testkit

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// Cutter stands between a test and its MariaDB and loses answers: now and then
// it passes a request on and cuts the connection before the answer comes.
type Cutter struct {
	DSN string // that of the database, through the cutter

	target  string
	perMill atomic.Int64
	cuts    atomic.Int64
	conns   sync.WaitGroup
	mu      sync.Mutex
	open    map[net.Conn]bool
	heard   [][]byte
}

// Cut returns a cutter in front of a database that MariaDB has made.
func Cut(t *testing.T, dsn string) *Cutter {
	t.Helper()
	u, err := url.Parse(dsn)
	must(t, err)
	folder, err := os.MkdirTemp("", "cut") //nolint:usetesting // t.TempDir may be too long for the name of a socket
	must(t, err)
	socket := filepath.Join(folder, "s")
	listener, err := net.Listen("unix", socket)
	must(t, err)

	c := &Cutter{target: u.Query().Get("socket"), open: map[net.Conn]bool{}}
	u.RawQuery = url.Values{"socket": {socket}}.Encode()
	c.DSN = u.String()
	c.conns.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			c.conns.Go(func() { c.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		c.closeAll()
		c.conns.Wait()
		_ = os.RemoveAll(folder)
	})
	return c
}

// Lose sets how many of a thousand requests lose their answers.
func (c *Cutter) Lose(perMill int) { c.perMill.Store(int64(perMill)) }

// Cuts is how many answers were lost.
func (c *Cutter) Cuts() int64 { return c.cuts.Load() }

// Heard is what the database was sent since it was asked last, piece by piece.
func (c *Cutter) Heard() [][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	heard := c.heard
	c.heard = nil
	return heard
}

func (c *Cutter) serve(client net.Conn) {
	server, err := net.Dial("unix", c.target)
	if err != nil {
		_ = client.Close()
		return
	}
	c.track(client, server)
	defer c.untrack(client, server)
	c.conns.Go(func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	})
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		c.mu.Lock()
		c.heard = append(c.heard, bytes.Clone(buffer[:n]))
		c.mu.Unlock()
		lose := rand.Int64N(1000) < c.perMill.Load()
		if lose {
			c.cuts.Add(1)
			_ = client.Close() // before the server can answer
		}
		if _, err := server.Write(buffer[:n]); err != nil || lose {
			return
		}
	}
}

func (c *Cutter) track(conns ...net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range conns {
		c.open[conn] = true
	}
}

func (c *Cutter) untrack(conns ...net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range conns {
		_ = conn.Close()
		delete(c.open, conn)
	}
}

func (c *Cutter) closeAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.open {
		_ = conn.Close()
	}
}
