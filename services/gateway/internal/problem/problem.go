// Package problem is how the API says no: RFC 9457 problem details, in one
// shape whatever went wrong, and with nothing in them that the client sent or
// that is only ours to know.
package problem

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/sartor-cv/sartor/libs/fault"
)

// ContentType is the media type of a problem.
const ContentType = "application/problem+json"

// Problem is one refusal. It is an error, so that handlers can return it.
type Problem struct {
	Type     string  `json:"type" example:"/problems/insufficient_credits" doc:"Identifies the kind of problem; a page about it."`
	Title    string  `json:"title" example:"Not enough credits" doc:"The kind of problem in a few words; the same each time."`
	Status   int     `json:"status" example:"402" doc:"The HTTP status code."`
	Detail   string  `json:"detail" example:"3 credits are needed and 1 is available" doc:"What happened this time and what to do."`
	Instance string  `json:"instance,omitempty" example:"/api/v1/optimizations" doc:"The path of the request."`
	Code     string  `json:"code" example:"insufficient_credits" doc:"The kind of problem, stable, for programs."`
	TraceID  string  `json:"traceId,omitempty" example:"4bf92f3577b34da6a3ce929d0e0e4736" doc:"To be quoted when asking for help."`
	Errors   []Field `json:"errors,omitempty" doc:"Which inputs are at fault."`

	headers http.Header
}

// Field is one input at fault.
type Field struct {
	Location string `json:"location" example:"body.email" doc:"Where the input is: body, path, query or header, then its name."`
	Message  string `json:"message" example:"expected required property email to be present" doc:"What is wrong with it."`
}

// New returns a problem of the given HTTP status and code.
func New(status int, code, detail string, fields ...Field) *Problem {
	return &Problem{
		Type:   "/problems/" + code,
		Title:  title(code, status),
		Status: status,
		Detail: detail,
		Code:   code,
		Errors: fields,
	}
}

var statuses = map[fault.Code]int{
	fault.Malformed:       http.StatusBadRequest,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Exhausted:       http.StatusPaymentRequired,
	fault.Denied:          http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Unsupported:     http.StatusUnsupportedMediaType,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Limited:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Internal:        http.StatusInternalServerError,
}

// Of returns the problem that err is to a client. What is neither a problem nor
// a fault is a blank 500.
func Of(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	f := fault.From(err)
	status, ok := statuses[f.Code]
	if !ok || status == http.StatusInternalServerError {
		return New(http.StatusInternalServerError, "internal", "something went wrong on our side")
	}
	p := New(status, f.Reason, f.Message)
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, Field(field))
	}
	wait := f.RetryAfter
	switch f.Code { //nolint:exhaustive // the others need no header
	case fault.Unauthenticated:
		return p.With("WWW-Authenticate", challenge(f.Reason))
	case fault.Unavailable, fault.Limited:
		wait = max(wait, 1)
	}
	if wait > 0 {
		return p.With("Retry-After", strconv.Itoa(wait))
	}
	return p
}

// With returns a copy of p that also sets a header.
func (p *Problem) With(header, value string) *Problem {
	c := *p
	c.headers = p.headers.Clone()
	if c.headers == nil {
		c.headers = make(http.Header, 1)
	}
	c.headers.Set(header, value)
	return &c
}

// Limited returns a copy of p whose detail ends in the limit that was passed.
func (p *Problem) Limited(unit string, most int64) *Problem {
	c := *p
	c.Detail = fmt.Sprintf("%s; the limit is %d %s", p.Detail, most, unit)
	return &c
}

// At returns a copy of p that says where it happened.
func (p *Problem) At(instance, traceID string) *Problem {
	c := *p
	c.Instance, c.TraceID = instance, traceID
	return &c
}

// Error implements error.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return ContentType }

// challenge is what RFC 6750 asks for: an error is named only to those who
// showed a token.
func challenge(reason string) string {
	if reason == "token_missing" {
		return `Bearer realm="sartor"`
	}
	return `Bearer realm="sartor", error="invalid_token"`
}
