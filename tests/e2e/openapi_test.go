package e2e

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// operation is one row of the API's own document.
type operation struct {
	method, path string
	public       bool
	params       []string // of the path
	enums        map[string]string
	body         map[string]any // the document's example
	fields       []string       // of the body that name things: fileId
	responses    map[string]any
}

func (o operation) String() string { return o.method + " " + o.path }

func (o operation) admin() bool { return strings.HasPrefix(o.path, "/admin/") }

// operations reads the document that the gateway serves.
func operations(t *testing.T, base string) (all []operation) {
	t.Helper()
	c := &client{base: base}
	var doc struct {
		Paths map[string]map[string]struct {
			Security   []any
			Parameters []struct {
				Name, In string
				Schema   struct{ Enum []any }
			}
			RequestBody struct {
				Content map[string]struct {
					Example map[string]any
					Schema  struct {
						Ref string `json:"$ref"`
					}
				}
			}
			Responses map[string]any
		}
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	c.do(t, "GET", "/openapi.json", nil).want(t, 200, &doc)
	for path, item := range doc.Paths {
		for method, op := range item {
			sent := op.RequestBody.Content["application/json"]
			o := operation{
				method: strings.ToUpper(method), path: path, public: len(op.Security) == 0, enums: map[string]string{},
				body: sent.Example, responses: op.Responses,
			}
			for name := range doc.Components.Schemas[filepath.Base(sent.Schema.Ref)].Properties {
				if strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "Ids") {
					o.fields = append(o.fields, name)
				}
			}
			for _, p := range op.Parameters {
				if p.In != "path" {
					continue
				}
				o.params = append(o.params, p.Name)
				if len(p.Schema.Enum) > 0 {
					o.enums[p.Name] = fmt.Sprint(p.Schema.Enum[0])
				}
			}
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b operation) int { return a.rank() - b.rank() })
	return all
}

// rank lets what destroys come last, and what destroys most the very last.
func (o operation) rank() int {
	switch {
	case o.String() == "DELETE /users/me":
		return 5
	case strings.HasPrefix(o.path, "/auth/logout"):
		return 4
	case o.method == "DELETE" && strings.HasPrefix(o.path, "/files"), o.String() == "PUT /admin/llm": // which turns it off
		return 3
	case o.method == "DELETE":
		return 2
	case o.method == "GET":
		return 0
	default:
		return 1
	}
}
