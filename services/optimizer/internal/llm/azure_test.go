package llm

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// azure answers as a resource of Azure's does, and only to what is asked as
// there.
func azure(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Model  string                `json:"model"`
			Format struct{ Type string } `json:"response_format"`
		}
		bad := json.NewDecoder(r.Body).Decode(&body) != nil || body.Format.Type != "json_schema"
		switch {
		case r.Header.Get("Api-Key") != "az-key" || r.Header.Get("Authorization") != "":
			fail(http.StatusUnauthorized, `{"error":{"code":"401","message":"Access denied due to invalid subscription key"}}`)(w, r)
		case r.URL.Path != "/openai/deployments/cv-4.1-mini/chat/completions":
			fail(http.StatusNotFound, `{"error":{"code":"DeploymentNotFound","message":"x"}}`)(w, r)
		case r.URL.Query().Get("api-version") != "2024-10-21" || bad:
			fail(http.StatusBadRequest, `{"error":{"message":"response_format is not supported in this api-version"}}`)(w, r)
		default:
			write(sse, `data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}]}`+"\n\n", chunk("Hello"), stop, usage, done)(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func TestAzureIsAskedAsAzureWants(t *testing.T) {
	server := azure(t)
	for name, test := range map[string]struct {
		key, deployment string
		want            Kind
	}{
		"as it should be":    {"az-key", "cv-4.1-mini", ""},
		"another key":        {"sk-test", "cv-4.1-mini", Denied},
		"no such deployment": {"az-key", "other", Denied},
	} {
		p, err := NewOpenAI(OpenAI{
			BaseURL: server.URL, Key: test.key, Azure: "2024-10-21", JSON: JSONAuto, FirstToken: time.Minute, Idle: time.Minute,
		})
		if err != nil {
			t.Fatal(err)
		}
		q, said := request(), ""
		q.Model = test.deployment

		a, err := p.Complete(t.Context(), q, func(s string) error { said += s; return nil })

		if test.want == "" {
			if err != nil || said != "Hello" || a.Usage.CachedTokens != 4 || p.Name() != "azure" {
				t.Errorf("%s: got %q, %+v, %v", name, said, a, err)
			}
			continue
		}
		if e, ok := errors.AsType[*Error](err); !ok || e.Kind != test.want {
			t.Errorf("%s: got %v; want %s", name, err, test.want)
		}
	}
}
