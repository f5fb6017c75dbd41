package rest

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/services/gateway/internal/problem"
	"github.com/sartor-cv/sartor/services/gateway/internal/strict"
)

const (
	corsMethods = "GET, HEAD, POST, PUT, PATCH, DELETE"
	corsHeaders = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Traceparent"
	corsExposed = "Content-Disposition, Idempotency-Replayed, Location, Retry-After"
	corsMaxAge  = "600"

	drainTimeout = 3 * time.Second
	drainInHaste = time.Second // where something is away, which has taken its time already
	drainBytes   = 128 << 20
	smallBody    = 256 << 10 // what fasthttp drains
)

// guard sets the headers of every response and answers preflights.
func (s *Server) guard(c *fiber.Ctx) error {
	s.harden(c)
	if _, err := url.ParseRequestURI(c.OriginalURL()); err != nil {
		return problem.New(http.StatusBadRequest, "malformed_request", "the path is not a valid URL")
	}
	if s.cross(c) {
		return c.SendStatus(fiber.StatusNoContent)
	}
	return c.Next()
}

// once refuses a parameter that is given twice: who reads the first and who reads
// the last would not mean the same request.
func (s *Server) once(ctx huma.Context, next func(huma.Context)) {
	c := humafiber.Unwrap(ctx)
	if err := doubled(c); err != nil {
		_ = s.refuse(c, err)
		return
	}
	next(ctx)
}

func doubled(c *fiber.Ctx) (err error) {
	seen := map[string]bool{}
	for key := range c.Context().QueryArgs().All() {
		name := string(key)
		if seen[name] {
			err = problem.New(http.StatusUnprocessableEntity, "validation_failed", "an input is not acceptable; see errors",
				problem.Field{Location: strict.Name("query." + name), Message: "given more than once"})
		}
		seen[name] = true
	}
	return err
}

func (s *Server) harden(c *fiber.Ctx) {
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000; includeSubDomains") // browsers heed it over HTTPS alone
}

// cross lets pages of the allowed origins use the API. It reports whether the
// request was a preflight, which is then answered.
func (s *Server) cross(c *fiber.Ctx) bool {
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" || len(s.Origins) == 0 {
		return false
	}
	c.Vary(fiber.HeaderOrigin)
	if !slices.Contains(s.Origins, origin) {
		return false
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, origin)
	c.Set(fiber.HeaderAccessControlAllowCredentials, "true")
	c.Set(fiber.HeaderAccessControlExposeHeaders, corsExposed)
	if c.Method() != fiber.MethodOptions || c.Get(fiber.HeaderAccessControlRequestMethod) == "" {
		return false
	}
	c.Set(fiber.HeaderAccessControlAllowMethods, corsMethods)
	c.Set(fiber.HeaderAccessControlAllowHeaders, corsHeaders)
	c.Set(fiber.HeaderAccessControlMaxAge, corsMaxAge)
	return true
}

// bodied refuses a body that is of another type, or announced to be larger,
// than the operation reads.
func (s *Server) bodied(most int64) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humafiber.Unwrap(ctx)
		if err := acceptable(c, most); err != nil {
			_ = s.refuse(c, err)
			return
		}
		next(ctx)
	}
}

func acceptable(c *fiber.Ctx, most int64) error {
	length := c.Request().Header.ContentLength()
	if length == 0 || length == -2 { // -2: neither a length nor chunks, so no body
		return nil
	}
	kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	charset := params["charset"]
	if err != nil || kind != fiber.MIMEApplicationJSON || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return problem.New(http.StatusUnsupportedMediaType, "unsupported_media_type", "the body must be application/json in UTF-8")
	}
	if coding := c.Get(fiber.HeaderContentEncoding); coding != "" && !strings.EqualFold(coding, "identity") {
		return problem.New(http.StatusUnsupportedMediaType, "unsupported_media_type", "compressed bodies are not read")
	}
	if int64(length) > most {
		return tooLarge(most)
	}
	return nil
}

func tooLarge(most int64) *problem.Problem {
	return problem.New(http.StatusRequestEntityTooLarge, "body_too_large", "the body is too large").
		Limited("bytes", most)
}

// finishBody reads for a while what a handler left of a large body. A client
// that is still sending would otherwise see its connection reset and never the
// answer. Small rests fasthttp reads by itself, after it has answered.
func (s *Server) finishBody(c *fiber.Ctx) {
	body, length := c.Context().RequestBodyStream(), int64(c.Request().Header.ContentLength())
	if body == nil || c.Response().StatusCode() < fiber.StatusBadRequest || length >= 0 && length <= smallBody {
		return
	}
	patience := drainTimeout
	if c.Response().StatusCode() >= fiber.StatusInternalServerError {
		patience = drainInHaste
	}
	if err := c.Context().SetReadDeadline(time.Now().Add(patience)); err != nil {
		return
	}
	if n, err := io.Copy(io.Discard, io.LimitReader(body, drainBytes)); err != nil || n == drainBytes {
		c.Context().SetConnectionClose()
	}
}
