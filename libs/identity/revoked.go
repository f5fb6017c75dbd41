package identity

import (
	"sync"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
)

// revokedSweep is the size at which the list is first cleared of old entries.
const revokedSweep = 1024

// revoked lists the sessions that have ended while a token of theirs may live.
// Nothing is dropped before the last such token has run out, so the list is as
// long as there were logouts in the last few minutes.
type revoked struct {
	mu      sync.RWMutex
	until   map[string]time.Time // by session, when it may be forgotten
	sweepAt int
}

func newRevoked() *revoked {
	return &revoked{until: make(map[string]time.Time), sweepAt: revokedSweep}
}

func (r *revoked) has(session string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, ok := r.until[session]
	return ok
}

func (r *revoked) add(session string, at, now time.Time) {
	if at.Before(now) {
		at = now // what counts is when we heard of it, should the clocks differ
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.until[session] = at.Add(authv1.AccessLife + time.Minute)
	if len(r.until) < r.sweepAt {
		return
	}
	for s, until := range r.until {
		if until.Before(now) {
			delete(r.until, s)
		}
	}
	r.sweepAt = max(revokedSweep, 2*len(r.until))
}

func (r *revoked) drop(session string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until, ok := r.until[session]; ok && until.Before(now) {
		delete(r.until, session)
	}
}
