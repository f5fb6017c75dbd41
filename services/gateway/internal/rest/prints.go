package rest

import (
	"net/http"
	"regexp"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

// ourFormat is how formats look.
var ourFormat = regexp.MustCompile(`^[a-z]{1,8}$`)

var errNoFormat = fault.New(fault.NotFound, "format_not_found", "this document isn't printed in this format")

// exportRoutes are the documents to be taken away.
func (s *Server) exportRoutes() {
	for _, d := range []struct {
		document, id, summary string
		formats               []any
	}{
		{optimizerv1.DocumentCV, "export-cv", "The tailored CV as a file", []any{"pdf", "docx", "md", "txt", "json"}},
		{optimizerv1.DocumentLetter, "export-cover-letter", "The cover letter as a file", []any{"pdf", "docx", "md", "txt"}},
	} {
		serveRaw(s, route{
			method: http.MethodGet, path: "/optimizations/{id}/" + d.document + ".{format}", id: d.id, tag: "Optimizations",
			summary: d.summary, status: http.StatusOK, refusals: []int{http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge},
			about: "The ending is the format; json is a JSON Resume. Only what has passed the check as a whole: anything else is a 409 `not_proven`. Letters that the PDF's font doesn't have are a 422 `script_not_printable`.",
		}, func(c *fiber.Ctx) error { return s.print(c, d.document) }, describePrint(d.formats))
	}
}

func (s *Server) print(c *fiber.Ctx, document string) error {
	id, format := c.Params("id"), c.Params("format")
	if !ourID.MatchString(id) {
		return errNoOptimization
	}
	if !ourFormat.MatchString(format) {
		return errNoFormat
	}
	revision := 0
	for name, value := range c.Queries() {
		n, err := strconv.Atoi(value)
		if name != "revision" {
			return fault.InvalidField("query."+printable(name, 40), "there is no such parameter")
		}
		if err != nil || n < 1 {
			return fault.InvalidField("query.revision", "must be a whole number from 1 on")
		}
		revision = n
	}
	r, err := ask(c.UserContext(), s, optimizerv1.Export, optimizerv1.ExportRequest{ID: id, Revision: revision, Document: document, Format: format})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, r.MediaType)
	c.Set(fiber.HeaderContentDisposition, attachment(document+"."+format))
	c.Set(fiber.HeaderContentSecurityPolicy, "sandbox; default-src 'none'")
	return c.Send(r.Data)
}

func describePrint(formats []any) func(*huma.Operation) {
	text := &huma.Schema{Type: huma.TypeString}
	one := 1.0
	return func(op *huma.Operation) {
		op.Parameters = []*huma.Param{
			{Name: "id", In: "path", Required: true, Description: "The optimization.", Schema: &huma.Schema{Type: huma.TypeString, Pattern: ourID.String()}},
			{Name: "format", In: "path", Required: true, Description: "The ending.", Schema: &huma.Schema{Type: huma.TypeString, Enum: formats}},
			{Name: "revision", In: "query", Description: "Another revision than the newest.", Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: &one}},
		}
		op.Responses["200"] = &huma.Response{
			Description: "The file.",
			Headers:     map[string]*huma.Param{"Content-Disposition": {Description: "attachment", Schema: text}},
			Content:     map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
		}
	}
}
