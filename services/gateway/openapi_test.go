package gateway

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

type document struct {
	OpenAPI string
	Servers []struct{ URL string }
	Tags    []struct{ Name string }
	Paths   map[string]map[string]operation
	raw     map[string]any
}

type operation struct {
	OperationID, Summary string
	Tags                 []string
	Security             []map[string][]string
	Parameters           []struct{ Name, In string }
	RequestBody          *struct {
		Content map[string]media
	}
	Responses map[string]struct {
		Description string
		Content     map[string]media
	}
}

type media struct {
	Schema  map[string]any
	Example any
}

func (d *door) document() (doc document) {
	d.t.Helper()
	r := d.do(http.MethodGet, "/openapi.json", strings.NewReader(""))
	r.into(d.t, &doc)
	r.into(d.t, &doc.raw)
	if under := d.do(http.MethodGet, "/api/v1/openapi.json", strings.NewReader("")); string(under.body) != string(r.body) {
		d.t.Error("the document differs between / and /api/v1")
	}
	return doc
}

// promised are the routes that the API promises, and who may ask.
var promised = map[string]string{
	"POST /auth/send-otp": "public", "POST /auth/verify-otp": "public", "POST /auth/refresh": "public", "POST /auth/logout": "member",
	"GET /users/me": "member", "GET /users/stats": "member",
	"GET /credits/balance": "member", "GET /credits/history": "member", "POST /credits/add": "member",
	"POST /files/upload": "member", "GET /files/{filename}": "member", "GET /files": "member", "GET /files/{filename}/text": "member",
	"POST /optimizations": "member", "GET /optimizations": "member", "GET /optimizations/{id}": "member", "GET /optimizations/{id}/events": "member",
	"POST /optimizations/{id}/cancel": "member", "DELETE /optimizations/{id}": "member", "DELETE /files/{filename}": "member",
	"GET /auth/sessions": "member", "DELETE /auth/sessions/{id}": "member", "POST /auth/logout-all": "member",
	"POST /admin/credits/refunds": "member", "POST /admin/credits/adjustments": "member",
	"GET /admin/users/{id}/sessions": "member", "DELETE /admin/users/{id}/sessions": "member", "DELETE /admin/users/{id}/sessions/{sessionId}": "member",
	"GET /admin/credits/audit": "member", "GET /credits/history.csv": "member",
	"POST /optimizations/{id}/revisions": "member", "GET /optimizations/{id}/revisions": "member", "POST /optimizations/{id}/answers": "member",
	"GET /optimizations/{id}/cv.{format}": "member", "GET /optimizations/{id}/cover-letter.{format}": "member", "POST /match": "member",
	"GET /users/me/answers": "member", "DELETE /users/me/answers/{id}": "member",
	"PATCH /users/me": "member", "DELETE /users/me": "member", "GET /users/me/export": "member",
	"GET /usage": "member", "GET /admin/usage": "member", "GET /admin/llm": "member", "PUT /admin/llm": "member",
}

func TestDocumentCoversThePromise(t *testing.T) {
	d := open(t, nil)
	doc := d.document()

	if !strings.HasPrefix(doc.OpenAPI, "3.1") || doc.Servers[0].URL != "/api/v1" {
		t.Errorf("got OpenAPI %s at %+v", doc.OpenAPI, doc.Servers)
	}
	found := map[string]bool{}
	for path, item := range doc.Paths {
		for method, op := range item {
			name := strings.ToUpper(method) + " " + path
			found[name] = true
			who, ok := promised[name]
			if !ok {
				t.Errorf("%s is in the document and not promised", name)
			}
			if (who == "member") != (len(op.Security) == 1) {
				t.Errorf("%s: got security %v; want it for a %s", name, op.Security, who)
			}
			op.complete(t, name, who)
			if !slices.ContainsFunc(doc.Tags, func(tag struct{ Name string }) bool { return slices.Contains(op.Tags, tag.Name) }) {
				t.Errorf("%s: the tag %v is not one of the document's; its reader will not show it", name, op.Tags)
			}
		}
	}
	for name := range promised {
		if !found[name] {
			t.Errorf("%s is promised and not in the document", name)
		}
	}
}

func (op operation) complete(t *testing.T, name, who string) {
	t.Helper()
	if op.Summary == "" || op.OperationID == "" || len(op.Tags) != 1 {
		t.Errorf("%s: summary, id or tag is missing", name)
	}
	wanted := []string{"400", "422", "429", "500", "503"}
	if who == "member" {
		wanted = append(wanted, "401")
	}
	if op.RequestBody != nil {
		wanted = append(wanted, "413", "415")
	}
	for _, status := range wanted {
		if schema := op.Responses[status].Content["application/problem+json"].Schema; schema["$ref"] != "#/components/schemas/Problem" {
			t.Errorf("%s: %s is not described as a problem: %v", name, status, schema)
		}
	}
	if op.RequestBody != nil && op.RequestBody.Content["application/json"].Schema != nil && op.RequestBody.Content["application/json"].Example == nil {
		t.Errorf("%s: the body has no example", name)
	}
	for status, r := range op.Responses {
		if body := r.Content["application/json"]; body.Schema != nil && body.Example == nil {
			t.Errorf("%s: %s has no example", name, status)
		}
		if r.Description == "" || status < "300" && status != "204" && len(r.Content) == 0 {
			t.Errorf("%s: %s is not described", name, status)
		}
	}
}

func TestDocumentHoldsTogether(t *testing.T) {
	d := open(t, nil)
	doc := d.document()
	var walk func(node any, at string)
	walk = func(node any, at string) {
		switch n := node.(type) {
		case map[string]any:
			if ref, ok := n["$ref"].(string); ok && !resolves(doc.raw, ref) {
				t.Errorf("%s: %s leads nowhere", at, ref)
			}
			for key, child := range n {
				walk(child, at+"/"+key)
			}
		case []any:
			for _, child := range n {
				walk(child, at+"[]")
			}
		}
	}
	walk(doc.raw, "")
}

func resolves(doc any, ref string) bool {
	for word := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		m, ok := doc.(map[string]any)
		if !ok {
			return false
		}
		doc = m[word]
	}
	return doc != nil
}

// TestUnknownFieldsAreRefusedEverywhere takes the routes from the document, so
// that a new one can't be forgotten.
func TestUnknownFieldsAreRefusedEverywhere(t *testing.T) {
	d := open(t, nil)
	var asked []string
	for path, item := range d.document().Paths {
		for method, op := range item {
			if op.RequestBody == nil || op.RequestBody.Content["application/json"].Schema == nil {
				continue
			}
			asked = append(asked, op.OperationID)

			r := d.member("ann", strings.ToUpper(method), "/api/v1"+path, `{"surprise":1}`, "Idempotency-Key: k")

			p := d.want(r, 422, "validation_failed")
			if !slices.ContainsFunc(p.Errors, func(f struct{ Location, Message string }) bool { return f.Location == "body.surprise" }) {
				t.Errorf("%s %s: got %+v; want body.surprise named", method, path, p.Errors)
			}
		}
	}
	if len(asked) < 6 {
		t.Errorf("only %v were asked", asked)
	}
}

// TestEveryRouteIsGuarded asks every route of the document without a token.
func TestEveryRouteIsGuarded(t *testing.T) {
	d := open(t, nil)
	for path, item := range d.document().Paths {
		for method, op := range item {
			r := d.do(strings.ToUpper(method), "/api/v1"+strings.NewReplacer("{id}", "o1", "{sessionId}", "s1", "{filename}", "a.pdf").Replace(path), strings.NewReader(""))
			if guarded := r.StatusCode == http.StatusUnauthorized; guarded != (len(op.Security) > 0) {
				t.Errorf("%s %s without a token: got %d", method, path, r.StatusCode)
			}
		}
	}
}

func TestReaderWorksAlone(t *testing.T) {
	d := open(t, nil)
	for _, path := range []string{"/docs", "/api/v1/docs", "/", "/problems/invalid_otp", "/problems/encrypted"} {
		r := d.do(http.MethodGet, path, strings.NewReader(""))
		policy := r.Header.Get("Content-Security-Policy")
		if r.StatusCode != 200 || !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: got %d under %q", path, r.StatusCode, policy)
		}
		page := string(r.body)
		for _, outside := range []string{"http://", "https://", "src=\"//", "<script>", "style=", "onclick"} {
			if strings.Contains(page, outside) {
				t.Errorf("%s has %q in it", path, outside)
			}
		}
		for _, link := range []string{`href="`, `src="`} {
			for _, rest := range strings.Split(page, link)[1:] {
				target, _, _ := strings.Cut(rest, `"`)
				if got := d.do(http.MethodGet, target, strings.NewReader("")).StatusCode; got != 200 && target != "/.well-known/jwks.json" {
					t.Errorf("%s leads to %s: got %d", path, target, got)
				}
			}
		}
	}
	script := string(d.do(http.MethodGet, "/assets/docs.js", strings.NewReader("")).body)
	for _, markup := range []string{"innerHTML", "eval(", "document.write", "http"} {
		if strings.Contains(script, markup) {
			t.Errorf("the reader's script has %q in it", markup)
		}
	}
	d.want(d.do(http.MethodGet, "/problems/%3Cscript%3E", strings.NewReader("")), 404, "route_not_found")
}

// TestExamplesAreAccepted sends each example body of the document: what it
// shows must be what it takes.
func TestExamplesAreAccepted(t *testing.T) {
	d := open(t, nil)
	for path, item := range d.document().Paths {
		for method, op := range item {
			if op.RequestBody == nil || op.RequestBody.Content["application/json"].Schema == nil {
				continue
			}
			body, err := json.Marshal(op.RequestBody.Content["application/json"].Example)
			if err != nil {
				t.Fatal(err)
			}

			r := d.member("ann", strings.ToUpper(method), "/api/v1"+strings.ReplaceAll(path, "{id}", "o1"), string(body), "Idempotency-Key: k")

			// Nobody is there to do it; that is asked only of what is acceptable.
			if r.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("%s %s %s: got %d %s", method, path, body, r.StatusCode, r.body)
			}
		}
	}
}
