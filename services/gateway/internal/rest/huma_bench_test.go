package rest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/sartor-cv/sartor/services/gateway/internal/strict"
)

// These benchmarks are what decision 11 rests on: the cost of Huma over Fiber,
// without the network, for a small GET and for a POST of 8 KB.

var benchBody = `{"cvText":"` + strings.Repeat("Built bridges.\\n", 450) + `","jobDescription":"` + strings.Repeat("Wanted: builder. ", 70) +
	`","options":{"language":"en","tone":"formal","coverLetter":true,"jobTitle":"Builder","company":"Bridges"}}`

func run(b *testing.B, app *fiber.App, method, path, body string) {
	b.Helper()
	handler := app.Handler()
	conn, other := net.Pipe() // for the deadlines that Huma sets
	defer func() { _, _ = conn.Close(), other.Close() }()
	b.ReportAllocs()
	for b.Loop() {
		var ctx fasthttp.RequestCtx
		ctx.Init2(conn, nil, true)
		ctx.Request.Header.SetMethod(method)
		ctx.Request.SetRequestURI(path)
		if body != "" {
			ctx.Request.Header.SetContentType(fiber.MIMEApplicationJSON)
			ctx.Request.SetBodyString(body)
		}
		handler(&ctx)
		if ctx.Response.StatusCode() != http.StatusOK {
			b.Fatalf("got %d %s", ctx.Response.StatusCode(), ctx.Response.Body())
		}
	}
}

func plain() *fiber.App { return fiber.New(fiber.Config{Immutable: true}) }

func withHuma(format huma.Format) *fiber.App {
	teachHuma()
	app := plain()
	cfg := huma.DefaultConfig("bench", "1")
	cfg.CreateHooks = nil
	cfg.Formats = map[string]huma.Format{"application/json": format, "json": format}
	api := humafiber.New(app, cfg)
	huma.Register(api, huma.Operation{Method: http.MethodPost, Path: "/o", OperationID: "post"},
		func(_ context.Context, in *body[createRequest]) (*body[balance], error) {
			return &body[balance]{balance{Balance: int64(len(in.Body.CVText))}}, nil
		})
	huma.Register(api, huma.Operation{Method: http.MethodGet, Path: "/h", OperationID: "get"},
		func(_ context.Context, in *historyInput) (*body[balance], error) {
			return &body[balance]{balance{Balance: int64(in.Limit)}}, nil
		})
	return app
}

func BenchmarkPost(b *testing.B) {
	b.Run("fiber, encoding/json, nothing checked", func(b *testing.B) {
		app := plain()
		app.Post("/o", func(c *fiber.Ctx) error {
			var in createRequest
			if err := json.Unmarshal(c.Body(), &in); err != nil {
				return err
			}
			return c.JSON(balance{Balance: int64(len(in.CVText))})
		})
		run(b, app, http.MethodPost, "/o", benchBody)
	})
	b.Run("fiber, strict JSON, checked by hand", func(b *testing.B) {
		app := plain()
		app.Post("/o", func(c *fiber.Ctx) error {
			var in createRequest
			if err := strict.Unmarshal(c.Body(), &in); err != nil {
				return err
			}
			if (in.FileID == "") == (in.CVText == "") || len(in.CVText) > 200_000 || in.JobDescription == "" || len(in.JobDescription) > 60_000 {
				return fiber.ErrUnprocessableEntity
			}
			return writeJSON(c, balance{Balance: int64(len(in.CVText))})
		})
		run(b, app, http.MethodPost, "/o", benchBody)
	})
	b.Run("huma, encoding/json", func(b *testing.B) {
		run(b, withHuma(huma.DefaultJSONFormat), http.MethodPost, "/o", benchBody)
	})
	b.Run("huma, strict JSON", func(b *testing.B) {
		run(b, withHuma(huma.Format{Marshal: strict.Marshal, Unmarshal: strict.Unmarshal}), http.MethodPost, "/o", benchBody)
	})
}

func BenchmarkGet(b *testing.B) {
	b.Run("fiber, nothing checked", func(b *testing.B) {
		app := plain()
		app.Get("/h", func(c *fiber.Ctx) error { return c.JSON(balance{Balance: int64(c.QueryInt("limit"))}) })
		run(b, app, http.MethodGet, "/h?limit=10&kind=grant", "")
	})
	b.Run("huma, strict JSON", func(b *testing.B) {
		run(b, withHuma(huma.Format{Marshal: strict.Marshal, Unmarshal: strict.Unmarshal}), http.MethodGet, "/h?limit=10&kind=grant", "")
	})
}
