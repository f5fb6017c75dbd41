package worker

import (
	"slices"
	"strconv"
	"time"

	"github.com/sartor-cv/sartor/services/files/internal/sandbox"
)

// How long a process waits for the next file: the one that waits alone, and the
// others.
const (
	longWait  = time.Minute
	shortWait = 3 * time.Second
)

// desk is a process and what it has done.
type desk struct {
	*sandbox.Process

	files int           // that it has read
	spent time.Duration // processor time on these
	home  *time.Timer   // sends it home when it has waited in vain
}

// take returns a process that waits, or a new one.
func (p *Pool) take() (*desk, error) {
	p.mu.Lock()
	var d *desk
	if n := len(p.idle); n > 0 {
		d, p.idle = p.idle[n-1], p.idle[:n-1]
		d.home.Stop()
	}
	p.mu.Unlock()
	if d != nil {
		return d, nil
	}
	started, err := sandbox.Start(p.program("-worker", "-cpu", p.limits.CPU.String(),
		"-memory", strconv.FormatInt(p.limits.Memory, 10)))
	return &desk{Process: started}, err
}

// put lets a process wait for the next file, unless the pool is closed.
func (p *Pool) put(d *desk) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	wait := longWait
	if len(p.idle) > 0 {
		wait = shortWait
	}
	d.home = time.AfterFunc(wait, func() {
		if p.forget(d) {
			_ = d.Close()
		}
	})
	p.idle = append(p.idle, d)
	return true
}

// forget reports whether d was waiting; it isn't any more.
func (p *Pool) forget(d *desk) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.idle, d)
	if i < 0 {
		return false
	}
	p.idle = slices.Delete(p.idle, i, i+1)
	return true
}

// Close ends the processes that wait and lets none wait from now on.
func (p *Pool) Close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, d := range idle {
		d.home.Stop()
		_ = d.Close()
	}
}
