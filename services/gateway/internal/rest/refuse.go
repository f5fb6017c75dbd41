package rest

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"go.opentelemetry.io/otel/trace"

	"github.com/sartor-cv/sartor/services/gateway/internal/problem"
	"github.com/sartor-cv/sartor/services/gateway/internal/strict"
)

// refuse writes err as a problem. With asProblem it is the only place where an
// error becomes a response.
func (s *Server) refuse(c *fiber.Ctx, err error) error {
	p := s.asProblem(c.UserContext(), err)
	for name, values := range p.GetHeaders() {
		c.Set(name, values[0])
	}
	var body bytes.Buffer
	if err := strict.Marshal(&body, p); err != nil {
		body.Reset() // a problem is all strings; but then the status says it
	}
	if allow := c.GetRespHeader(fiber.HeaderAllow); strings.Contains(allow, http.MethodGet) && !strings.Contains(allow, http.MethodHead) {
		c.Set(fiber.HeaderAllow, strings.Replace(allow, http.MethodGet, "GET, HEAD", 1)) // see tameMethods
	}
	c.Response().ResetBody()
	c.Status(p.Status)
	c.Set(fiber.HeaderContentType, problem.ContentType)
	if len(c.Response().Header.Peek(fiber.HeaderXContentTypeOptions)) == 0 {
		s.harden(c) // what the HTTP server refuses has not been through the middleware
	}
	return c.Send(body.Bytes())
}

// asProblem is what err is to the client; an error of ours is logged here and
// stays here.
func (s *Server) asProblem(ctx context.Context, err error) *problem.Problem {
	var p *problem.Problem
	if e, ok := errors.AsType[*fiber.Error](err); ok {
		p = ofFiber(e)
	} else {
		p = problem.Of(err)
	}
	switch p.Status {
	case http.StatusInternalServerError:
		s.Log.ErrorContext(ctx, "request failed", "err", err)
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		s.Log.InfoContext(ctx, "security", "outcome", "refused", "status", p.Status, "reason", p.Code)
	}
	return located(ctx, p)
}

func located(ctx context.Context, p *problem.Problem) *problem.Problem {
	id := ""
	if span := trace.SpanContextFromContext(ctx); span.HasTraceID() {
		id = span.TraceID().String()
	}
	return p.At(printable(visitOf(ctx).path, 300), id)
}

// ofFiber translates what the router and the HTTP server refuse. Their own
// words quote the request, so ours are used.
func ofFiber(e *fiber.Error) *problem.Problem {
	switch e.Code {
	case http.StatusNotFound:
		return problem.New(e.Code, "route_not_found", "there is nothing at this path")
	case http.StatusMethodNotAllowed:
		return problem.New(e.Code, "method_not_allowed", "this path doesn't have this method; see the Allow header")
	case http.StatusRequestTimeout:
		return problem.New(e.Code, "request_timeout", "the request did not arrive in time")
	case http.StatusRequestEntityTooLarge:
		return problem.New(e.Code, "body_too_large", "the body is too large")
	case http.StatusRequestHeaderFieldsTooLarge:
		return problem.New(e.Code, "headers_too_large", "the headers are too large")
	default:
		return problem.New(http.StatusBadRequest, "malformed_request", "the request is not valid HTTP")
	}
}

// teachHuma sets what Huma keeps in global variables: how it writes errors, and
// that names are compared letter by letter.
var teachHuma = sync.OnceFunc(func() {
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return ofHuma(status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		return located(ctx.Context(), ofHuma(status, message, errs))
	}
})

// ofHuma translates what Huma refuses. Its details carry the refused value,
// which is left out.
func ofHuma(status int, message string, errs []error) *problem.Problem {
	var fields []problem.Field
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok {
			fields = append(fields, fieldOf(d.ErrorDetail()))
		}
	}
	switch status {
	case http.StatusBadRequest:
		if len(fields) == 0 {
			return problem.New(status, "malformed_json", "a JSON body is needed")
		}
		return problem.New(status, "malformed_json", fields[0].Message, fields...)
	case http.StatusRequestTimeout:
		return problem.New(status, "request_timeout", "the body did not arrive in time")
	case http.StatusRequestEntityTooLarge:
		return problem.New(status, "body_too_large", "the body is too large")
	case http.StatusUnprocessableEntity:
		return problem.New(status, "validation_failed", "an input is not acceptable; see errors", fields...)
	case http.StatusInternalServerError:
		if strings.HasPrefix(message, "cannot read") {
			return problem.New(http.StatusBadRequest, "malformed_body", "the body could not be read to its end")
		}
		return problem.New(status, "internal", "something went wrong on our side")
	default:
		return problem.New(status, "refused", "the request can't be answered like this", fields...)
	}
}

const (
	missing     = "expected required property "
	missingTail = " to be present"
)

func fieldOf(d *huma.ErrorDetail) problem.Field {
	where, what := d.Location, d.Message
	switch {
	case where == "body" && strings.HasPrefix(what, "body"): // the location that strict gave
		if at, rest, ok := strings.Cut(what, ": "); ok {
			where, what = at, rest
		}
	case strings.HasPrefix(what, missing) && strings.HasSuffix(what, missingTail):
		where += "." + strings.TrimSuffix(strings.TrimPrefix(what, missing), missingTail)
	}
	return problem.Field{Location: strict.Name(where), Message: what}
}
