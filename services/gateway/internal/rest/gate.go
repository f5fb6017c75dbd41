package rest

import (
	"context"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
)

// admit lets in whoever shows a valid access token, as often as users may ask.
// Those who show none are counted by their address.
func (s *Server) admit(ctx context.Context, authorization string) (context.Context, error) {
	caller, err := s.Verify(ctx, bearer(authorization))
	if err != nil {
		if limited := s.welcome(ctx); limited != nil && fault.From(err).Code == fault.Unauthenticated {
			return ctx, limited
		}
		return ctx, err
	}
	if err := limited(s.Users.Take(caller.UserID, time.Now())); err != nil {
		return ctx, err
	}
	return identity.With(ctx, caller), nil
}

// informed refuses changes on the word of a token whose session may have ended
// without our hearing of it.
func (s *Server) informed(method string) error {
	if method == http.MethodGet {
		return nil
	}
	return s.Current()
}

// welcome lets in anybody, as often as one address may ask.
func (s *Server) welcome(ctx context.Context) error {
	return limited(s.Clients.Take(visitOf(ctx).client, time.Now()))
}

func limited(wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	return fault.New(fault.Limited, "rate_limited", "too many requests; wait and try again").
		After(int(math.Ceil(wait.Seconds())))
}

// bearer returns the token in an Authorization header, or nothing.
func bearer(header string) string {
	scheme, token, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimLeft(token, " ")
}

// members is the gate of Huma's operations for those who are logged in. It is
// passed before anything of the body is read.
func (s *Server) members(ctx huma.Context, next func(huma.Context)) {
	admitted, err := s.admit(ctx.Context(), ctx.Header(fiber.HeaderAuthorization))
	if err == nil {
		err = s.informed(ctx.Method())
	}
	if err != nil {
		_ = s.refuse(humafiber.Unwrap(ctx), err)
		return
	}
	next(huma.WithContext(ctx, admitted))
}

// anybody is the gate of Huma's operations for all.
func (s *Server) anybody(ctx huma.Context, next func(huma.Context)) {
	if err := s.welcome(ctx.Context()); err != nil {
		_ = s.refuse(humafiber.Unwrap(ctx), err)
		return
	}
	next(ctx)
}

type refusedKey struct{}

// leavers is the gate of who goes: those whose access token has run out may still
// say so with their refresh token, and be told why if they have none.
func (s *Server) leavers(ctx huma.Context, next func(huma.Context)) {
	admitted, err := s.admit(ctx.Context(), ctx.Header(fiber.HeaderAuthorization))
	if err != nil && fault.From(err).Code != fault.Unauthenticated {
		_ = s.refuse(humafiber.Unwrap(ctx), err)
		return
	}
	if err != nil {
		admitted = context.WithValue(admitted, refusedKey{}, err)
	}
	next(huma.WithContext(ctx, admitted))
}

// member is the gate of plain Fiber routes for those who are logged in.
func (s *Server) member(c *fiber.Ctx) error {
	ctx, err := s.admit(c.UserContext(), c.Get(fiber.HeaderAuthorization))
	if err == nil {
		err = s.informed(c.Method())
	}
	if err != nil {
		return err
	}
	c.SetUserContext(ctx)
	return c.Next()
}

// visitor is the gate of plain Fiber routes for all.
func (s *Server) visitor(c *fiber.Ctx) error {
	if err := s.welcome(c.UserContext()); err != nil {
		return err
	}
	return c.Next()
}
