package e2e

import (
	"fmt"
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
	body         map[string]any      // the document's example
	fields       []string            // of the body that name things: fileId
	responses    map[string][]string // the types of content by status
}

func (o operation) String() string { return o.method + " " + o.path }

func (o operation) admin() bool { return strings.HasPrefix(o.path, "/admin/") }

// operations are those of the document that the gateway serves, what destroys last.
func operations(t *testing.T, api string) []operation {
	t.Helper()
	s := readSpec(t, api)
	all := make([]operation, 0, len(s.routes))
	for _, r := range s.routes {
		all = append(all, s.operation(r))
	}
	slices.SortStableFunc(all, func(a, b operation) int { return a.rank() - b.rank() })
	return all
}

// operation is a route as the matrix asks for it.
func (s *spec) operation(r route) operation {
	o := operation{method: r.method, path: r.path, public: r.public, enums: map[string]string{}, body: r.example, responses: r.responses}
	for name := range object(object(r.schema)["properties"]) {
		if strings.HasSuffix(name, "Id") || strings.HasSuffix(name, "Ids") {
			o.fields = append(o.fields, name)
		}
	}
	for _, p := range r.parameters {
		if p.in != "path" {
			continue
		}
		o.params = append(o.params, p.name)
		if values := array(object(p.schema)["enum"]); len(values) > 0 {
			o.enums[p.name] = fmt.Sprint(values[0])
		}
	}
	return o
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
