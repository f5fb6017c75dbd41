package llm_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sartor-cv/sartor/services/optimizer/internal/llm"
)

// embeddings is a server that answers with a body, and notes what it was asked.
func embeddings(t *testing.T, status int, body string, asked *map[string]any) *llm.Embedder {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/embeddings" || r.Header.Get("Authorization") != "Bearer key" {
			t.Errorf("asked for %s with %q", r.URL.Path, r.Header.Get("Authorization"))
		}
		if asked != nil {
			_ = json.NewDecoder(r.Body).Decode(asked)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	e, err := llm.NewEmbedder(llm.OpenAI{BaseURL: s.URL + "/v1", Key: "key", JSON: llm.JSONAuto}, "embed-1")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEmbeddingsComeInTheOrderOfTheTexts(t *testing.T) {
	var asked map[string]any
	e := embeddings(t, 200, `{"object":"list","data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0]}],"model":"embed-1"}`, &asked)

	got, err := e.Embed(t.Context(), []string{"one", strings.Repeat("ä", 30_000)})

	if err != nil || len(got) != 2 || got[0][0] != 1 || got[1][1] != 1 {
		t.Errorf("got %v, %v", got, err)
	}
	input, _ := asked["input"].([]any)
	if len(input) != 2 || len(input[1].(string)) > 20_000 || asked["model"] != "embed-1" {
		t.Errorf("asked for %v", asked["model"])
	}
}

func TestNoEmbeddingsAreAnError(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
	}{
		"refused":         {401, `{"error":{"message":"no"}}`},
		"no JSON":         {200, `<html>`},
		"an error as 200": {200, `{"error":{"message":"no"}}`},
		"another's":       {200, `{"data":[{"index":7,"embedding":[1]}]}`},
		"one twice":       {200, `{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}`},
	} {
		if got, err := embeddings(t, test.status, test.body, nil).Embed(t.Context(), []string{"one"}); err == nil && (len(got) != 1 || len(got[0]) > 0) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
