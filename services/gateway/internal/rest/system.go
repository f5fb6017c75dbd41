package rest

import (
	"context"
	"encoding/base64"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

const (
	readyFor  = time.Second // how long an answer of readyz is good for
	keysFor   = 10 * time.Second
	checkTime = 2 * time.Second
)

var (
	errStopping = fault.New(fault.Unavailable, "stopping", "this gateway is about to stop").After(1)
	errNoKeys   = fault.New(fault.Unavailable, "keys_unavailable", "there are no keys to check access tokens with").After(1)
)

// jwk is an Ed25519 public key as RFC 8037 writes it.
type jwk struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

// readiness remembers for a moment whether the gateway can do its work, and the
// keys, so that asking often asks the others seldom. Who waits for the lock
// finds the answer that the one before got, also where that is an error.
type readiness struct {
	mu      sync.Mutex
	stopped bool
	at      time.Time
	keys    []authv1.Key
	err     error
}

func (r *readiness) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopped = true
}

func (s *Server) systemRoutes() {
	s.app.Get("/healthz", func(c *fiber.Ctx) error { return writeJSON(c, map[string]string{"status": "ok"}) })
	s.app.Get("/readyz", s.readyz)
	s.app.Get("/.well-known/jwks.json", s.visitor, s.jwks)
}

// readyz says whether requests can be answered: the bus is there and so are
// the keys that tokens are checked with.
func (s *Server) readyz(c *fiber.Ctx) error {
	if err := s.isReady(c.UserContext()); err != nil {
		return err
	}
	return writeJSON(c, map[string]string{"status": "ready"})
}

func (s *Server) isReady(ctx context.Context) error {
	_, err := s.keys(ctx, readyFor)
	s.ready.mu.Lock()
	defer s.ready.mu.Unlock()
	if s.ready.stopped {
		return errStopping
	}
	return err
}

// keys returns auth's keys, not older than age.
func (s *Server) keys(ctx context.Context, age time.Duration) ([]authv1.Key, error) {
	r := &s.ready
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		age = readyFor
	}
	if time.Since(r.at) < age {
		return r.keys, r.err
	}
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	reply, err := ask(ctx, s, authv1.Keys, authv1.KeysRequest{})
	if err == nil && len(reply.Keys) == 0 {
		err = errNoKeys
	}
	r.keys, r.err, r.at = reply.Keys, err, time.Now()
	return r.keys, r.err
}

// jwks publishes the keys that access tokens are signed with.
func (s *Server) jwks(c *fiber.Ctx) error {
	keys, err := s.keys(c.UserContext(), keysFor)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=60")
	return writeJSON(c, map[string][]jwk{"keys": each(keys, jwkOf)})
}

func jwkOf(k authv1.Key) jwk {
	return jwk{
		Type: "OKP", Curve: "Ed25519", X: base64.RawURLEncoding.EncodeToString(k.Public),
		ID: k.ID, Use: "sig", Algorithm: "EdDSA",
	}
}
