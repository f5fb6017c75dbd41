package identity

import (
	"context"
	"crypto/ed25519"
	"errors"
	"sync"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
)

const (
	fetchTimeout = 3 * time.Second
	fetchPause   = 3 * time.Second  // between two fetches, whatever is asked for
	emptyPause   = time.Second      // the same, while there is no key at all
	keysStale    = 10 * time.Minute // after it, keys are asked for again: one may have been withdrawn
)

var errNoKey = errors.New("no such key")

// keyring holds the public keys by their ids. It fetches them when a token
// names one it doesn't know, never twice at once and never faster than its
// pause, and keeps what it has when fetching fails.
type keyring struct {
	fetch func(context.Context) ([]authv1.Key, error)
	now   func() time.Time

	mu       sync.Mutex
	keys     map[string]ed25519.PublicKey
	tried    time.Time     // when the last fetch began
	fetched  time.Time     // when the keys were last complete
	lastErr  error         // of the last fetch
	inFlight chan struct{} // closed when the running fetch ends
}

// key returns the public key of the given id. errNoKey means that there is none;
// any other error, that nobody can tell now.
func (r *keyring) key(ctx context.Context, id string) (ed25519.PublicKey, error) {
	r.mu.Lock()
	key, known := r.keys[id]
	done := r.start(ctx, known)
	r.mu.Unlock()

	if known {
		return key, nil // a stale ring is renewed behind the caller's back
	}
	if done != nil {
		select {
		case <-done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if key, known = r.keys[id]; known {
		return key, nil
	}
	if r.lastErr != nil {
		return nil, r.lastErr
	}
	return nil, errNoKey
}

// start begins a fetch if one is due and returns what is closed at its end, or
// that of the one already running. It is called with the lock held.
func (r *keyring) start(ctx context.Context, known bool) <-chan struct{} {
	if r.inFlight != nil {
		return r.inFlight
	}
	now := r.now()
	pause := fetchPause
	if len(r.keys) == 0 {
		pause = emptyPause
	}
	fresh := known && now.Sub(r.fetched) < keysStale
	if fresh || (!r.tried.IsZero() && now.Sub(r.tried) < pause) {
		return nil
	}
	r.tried = now
	r.inFlight = make(chan struct{})
	// Others wait for this fetch too, so it outlives the caller who began it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTimeout)
	go func() {
		defer cancel()
		keys, err := r.fetch(ctx)
		r.finish(keys, err)
	}()
	return r.inFlight
}

func (r *keyring) finish(keys []authv1.Key, err error) {
	ring := make(map[string]ed25519.PublicKey, len(keys))
	for _, k := range keys {
		if len(k.Public) == ed25519.PublicKeySize && k.ID != "" {
			ring[k.ID] = ed25519.PublicKey(k.Public)
		}
	}
	if err == nil && len(ring) == 0 {
		err = errors.New("an answer without keys")
	}

	r.mu.Lock()
	defer r.mu.Unlock()
	r.lastErr = err
	if err == nil {
		r.keys, r.fetched = ring, r.now()
	}
	close(r.inFlight)
	r.inFlight = nil
}
