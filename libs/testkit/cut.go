package testkit

import (
	"bytes"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
)

// Cutter stands between a test and its MariaDB and loses answers: now and then
// it passes a request on and cuts the connection before the answer comes.
type Cutter struct {
	DSN string // that of the database, through the cutter

	perMill atomic.Int64
	cuts    atomic.Int64
	mu      sync.Mutex
	heard   [][]byte
}

// Cut returns a cutter in front of a database that MariaDB has made.
func Cut(t *testing.T, dsn string) *Cutter {
	t.Helper()
	c := &Cutter{}
	_, c.DSN = cableTo(t, dsn, c.tap)
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

// tap hears what is sent, and decides whether its answer is lost.
func (c *Cutter) tap(piece []byte) (lose bool) {
	c.mu.Lock()
	c.heard = append(c.heard, bytes.Clone(piece))
	c.mu.Unlock()
	lose = rand.Int64N(1000) < c.perMill.Load()
	if lose {
		c.cuts.Add(1)
	}
	return lose
}
