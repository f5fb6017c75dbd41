package rest

import (
	"bytes"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/services/gateway/internal/problem"
	"github.com/sartor-cv/sartor/services/gateway/internal/strict"
)

const about = `Sartor tailors a CV to a job and proves what it writes. Log in with a one-time code,
upload a CV, ask for an optimization and follow it as it happens.

Errors are problem details (RFC 9457) with a stable ` + "`code`" + `. Lists are newest first and
take ` + "`limit` and `cursor`" + `. 429 and 503 carry ` + "`Retry-After`" + `.`

// newAPI returns the Huma API on app, under Base. Its JSON is strict and it
// serves nothing by itself.
func newAPI(app *fiber.App) huma.API {
	format := huma.Format{Marshal: strict.Marshal, Unmarshal: strict.Unmarshal}
	cfg := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Sartor", Version: "1.0.0", Description: about,
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Servers: []*huma.Server{{URL: Base}},
			Tags: []*huma.Tag{
				{Name: "Auth", Description: "Logging in and out."},
				{Name: "Users", Description: "The caller."},
				{Name: "Credits", Description: "What optimizations are paid with."},
				{Name: "Files", Description: "Uploaded CVs."},
				{Name: "Optimizations", Description: "CVs tailored to jobs."},
				{Name: "Usage", Description: "What the models were used for."},
				{Name: "Administration", Description: "What only administrators may do."},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "The access token that logging in gave."},
				},
			},
		},
		Formats:                      map[string]huma.Format{fiber.MIMEApplicationJSON: format, "json": format},
		DefaultFormat:                fiber.MIMEApplicationJSON,
		RejectUnknownQueryParameters: true,
	}
	return humafiber.NewWithGroup(app, app.Group(Base), cfg)
}

// fiberPath writes a path as Fiber does: `/files/:filename` for
// `/files/{filename}`.
func fiberPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// describeBody is a response whose body is like v.
func (s *Server) describeBody(description string, v any) *huma.Response {
	schema := s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
	return &huma.Response{
		Description: description,
		Content:     map[string]*huma.MediaType{fiber.MIMEApplicationJSON: {Schema: schema}},
	}
}

// describeRefusals does for operations written by hand what Huma does for its
// own.
func (s *Server) describeRefusals(op *huma.Operation) {
	for _, status := range op.Errors {
		r := s.describeBody(http.StatusText(status), problem.Problem{})
		r.Content = map[string]*huma.MediaType{problem.ContentType: r.Content[fiber.MIMEApplicationJSON]}
		op.Responses[strconv.Itoa(status)] = r
	}
}

// finishDocument says what is the same everywhere and writes the document down.
func finishDocument(doc *huma.OpenAPI) ([]byte, error) {
	loosen(doc)
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				describeHeaders(op)
				exemplify(doc, op)
			}
		}
	}
	var b bytes.Buffer
	err := strict.Marshal(&b, doc)
	return b.Bytes(), err
}

func describeHeaders(op *huma.Operation) {
	for status, name := range map[string]string{"401": "WWW-Authenticate", "429": "Retry-After", "503": "Retry-After"} {
		if r := op.Responses[status]; r != nil {
			r.Headers = map[string]*huma.Param{name: {Schema: &huma.Schema{Type: huma.TypeString}}}
		}
	}
}

// loosen lets answers grow: a client must not refuse fields that it doesn't
// know. Requests stay closed, and are checked so.
func loosen(doc *huma.OpenAPI) {
	closed := map[string]bool{}
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Post, item.Put, item.Patch} {
			if op == nil || op.RequestBody == nil {
				continue
			}
			for _, media := range op.RequestBody.Content {
				reach(doc.Components.Schemas, media.Schema, closed)
			}
		}
	}
	for name, schema := range doc.Components.Schemas.Map() {
		if !closed[name] {
			schema.AdditionalProperties = nil
		}
	}
}

func reach(all huma.Registry, s *huma.Schema, seen map[string]bool) {
	if s == nil {
		return
	}
	if s.Ref != "" {
		name := s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		if seen[name] {
			return
		}
		seen[name] = true
		s = all.SchemaFromRef(s.Ref)
	}
	reach(all, s.Items, seen)
	for _, p := range s.Properties {
		reach(all, p, seen)
	}
}
