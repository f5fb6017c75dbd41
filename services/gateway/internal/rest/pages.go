package rest

import (
	"net/http"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/services/gateway/internal/pages"
	"github.com/sartor-cv/sartor/services/gateway/internal/problem"
)

const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

var problemCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// pageRoutes are for people with a browser. Everything on the pages comes from
// here: they work without the internet and under a policy that allows no more.
func (s *Server) pageRoutes() {
	for _, base := range []string{"", Base} {
		s.app.Get(base+"/openapi.json", s.visitor, s.openapi)
		s.app.Get(base+"/docs", s.visitor, show("docs.html", fiber.MIMETextHTMLCharsetUTF8))
	}
	s.app.Get("/", s.visitor, show("index.html", fiber.MIMETextHTMLCharsetUTF8))
	s.app.Get("/assets/docs.js", s.visitor, show("docs.js", fiber.MIMETextJavaScriptCharsetUTF8))
	s.app.Get("/assets/style.css", s.visitor, show("style.css", "text/css; charset=utf-8"))
	s.app.Get("/problems/:code", s.visitor, explain)
}

func (s *Server) openapi(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/openapi+json;version=3.1")
	return c.Send(s.document)
}

func show(name, kind string) fiber.Handler {
	content := pages.Read(name)
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentSecurityPolicy, pagePolicy)
		c.Set(fiber.HeaderContentType, kind)
		c.Set(fiber.HeaderCacheControl, "no-cache")
		return c.Send(content)
	}
}

// explain is the page that a problem's type leads to.
func explain(c *fiber.Ctx) error {
	code := c.Params("code")
	if !problemCode.MatchString(code) {
		return problem.New(http.StatusNotFound, "route_not_found", "there is no page about this kind of problem")
	}
	kind, ok := problem.Find(code)
	if !ok { // one that a service has and needs no more words
		kind = problem.Kind{Code: code, Title: "Problem", Advice: "The detail of the problem says what happened and what to do."}
	}
	c.Set(fiber.HeaderContentSecurityPolicy, pagePolicy)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return pages.Problem(c.Response().BodyWriter(), kind)
}
