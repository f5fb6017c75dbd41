package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
)

const (
	smallJSON   = 64 << 10
	largeJSON   = 1 << 20 // a CV and a job description, however escaped
	bodyTimeout = 10 * time.Second
)

// routes is all that can be asked.
func (s *Server) routes() {
	s.authRoutes()
	s.sessionRoutes()
	s.oversightRoutes()
	s.userRoutes()
	s.accountRoutes()
	s.creditRoutes()
	s.bookRoutes()
	s.fileRoutes()
	s.optimizationRoutes()
	s.endingRoutes()
	s.usageRoutes()
	s.revisionRoutes()
	s.matchRoutes()
	s.pageRoutes()
	s.systemRoutes()
}

// route describes one operation of the API.
type route struct {
	method, path string
	id, tag      string
	summary      string
	about        string
	status       int
	refusals     []int // beside those that every operation has
	public       bool
	gate         func(huma.Context, func(huma.Context)) // where neither s.members nor, if public, s.anybody will do
	most         int64                                  // bytes of the JSON body; zero for no body
}

// serve answers r with fn: Huma reads and checks the input and writes the
// output.
func serve[I, O any](s *Server, r route, fn func(context.Context, *I) (*O, error)) {
	op := r.operation()
	op.MaxBodyBytes, op.BodyReadTimeout = r.most+1, bodyTimeout
	op.Middlewares = huma.Middlewares{s.members}
	if r.public {
		op.Middlewares = huma.Middlewares{s.anybody}
	}
	if r.gate != nil {
		op.Middlewares = huma.Middlewares{r.gate}
	}
	op.Middlewares = append(op.Middlewares, s.once)
	if r.most > 0 {
		op.Middlewares = append(op.Middlewares, s.bodied(r.most))
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, s.asProblem(ctx, err)
		}
		return out, nil
	})
}

// serveRaw answers r with a plain Fiber handler, for what is not JSON, and
// writes it into the document by hand.
func serveRaw(s *Server, r route, handler fiber.Handler, document func(*huma.Operation)) {
	gate := s.member
	if r.public {
		gate = s.visitor
	}
	s.app.Add(r.method, Base+fiberPath(r.path), gate, handler) // none of these has a query
	op := r.operation()
	op.Responses = map[string]*huma.Response{}
	s.describeRefusals(&op)
	document(&op)
	s.api.OpenAPI().AddOperation(&op)
}

// operation is what the document says of r.
func (r route) operation() huma.Operation {
	op := huma.Operation{
		Method: r.method, Path: r.path, OperationID: r.id, DefaultStatus: r.status,
		Tags: []string{r.tag}, Summary: r.summary, Description: r.about,
		Errors: append([]int{
			http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
			http.StatusInternalServerError, http.StatusServiceUnavailable,
		}, r.refusals...),
	}
	if r.most > 0 {
		op.Errors = append(op.Errors, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusRequestTimeout)
	}
	if !r.public {
		op.Errors = append(op.Errors, http.StatusUnauthorized)
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	return op
}

// ask is bus.Call for handlers that only translate.
func ask[Q, R any](ctx context.Context, s *Server, call contract.Call[Q, R], q Q) (R, error) {
	return bus.Call(ctx, s.Bus, call, q)
}

// body is an answer that is a body and nothing else.
type body[T any] struct{ Body T }

// nothing is an answer, or an input, without any content.
type nothing struct{}

// Page is how lists are asked for.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most."`
	Cursor string `query:"cursor" maxLength:"512" doc:"The nextCursor of the page before."`
}

// list is one page of things, newest first.
type list[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty" doc:"To be given as cursor for the next page; absent on the last."`
}
