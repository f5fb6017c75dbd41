package rest

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

// exemplify gives every JSON body in the document an example, made of those of
// its fields.
func exemplify(doc *huma.OpenAPI, op *huma.Operation) {
	contents := []map[string]*huma.MediaType{}
	if op.RequestBody != nil {
		contents = append(contents, op.RequestBody.Content)
	}
	for _, r := range op.Responses {
		contents = append(contents, r.Content)
	}
	for _, content := range contents {
		if media := content[fiber.MIMEApplicationJSON]; media != nil && media.Example == nil {
			media.Example, _ = sample(doc.Components.Schemas, media.Schema, "")
		}
	}
}

// sample is a value as the schema s describes it. chosen says whether somebody
// gave an example for it, or for a part of it.
func sample(all huma.Registry, s *huma.Schema, name string) (value any, chosen bool) {
	for s.Ref != "" {
		s = all.SchemaFromRef(s.Ref)
	}
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0], true
	case s.Nullable:
		return nil, false
	case len(s.Enum) > 0:
		return s.Enum[0], false
	}
	switch s.Type {
	case huma.TypeObject:
		return sampleObject(all, s)
	case huma.TypeArray:
		item, chosen := sample(all, s.Items, strings.TrimSuffix(name, "s"))
		return []any{item}, chosen
	case huma.TypeInteger, huma.TypeNumber:
		return 0, false
	case huma.TypeBoolean:
		return true, false
	}
	switch {
	case s.Format == "date-time":
		return "2026-01-31T12:00:00Z", false
	case name == "id" || strings.HasSuffix(name, "Id"):
		return "019c1a40-7d3e-7c11-8f5d-3d2f1a6b9c01", false
	default:
		return "…", false
	}
}

// sampleObject leaves out what may be left out and has no example.
func sampleObject(all huma.Registry, s *huma.Schema) (value any, chosen bool) {
	object := map[string]any{}
	required := map[string]bool{}
	for _, name := range s.Required {
		required[name] = true
	}
	for name, p := range s.Properties {
		v, given := sample(all, p, name)
		chosen = chosen || given
		if given || required[name] {
			object[name] = v
		}
	}
	return object, chosen
}
