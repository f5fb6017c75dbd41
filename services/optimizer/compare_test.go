package optimizer_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
)

// embeddings is a server that finds all texts alike, and counts its requests.
func embeddings(t *testing.T) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		var q struct {
			Input []string `json:"input"`
		}
		_ = json.NewDecoder(r.Body).Decode(&q)
		if strings.Contains(strings.Join(q.Input, " "), "jane@example.com") {
			t.Error("the model was told who it is")
		}
		data := []map[string]any{}
		for i := range q.Input {
			data = append(data, map[string]any{"index": i, "embedding": []float32{1, 0}})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data, "usage": map[string]any{"prompt_tokens": 500_000}})
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", asked
}

// A comparison by a model is on the books, has its cap, and is switched off
// with everything else; words are compared for ever.
func TestEmbeddingsAreBookedCappedAndSwitchedOff(t *testing.T) {
	t.Parallel()
	url, asked := embeddings(t)
	w := newWorld(t, map[string]string{
		"OPENAI_BASE_URL": url, "OPTIMIZER_EMBEDDINGS_MODEL": "text-embedding-3-small", "OPTIMIZER_EMBEDDINGS_DAILY_PER_USER": "2",
	})
	w.put(filesv1.File{ID: "good", UserID: jane, Status: filesv1.StatusParsed}, cv)
	w.put(filesv1.File{ID: "mikes", UserID: mike, Status: filesv1.StatusParsed}, cv)
	compare := func(user, file string) optimizerv1.CompareReply {
		t.Helper()
		r, err := as(w, user, optimizerv1.Compare, optimizerv1.CompareRequest{JobDescription: job, FileIDs: []string{file}})
		must(t, err)
		return r
	}

	first, _, third, others := compare(jane, "good"), compare(jane, "good"), compare(jane, "good"), compare(mike, "mikes")

	if first.Method != "embeddings" || first.Model != "text-embedding-3-small" || first.Note != "" || others.Method != "embeddings" {
		t.Errorf("got %+v and %+v", first, others)
	}
	if third.Method != "lexical" || !strings.Contains(third.Note, "for one day") || len(third.Items) != 1 {
		t.Errorf("over the cap: got %+v", third)
	}
	used, err := bus.Call(w.As(t.Context(), jane), w.Bus(), optimizerv1.Used, optimizerv1.UsedRequest{Days: 2})
	must(t, err)
	if len(used.Items) != 1 || used.Items[0].Calls != 2 || used.Items[0].PromptTokens != 1_000_000 || used.Items[0].CostMicroUSD != 20_000 {
		t.Errorf("the books say %+v", used.Items)
	}

	w.turn(true)
	off := compare(mike, "mikes")

	if off.Method != "lexical" || !strings.Contains(off.Note, "operator has stopped") || len(off.Items) != 1 || asked.Load() != 3 {
		t.Errorf("switched off: got %+v after %d requests", off, asked.Load())
	}
}
