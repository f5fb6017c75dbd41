package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// spec is the API as its own document describes it.
type spec struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
	mu       sync.Mutex
	compiled map[string]*jsonschema.Schema
	routes   []route
}

// route is one operation of the document.
type route struct {
	method, path string
	pointer      string // of the operation in the document
	parameters   []parameter
	public       bool           // asks for no token
	json, form   bool           // how the body is sent, if there is one
	schema       any            // of the JSON body
	example      map[string]any // of it
	responses    map[string][]string
}

type parameter struct {
	name, in string
	schema   any
}

// readSpec fetches and compiles the document.
func readSpec(t *testing.T, api string) *spec {
	t.Helper()
	c := &client{base: "http://" + api}
	text := c.ask(t, "GET", "/openapi.json", nil)
	text.want(t, 200, nil)
	s := &spec{compiler: jsonschema.NewCompiler(), compiled: map[string]*jsonschema.Schema{}}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text.body))
	if err != nil {
		t.Fatal(err)
	}
	s.doc, _ = doc.(map[string]any)
	s.compiler.DefaultDraft(jsonschema.Draft2020)
	if err := s.compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	for path, operations := range object(s.doc["paths"]) {
		for method, operation := range object(operations) {
			s.routes = append(s.routes, s.route(path, method, object(operation)))
		}
	}
	slices.SortFunc(s.routes, func(a, b route) int { return strings.Compare(a.name(), b.name()) })
	if len(s.routes) < 20 {
		t.Fatalf("the document has %d routes; want at least 20", len(s.routes))
	}
	return s
}

func (r route) name() string { return r.method + " " + r.path }

func (s *spec) route(path, method string, operation map[string]any) route {
	r := route{
		method: strings.ToUpper(method), path: path, responses: map[string][]string{},
		public: len(array(operation["security"])) == 0, pointer: "/paths/" + strings.ReplaceAll(path, "/", "~1") + "/" + method,
	}
	for _, p := range array(operation["parameters"]) {
		p := object(p)
		r.parameters = append(r.parameters, parameter{name: text(p["name"]), in: text(p["in"]), schema: s.resolve(p["schema"])})
	}
	content := object(object(operation["requestBody"])["content"])
	if body, ok := content["application/json"]; ok {
		r.json, r.schema, r.example = true, s.resolve(object(body)["schema"]), object(object(body)["example"])
	}
	_, r.form = content["multipart/form-data"]
	for status, response := range object(operation["responses"]) {
		r.responses[status] = []string{}
		for kind := range object(object(response)["content"]) {
			r.responses[status] = append(r.responses[status], kind)
		}
	}
	return r
}

// resolve follows a reference within the document.
func (s *spec) resolve(schema any) any {
	reference, ok := object(schema)["$ref"].(string)
	if !ok {
		return schema
	}
	var at any = s.doc
	for step := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		at = object(at)[step]
	}
	return at
}

// valid says what is wrong with a JSON answer, by the schema of its status.
func (s *spec) valid(r route, status, kind string, body []byte) error {
	pointer := fmt.Sprintf("openapi.json#%s/responses/%s/content/%s/schema", r.pointer, status, strings.ReplaceAll(kind, "/", "~1"))
	schema, err := s.schema(pointer)
	if err != nil {
		return fmt.Errorf("the document has no usable schema for it: %w", err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("it is no JSON: %w", err)
	}
	return schema.Validate(value)
}

func (s *spec) schema(pointer string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if schema, ok := s.compiled[pointer]; ok {
		return schema, nil
	}
	schema, err := s.compiler.Compile(pointer)
	s.compiled[pointer] = schema
	return schema, err
}

func object(v any) map[string]any { m, _ := v.(map[string]any); return m }
func array(v any) []any           { a, _ := v.([]any); return a }
func text(v any) string           { s, _ := v.(string); return s }

func number(v any, otherwise int) int {
	n, ok := v.(json.Number)
	if !ok {
		return otherwise
	}
	i, err := n.Int64()
	if err != nil {
		return otherwise
	}
	return int(i)
}
