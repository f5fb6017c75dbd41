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

var errStopping = fault.New(fault.Unavailable, "stopping", "this gateway is about to stop").After(1)

// jwk is an Ed25519 public key as RFC 8037 writes it.
type jwk struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

// readiness remembers for a moment whether the gateway can do its work, so that
// asking often asks the others seldom.
type readiness struct {
	mu      sync.Mutex
	stopped bool
	at      time.Time
	err     error

	keys   []jwk
	keysAt time.Time
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
	s.ready.mu.Lock()
	defer s.ready.mu.Unlock()
	if s.ready.stopped {
		return errStopping
	}
	if now := time.Now(); now.Sub(s.ready.at) > readyFor {
		_, s.ready.err = s.currentKeys(ctx)
		s.ready.at = time.Now()
	}
	return s.ready.err
}

func (s *Server) currentKeys(ctx context.Context) ([]authv1.Key, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	reply, err := ask(ctx, s, authv1.Keys, authv1.KeysRequest{})
	if err == nil && len(reply.Keys) == 0 {
		err = fault.New(fault.Unavailable, "keys_unavailable", "there are no keys to check access tokens with").After(1)
	}
	return reply.Keys, err
}

// jwks publishes the keys that access tokens are signed with.
func (s *Server) jwks(c *fiber.Ctx) error {
	s.ready.mu.Lock()
	defer s.ready.mu.Unlock()
	if time.Since(s.ready.keysAt) > keysFor {
		keys, err := s.currentKeys(c.UserContext())
		if err != nil {
			return err
		}
		s.ready.keys, s.ready.keysAt = each(keys, jwkOf), time.Now()
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=60")
	return writeJSON(c, map[string][]jwk{"keys": s.ready.keys})
}

func jwkOf(k authv1.Key) jwk {
	return jwk{
		Type: "OKP", Curve: "Ed25519", X: base64.RawURLEncoding.EncodeToString(k.Public),
		ID: k.ID, Use: "sig", Algorithm: "EdDSA",
	}
}
